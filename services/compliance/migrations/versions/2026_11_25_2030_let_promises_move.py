"""Keep where a calendar has moved a promise to, and when."""

import sqlalchemy as sa
from alembic import op

revision = "compliance_moves"
down_revision = "compliance_calendars"


def upgrade() -> None:
    """A promise that was never moved is judged by the day first given."""
    op.add_column("promises", sa.Column("moved_to", sa.Date))
    op.add_column("promises", sa.Column("moved_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Every promise is judged by the day first given again."""
    op.drop_column("promises", "moved_at")
    op.drop_column("promises", "moved_to")
