"""Keep the working years this service is told of, in versions."""

from alembic import op

from shared.chassis.migrating import create_calendars, drop_calendars

revision = "registry_calendars"
down_revision = "registry_0008_units"


def upgrade() -> None:
    """A year counts from the moment it is in force; older versions stay on record."""
    create_calendars(op.get_bind())


def downgrade() -> None:
    """Without them only the years that come with the house are known."""
    drop_calendars(op.get_bind())
