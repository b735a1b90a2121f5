"""Begin: the tables of reporting as frozen in `baseline.sql`, and the chassis' own."""

from shared.chassis.migrating import create_baseline, drop_everything

revision = "reporting_202612010000"
down_revision = None


def upgrade() -> None:
    """Every table of the service, the chassis' among them."""
    create_baseline("reporting")


def downgrade() -> None:
    """Nothing of the service is left."""
    drop_everything()
