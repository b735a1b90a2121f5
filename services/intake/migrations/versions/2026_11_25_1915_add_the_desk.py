"""Add categories as offices change them, routing rules, and who has which case in hand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "intake_desk"
down_revision = "intake_drafts"


def upgrade() -> None:
    """The tree of categories, the rules, officers and leases."""
    op.create_table(
        "categories",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("parent", sa.Text),
        sa.Column("vi", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("theme", sa.Text, nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("is_anonymous_allowed", sa.Boolean, nullable=False),
        sa.Column("keywords", ARRAY(sa.Text), nullable=False),
        sa.Column("questions", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_categories")),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_categories_lasts")),
    )
    op.create_table(
        "routing_rules",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("category", sa.Text),
        sa.Column("area", sa.Text),
        sa.Column("weekdays", ARRAY(sa.SmallInteger), nullable=False),
        sa.Column("begins", sa.Time),
        sa.Column("ends", sa.Time),
        sa.Column("profile", sa.Text),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("made_by", sa.Uuid),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rules")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_routing_rules_lasts")),
        sa.CheckConstraint(
            "(begins is null) = (ends is null)", name=op.f("ck_routing_rules_window_whole")
        ),
    )
    op.create_table(
        "officers",
        sa.Column("account", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_officers")),
    )
    op.create_table(
        "leases",
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("holder", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["feedback.id"], name=op.f("fk_leases_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_leases")),
    )


def downgrade() -> None:
    """Without them everybody works on everything, and cases stay where they were sent."""
    for table in ("leases", "officers", "routing_rules", "categories"):
        op.drop_table(table)
