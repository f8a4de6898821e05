"""The tables. Rows are appended and stay as they are: nothing is updated, nothing is deleted.

Two things alone go: the text of a statement that is redacted, and the body of a document that a row of `removals`
names. Their places and checksums stay, and the database itself lets through no other change.

A correction is a row of its own that names the row it supersedes; a revoked token is a row in
`revocations`. `seq` numbers the rows of a table in the order of their appends. What databases
index is kept short: a name can be longer than an index takes.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "METADATA",
    "TABLES",
    "audit",
    "changes",
    "citations",
    "deliveries",
    "documents",
    "followings",
    "removals",
    "revocations",
    "runs",
    "series",
    "statements",
    "targets",
    "tokens",
    "webhook_ends",
    "webhooks",
    "withdrawals",
]

METADATA = MetaData()

changes = Table(
    "changes",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(20), nullable=False),
    Column("author", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("series", Text),
    Column("note", Text, nullable=False),
    #: Number of the token that wrote over HTTP: names are used again, numbers are not.
    Column("token", Integer),
    CheckConstraint("number >= 1", name="changes_count_from_one"),
)

series = Table(
    "series",
    METADATA,
    Column("id", String(250), primary_key=True),
    Column("seq", Integer, nullable=False, unique=True),
    Column("change", ForeignKey("changes.number"), nullable=False),
    Column("reporter", Text, nullable=False),
    Column("partner", Text, nullable=False),
    Column("unit", String(3), nullable=False),
    Column("basis", Text, nullable=False),
)

statements = Table(
    "statements",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("series", ForeignKey("series.id"), nullable=False),
    Column("change", ForeignKey("changes.number"), nullable=False),
    #: The row that this one corrects; a row is corrected once.
    Column("supersedes", ForeignKey("statements.seq"), unique=True),
    #: SHA-256 of everything but the id: the same statement twice is one statement.
    Column("content", String(64), nullable=False),
    Column("id", Text, nullable=False),
    Column("statistics", Text, nullable=False),
    Column("flow", String(10), nullable=False),
    Column("year", Integer, nullable=False),
    Column("months", Integer, nullable=False),
    Column("level", Double),
    Column("level_resolution", Double),
    Column("level_qualifier", String(10)),
    Column("growth", Double),
    Column("growth_resolution", Double),
    Column("growth_qualifier", String(10)),
    Column("event", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("published", String(10), nullable=False),
    Column("published_precision", String(10), nullable=False),
    Column("reliability", String(10), nullable=False),
    Column("record", Boolean(create_constraint=False), nullable=False),
    Column("note", Text, nullable=False),
    #: What the statement itself says it takes the place of, as printed; `supersedes` is about rows of this store.
    Column("says_supersedes", Text, nullable=False, server_default=""),
    #: Months of the year before the period begins, and the month with which years of the series end, 0 for December.
    Column("skipped", Integer, nullable=False, server_default="0"),
    Column("year_ends", Integer, nullable=False, server_default="0"),
    CheckConstraint("level IS NOT NULL OR growth IS NOT NULL", name="statements_say_something"),
    CheckConstraint("months BETWEEN 1 AND 12", name="statements_have_months"),
    CheckConstraint("supersedes < seq", name="statements_correct_older_ones"),
)

targets = Table(
    "targets",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("change", ForeignKey("changes.number"), nullable=False),
    Column("supersedes", ForeignKey("targets.seq"), unique=True),
    Column("content", String(64), nullable=False),
    Column("id", Text, nullable=False),
    Column("reporter", Text, nullable=False),
    Column("partner", Text, nullable=False),
    Column("reporter_code", Text, nullable=False),
    Column("partner_code", Text, nullable=False),
    Column("flow", String(10), nullable=False),
    Column("basis", Text, nullable=False),
    Column("value", Double, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("announced", String(10), nullable=False),
    Column("announced_by", Text, nullable=False),
    Column("deadline", Integer),
    Column("level_then", Double),
    Column("outcome", String(10), nullable=False),
    Column("reached_year", Integer),
    Column("kind", Text, nullable=False),
    Column("duplicate_of", Text, nullable=False),
    Column("grade", String(1), nullable=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("year_ends", Integer, nullable=False, server_default="0"),
    CheckConstraint("supersedes < seq", name="targets_correct_older_ones"),
)

runs = Table(
    "runs",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False, unique=True),
    Column("change", ForeignKey("changes.number"), nullable=False),
    Column("at", String(20), nullable=False),
    Column("series", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("version", Text, nullable=False),
    #: What a list of runs tells of each, as JSON.
    Column("heading", Text, nullable=False),
    #: Who had it stored, and the number of the token; none when a refresh did.
    Column("author", Text),
    Column("token", Integer),
)

#: Which run answers which registered target; two targets can ask the same.
followings = Table(
    "followings",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("target", Text, nullable=False),
    Column("run", ForeignKey("runs.id"), nullable=False),
)

documents = Table(
    "documents",
    METADATA,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("suffix", String(20), primary_key=True),
    #: Compressed by zlib; length and SHA-256 are those of the bytes themselves.
    Column("body", LargeBinary, nullable=False),
    Column("length", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
)

tokens = Table(
    "tokens",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("at", String(20), nullable=False),
    #: From when on it is good no more; none when it does not end by itself.
    Column("expires", String(20)),
)

revocations = Table(
    "revocations",
    METADATA,
    Column("token", ForeignKey("tokens.seq"), primary_key=True),
    Column("at", String(20), nullable=False),
)

#: Statements out of use ("retraction"), or whose text is gone ("redaction").
withdrawals = Table(
    "withdrawals",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("statement", ForeignKey("statements.seq"), nullable=False),
    Column("change", ForeignKey("changes.number"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("statement", "kind", name="withdrawals_once"),
)

#: Documents whose bodies are gone, and why: "redaction" or "pruning".
removals = Table(
    "removals",
    METADATA,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("suffix", String(20), primary_key=True),
    Column("at", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("reason", Text, nullable=False),
)

#: Runs that somebody may have cited: they are never pruned.
citations = Table(
    "citations",
    METADATA,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("at", String(20), nullable=False),
    Column("how", String(20), nullable=False),
)

#: Who wrote what, when and from where: writes, tokens, webhooks, backups.
audit = Table(
    "audit",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(20), nullable=False),
    Column("who", Text, nullable=False),
    Column("token", Integer),
    Column("action", String(30), nullable=False),
    Column("what", Text, nullable=False),
    #: The address that a request came from, as far as the service is set to keep it, and the request's name.
    Column("origin", Text, nullable=False),
    Column("request", Text, nullable=False),
)

#: Addresses that are told of changes, from a change and an answer on.
webhooks = Table(
    "webhooks",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(20), nullable=False),
    Column("author", Text, nullable=False),
    Column("token", Integer),
    Column("url", Text, nullable=False),
    #: It signs, so it is kept as it is.
    Column("secret", String(100), nullable=False),
    Column("change", Integer, nullable=False),
    Column("run", Integer, nullable=False),
)

webhook_ends = Table(
    "webhook_ends",
    METADATA,
    Column("webhook", ForeignKey("webhooks.seq"), primary_key=True),
    Column("at", String(20), nullable=False),
    Column("reason", Text, nullable=False),
)

#: Each attempt to tell a webhook what there is up to a change and an answer. What it was not told yet is the rest of
#: the changes: they are the outbox.
deliveries = Table(
    "deliveries",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("webhook", ForeignKey("webhooks.seq"), nullable=False),
    Column("at", String(20), nullable=False),
    Column("change", Integer, nullable=False),
    Column("run", Integer, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("status", Integer),
    Column("reason", Text, nullable=False),
    Column("milliseconds", Integer, nullable=False),
)

Index("statements_of_series", statements.c.series)
Index("statements_of_change", statements.c.change)
_FIRST = statements.c.supersedes.is_(None)
#: What is no correction says something new: two writers cannot both append it.
Index(
    "statements_once",
    statements.c.series,
    statements.c.content,
    unique=True,
    sqlite_where=_FIRST,
    postgresql_where=_FIRST,
)
Index("followings_of_run", followings.c.run)
Index("targets_of_change", targets.c.change)
Index("withdrawals_of_change", withdrawals.c.change)
Index("deliveries_of_webhook", deliveries.c.webhook)
Index("audit_of_action", audit.c.action)

#: Each table after those that it refers to.
TABLES = (
    changes, series, statements, targets, runs, followings, documents, tokens, revocations, withdrawals, removals,
    citations, audit, webhooks, webhook_ends, deliveries,
)  # fmt: skip
