"""Keep who wrote what, from where; webhooks with what was tried; and guard the columns of 0005 in a redaction.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, String, Text, inspect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NEW = ("audit", "webhooks", "webhook_ends", "deliveries")
_REFUSAL = "rows of this store are never changed or deleted"
_TEXTS = ("publisher", "title", "url", "note")
#: Columns of statements that came after the guard of 0004, which did not see them.
_LATER = ("skipped", "year_ends")


def _allowed(without: tuple[str, ...] = ()) -> str:
    """Return the one update of a statement that is let through: a withdrawn text goes, all else stays."""
    postgres = op.get_bind().dialect.name == "postgresql"
    same = "IS NOT DISTINCT FROM" if postgres else "IS"
    names = [column["name"] for column in inspect(op.get_bind()).get_columns("statements")]
    stays = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in names if name not in (*_TEXTS, *without))
    gone = " AND ".join(f"NEW.{name} = ''" for name in _TEXTS)
    told = "SELECT 1 FROM withdrawals WHERE statement = OLD.seq AND kind = 'redaction'"
    return f"{gone} AND {stays} AND EXISTS ({told})"


def _guard_texts(without: tuple[str, ...] = ()) -> None:
    """Guard the statements anew, in all columns but some."""
    allowed = _allowed(without)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION statements_texts_stay() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF NOT ({allowed}) THEN RAISE EXCEPTION '{_REFUSAL}'; END IF; RETURN NEW; END $$"
        )
        return
    op.execute("DROP TRIGGER statements_stay_update")
    op.execute(
        f"CREATE TRIGGER statements_stay_update BEFORE UPDATE ON statements WHEN NOT ({allowed}) "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )


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


def upgrade() -> None:
    """Make the tables; what was written before has no entry in the log."""
    op.create_table(
        "audit",
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("at", String(20), nullable=False),
        Column("who", Text, nullable=False),
        Column("token", Integer),
        Column("action", String(30), nullable=False),
        Column("what", Text, nullable=False),
        Column("origin", Text, nullable=False),
        Column("request", Text, nullable=False),
    )
    op.create_table(
        "webhooks",
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("at", String(20), nullable=False),
        Column("author", Text, nullable=False),
        Column("token", Integer),
        Column("url", Text, nullable=False),
        Column("secret", String(100), nullable=False),
        Column("change", Integer, nullable=False),
        Column("run", Integer, nullable=False),
    )
    op.create_table(
        "webhook_ends",
        Column("webhook", Integer, ForeignKey("webhooks.seq"), primary_key=True),
        Column("at", String(20), nullable=False),
        Column("reason", Text, nullable=False),
    )
    op.create_table(
        "deliveries",
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("webhook", Integer, ForeignKey("webhooks.seq"), nullable=False),
        Column("at", String(20), nullable=False),
        Column("change", Integer, nullable=False),
        Column("run", Integer, nullable=False),
        Column("outcome", String(20), nullable=False),
        Column("status", Integer),
        Column("reason", Text, nullable=False),
        Column("milliseconds", Integer, nullable=False),
    )
    op.create_index("deliveries_of_webhook", "deliveries", ["webhook"])
    op.create_index("audit_of_action", "audit", ["action"])
    for table in _NEW:
        _guard(table)
    _guard_texts()


def downgrade() -> None:
    """Go back; the log and the webhooks are forgotten."""
    for table in reversed(_NEW):
        op.drop_table(table)
    _guard_texts(_LATER)
