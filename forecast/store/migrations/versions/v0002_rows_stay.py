"""Have the database itself refuse to change or delete a row.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = ("changes", "series", "statements", "targets", "runs", "followings", "documents", "tokens", "revocations")
_REFUSAL = "rows of this store are never changed or deleted"


def upgrade() -> None:
    """Guard each table."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION rows_stay() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        for table in _TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION rows_stay()"
            )
        return
    for table in _TABLES:
        for action in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_stay_{action} BEFORE {action.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )


def downgrade() -> None:
    """Take the guards away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION rows_stay() CASCADE")
        return
    for table in _TABLES:
        for action in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_stay_{action}")
