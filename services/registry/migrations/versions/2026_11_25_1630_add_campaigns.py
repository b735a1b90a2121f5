"""Add campaigns and plans: what is asked of units, and what they answer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "registry_0005_campaigns"
down_revision = "registry_0004_files"


def upgrade() -> None:
    """Expand only: the code before this one still runs on the new schema."""
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("issued_on", sa.Date),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("content_set", sa.Text, nullable=False),
        sa.Column("themes", JSONB, nullable=False),
        sa.Column("guidance", sa.Text, nullable=False),
        sa.Column("duties", JSONB, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("launched_on", sa.Date),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.CheckConstraint(
            "last_day >= first_day", name=op.f("ck_campaigns_ends_after_it_begins")
        ),
    )
    op.create_table(
        "campaign_endings",
        sa.Column("campaign", sa.Uuid, nullable=False),
        sa.Column("closed_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("campaign", name=op.f("pk_campaign_endings")),
    )
    op.create_table(
        "campaign_waits",
        sa.Column("campaign", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "unit", name=op.f("pk_campaign_waits")),
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("campaign", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("dated_on", sa.Date, nullable=False),
        sa.Column("submitted_on", sa.Date, nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("late_days", sa.Integer, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("file", sa.Uuid),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint(
            "campaign", "unit", "number", name=op.f("uq_plans_campaign_unit_number")
        ),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_plans_file")),
    )


def downgrade() -> None:
    """The way back."""
    for table in ("plans", "campaign_waits", "campaign_endings", "campaigns"):
        op.drop_table(table)
