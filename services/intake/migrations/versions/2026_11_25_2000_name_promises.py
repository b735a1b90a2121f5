"""Give every promise a name: a case that was reopened is promised anew."""

import sqlalchemy as sa
from alembic import op

revision = "intake_promises"
down_revision = "intake_calendars"


def upgrade() -> None:
    """The first promise of a case has the case's own id."""
    op.add_column("feedback", sa.Column("promise_id", sa.Uuid()))
    op.execute("UPDATE feedback SET promise_id = id")
    op.alter_column("feedback", "promise_id", nullable=False)


def downgrade() -> None:
    """Without it, only the first is known."""
    op.drop_column("feedback", "promise_id")
