"""Add the histories of units: a report is drawn as organised then, and as organised now."""

from alembic import op

from shared.chassis.migrating import create_chapters, drop_chapters

revision = "registry_0002_chapters"
down_revision = "registry_0002_deeds"


def upgrade() -> None:
    """The chapters of every unit, and what became of it."""
    create_chapters(op.get_bind())


def downgrade() -> None:
    """Without them every unit is as it was last told."""
    drop_chapters(op.get_bind())
