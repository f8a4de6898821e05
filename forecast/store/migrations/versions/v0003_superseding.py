"""Keep what a statement says it takes the place of.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Statements of before say nothing of the kind."""
    op.add_column("statements", Column("says_supersedes", Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Take the column away."""
    op.drop_column("statements", "says_supersedes")
