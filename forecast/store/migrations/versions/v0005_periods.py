"""Keep periods that do not begin with a calendar year.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Periods of before are calendar years and their first months."""
    for name in ("skipped", "year_ends"):
        op.add_column("statements", Column(name, Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Take the columns away."""
    for name in ("year_ends", "skipped"):
        op.drop_column("statements", name)
