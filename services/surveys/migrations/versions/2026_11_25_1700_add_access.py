"""Add what is needed to know who is asking, and to tell who did what."""

from alembic import op

from shared.chassis.migrating import create_access, drop_access

revision = "surveys_access"
down_revision = "surveys_0002_chapters"


def upgrade() -> None:
    """Sessions that are over, and the audit trail."""
    create_access(op.get_bind())


def downgrade() -> None:
    """Without them no pass can be ended early."""
    drop_access(op.get_bind())
