"""Add duty deeds: what units have done of what campaigns ask, in one shape for all."""

import sqlalchemy as sa
from alembic import op

revision = "registry_0002_deeds"
down_revision = "registry_0001"


def upgrade() -> None:
    """Expand only: the code before this one still runs on the new schema."""
    op.create_table(
        "duty_deeds",
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("occurred_on", sa.Date, nullable=False),
        sa.Column("campaign", sa.Uuid),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("what", "ref", name=op.f("pk_duty_deeds")),
        sa.CheckConstraint(
            "what in ('plan', 'model', 'initiative', 'pledge', 'nomination', 'report')",
            name=op.f("ck_duty_deeds_what_known"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_duty_deeds_amount_counts")),
    )
    op.create_index("ix_duty_deeds_campaign", "duty_deeds", ["campaign"])
    op.create_index(
        "ix_duty_deeds_free",
        "duty_deeds",
        ["occurred_on"],
        postgresql_where=sa.text("campaign IS NULL"),
    )


def downgrade() -> None:
    """The way back."""
    op.drop_table("duty_deeds")
