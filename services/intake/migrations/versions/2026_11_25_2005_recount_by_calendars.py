"""Remember how far open promises have been counted again by a new calendar."""

import sqlalchemy as sa
from alembic import op

revision = "intake_recounts"
down_revision = "intake_petitions"


def upgrade() -> None:
    """One row for each version of a year; a process that dies is followed by the next."""
    op.create_table(
        "calendar_recounts",
        sa.Column("year", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("after", sa.Uuid),
        sa.Column("looked", sa.Integer, nullable=False),
        sa.Column("moved", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("year", "version", name=op.f("pk_calendar_recounts")),
        sa.CheckConstraint(
            "step in ('feedback', 'dossiers', 'done')",
            name=op.f("ck_calendar_recounts_step_known"),
        ),
    )
    op.create_index(
        "ix_calendar_recounts_open",
        "calendar_recounts",
        ["in_force_at"],
        postgresql_where=sa.text("step <> 'done'"),
    )


def downgrade() -> None:
    """What was moved stays moved; only how far is forgotten."""
    op.drop_table("calendar_recounts")
