"""Keep what was withdrawn and why, what runs are cited, who wrote by which token, and when tokens end.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, String, Text, UniqueConstraint, inspect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NEW = ("withdrawals", "removals", "citations")
_REFUSAL = "rows of this store are never changed or deleted"
#: What a redaction takes out of a statement; everything else of the row stays, its checksum too.
_TEXTS = ("publisher", "title", "url", "note")


def _unchanged(table: str, but: tuple[str, ...]) -> str:
    """Return the condition that an update leaves every other column of a row as it is."""
    postgres = op.get_bind().dialect.name == "postgresql"
    same = "IS NOT DISTINCT FROM" if postgres else "IS"
    names = [column["name"] for column in inspect(op.get_bind()).get_columns(table)]
    return " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in names if name not in but)


def _allowed(table: str) -> str:
    """Return the one update of a table that is let through: the text of what was withdrawn goes, its place stays."""
    if table == "statements":
        gone = " AND ".join(f"NEW.{name} = ''" for name in _TEXTS)
        told = "SELECT 1 FROM withdrawals WHERE statement = OLD.seq AND kind = 'redaction'"
        return f"{gone} AND {_unchanged(table, _TEXTS)} AND EXISTS ({told})"
    told = "SELECT 1 FROM removals WHERE run = OLD.run AND suffix = OLD.suffix"
    return f"length(NEW.body) = 0 AND {_unchanged(table, ('body',))} AND EXISTS ({told})"


def _guard(table: str) -> None:
    """Guard a table whose rows never change."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION rows_stay()"
        )
        return
    for action in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_stay_{action} BEFORE {action.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def _let_go(table: str) -> None:
    """Take the guards of a table away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_stay ON {table}")
        return
    for action in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_stay_{action}")


def _guard_texts(table: str) -> None:
    """Guard a table whose rows change in one way alone."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION rows_stay()"
        )
        op.execute(
            f"CREATE FUNCTION {table}_texts_stay() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF NOT ({_allowed(table)}) THEN RAISE EXCEPTION '{_REFUSAL}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_texts BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_texts_stay()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_stay_update BEFORE UPDATE ON {table} WHEN NOT ({_allowed(table)}) "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
    op.execute(
        f"CREATE TRIGGER {table}_stay_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )


def upgrade() -> None:
    """Make the tables, and let a withdrawn text go."""
    op.create_table(
        "withdrawals",
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("statement", Integer, ForeignKey("statements.seq"), nullable=False),
        Column("change", Integer, ForeignKey("changes.number"), nullable=False),
        Column("kind", String(20), nullable=False),
        Column("reason", Text, nullable=False),
        UniqueConstraint("statement", "kind", name="withdrawals_once"),
    )
    op.create_table(
        "removals",
        Column("run", String(64), ForeignKey("runs.id"), primary_key=True),
        Column("suffix", String(20), primary_key=True),
        Column("at", String(20), nullable=False),
        Column("kind", String(20), nullable=False),
        Column("reason", Text, nullable=False),
    )
    op.create_table(
        "citations",
        Column("run", String(64), ForeignKey("runs.id"), primary_key=True),
        Column("at", String(20), nullable=False),
        Column("how", String(20), nullable=False),
    )
    op.create_index("withdrawals_of_change", "withdrawals", ["change"])
    op.add_column("tokens", Column("expires", String(20)))
    op.add_column("changes", Column("token", Integer))
    op.add_column("runs", Column("author", Text))
    op.add_column("runs", Column("token", Integer))
    for table in _NEW:
        _guard(table)
    for table in ("statements", "documents"):
        _let_go(table)
        _guard_texts(table)


def downgrade() -> None:
    """Go back; what was withdrawn is in use again, its text stays gone."""
    for table in ("statements", "documents"):
        _let_go(table)
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_texts_stay() CASCADE")
        _guard(table)
    for table in _NEW:
        op.drop_table(table)
    for table, column in (("tokens", "expires"), ("changes", "token"), ("runs", "author"), ("runs", "token")):
        op.drop_column(table, column)
