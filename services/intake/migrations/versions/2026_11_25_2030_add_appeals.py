"""Add what goes one level up: appeals against an answer, and cases that are late."""

import sqlalchemy as sa
from alembic import op

revision = "intake_appeals"
down_revision = "intake_recounts"


def upgrade() -> None:
    """Expand only: the code before this one still runs on the new schema."""
    op.create_table(
        "appeals",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("promise_id", sa.Uuid),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("to_unit", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("rating", sa.SmallInteger, nullable=False),
        sa.Column("filed_on", sa.Date, nullable=False),
        sa.Column("words", sa.Text, nullable=False, server_default=""),
        sa.Column("sealed", sa.Text),
        sa.Column("key_id", sa.Uuid),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("decided_on", sa.Date),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("until", sa.Date),
        sa.CheckConstraint(
            "state in ('waiting', 'filed', 'upheld', 'dismissed')",
            name=op.f("ck_appeals_state_known"),
        ),
        sa.CheckConstraint("rating between 1 and 2", name=op.f("ck_appeals_rating_poor")),
        sa.UniqueConstraint(
            "case_id", "promise_id", name=op.f("uq_appeals_case_id_promise_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
    )
    op.create_index("ix_appeals_to_unit", "appeals", ["to_unit", "filed_on"])
    op.create_table(
        "escalations",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("to_unit", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("raised_on", sa.Date, nullable=False),
        sa.Column("is_here", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("seen_by", sa.Uuid),
        sa.Column("seen_on", sa.Date),
        sa.CheckConstraint(
            "state in ('open', 'seen', 'raised', 'cleared')",
            name=op.f("ck_escalations_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
    )
    op.create_index("ix_escalations_case_id", "escalations", ["case_id", "level"])
    op.create_index(
        "ix_escalations_open",
        "escalations",
        ["raised_on"],
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    """What was asked of the level above is forgotten."""
    op.drop_table("escalations")
    op.drop_table("appeals")
