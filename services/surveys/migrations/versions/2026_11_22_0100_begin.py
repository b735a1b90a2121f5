"""Begin: ballots, and which files were imported."""

import sqlalchemy as sa
from alembic import op

from shared.chassis.migrating import create_chassis, drop_chassis

revision = "surveys_0001"
down_revision = None


def upgrade() -> None:
    """Every table of the service, the chassis' among them."""
    create_chassis(op.get_bind())
    op.create_table(
        "ballots",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("cast_on", sa.Date, nullable=False),
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tally_id", sa.Uuid),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
        sa.CheckConstraint("level between 1 and 5", name=op.f("ck_ballots_level_on_scale")),
    )
    op.create_index(
        "ix_ballots_waiting",
        "ballots",
        ["cast_on", "unit"],
        postgresql_where=sa.text("tally_id IS NULL"),
    )
    op.create_table(
        "imports",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_imports")),
    )


def downgrade() -> None:
    """Nothing of the service is left."""
    op.drop_table("imports")
    op.drop_table("ballots")
    drop_chassis(op.get_bind())
