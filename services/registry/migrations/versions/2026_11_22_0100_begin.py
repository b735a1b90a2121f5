"""Begin: the units, each chapter of their history a row."""

import sqlalchemy as sa
from alembic import op

from shared.chassis.migrating import create_chassis, drop_chassis

revision = "registry_0001"
down_revision = None


def upgrade() -> None:
    """Every table of the service, the chassis' among them."""
    create_chassis(op.get_bind())
    op.create_table(
        "units",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("vi", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("territorial_parent", sa.Text),
        sa.Column("sector_parent", sa.Text),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("made_up", sa.Boolean, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_units")),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_units_lasts_a_day")),
    )


def downgrade() -> None:
    """Nothing of the service is left."""
    op.drop_table("units")
    drop_chassis(op.get_bind())
