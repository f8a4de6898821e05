"""Keep the month with which the years end in which a target was announced.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Targets of before are of calendar years."""
    op.add_column("targets", Column("year_ends", Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Take the column away: every target is of calendar years then."""
    op.drop_column("targets", "year_ends")
