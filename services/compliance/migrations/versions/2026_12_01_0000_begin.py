"""Begin: the tables of compliance as frozen in `baseline.sql`, and the chassis' own."""

from shared.chassis.migrating import create_baseline, drop_everything

revision = "compliance_202612010000"
down_revision = None


def upgrade() -> None:
    """Every table of the service, the chassis' among them."""
    create_baseline("compliance")


def downgrade() -> None:
    """Nothing of the service is left."""
    drop_everything()
