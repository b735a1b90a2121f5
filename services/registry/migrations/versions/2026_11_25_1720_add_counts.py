"""Add counts: model figures by field, pledges, commitments."""

import sqlalchemy as sa
from alembic import op

revision = "registry_0007_counts"
down_revision = "registry_0006_models"


def upgrade() -> None:
    """Expand only: the code before this one still runs on the new schema."""
    op.create_table(
        "model_reports",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("stated_total", sa.Integer()),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "unit", "first_year", "last_year", name=op.f("pk_model_reports")
        ),
    )
    op.create_table(
        "model_figures",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("registered", sa.Integer()),
        sa.Column("new", sa.Integer()),
        sa.Column("consolidated", sa.Integer()),
        sa.Column("recognised", sa.Integer()),
        sa.Column("replicated", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["unit", "first_year", "last_year"],
            ["model_reports.unit", "model_reports.first_year", "model_reports.last_year"],
            name="fk_model_figures_report",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "unit", "first_year", "last_year", "field", name=op.f("pk_model_figures")
        ),
    )
    op.create_table(
        "pledge_counts",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "signed between 0 and members", name=op.f("ck_pledge_counts_signed_are_members")
        ),
        sa.PrimaryKeyConstraint("unit", "year", "theme", name=op.f("pk_pledge_counts")),
    )
    op.create_table(
        "commitment_counts",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer()),
        sa.Column("kept", sa.Integer()),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "unit", "year", "theme", "by", name=op.f("pk_commitment_counts")
        ),
    )


def downgrade() -> None:
    """Back to models without counts."""
    for table in ("commitment_counts", "pledge_counts", "model_figures", "model_reports"):
        op.drop_table(table)
