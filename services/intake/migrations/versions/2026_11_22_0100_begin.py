"""Begin: feedback cases, and the mirror of the one-stop desk's dossiers."""

import sqlalchemy as sa
from alembic import op

from shared.chassis.migrating import create_chassis, drop_chassis

revision = "intake_0001"
down_revision = None


def upgrade() -> None:
    """Every table of the service, the chassis' among them."""
    create_chassis(op.get_bind())
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("due_is_provisional", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("number", name=op.f("uq_feedback_number")),
        sa.CheckConstraint(
            "char_length(text) between 1 and 4000", name=op.f("ck_feedback_text_within_measure")
        ),
        sa.CheckConstraint(
            "state in ('received', 'resolved', 'rejected')",
            name=op.f("ck_feedback_state_known"),
        ),
        sa.CheckConstraint(
            "(state = 'received') = (closed_on is null)",
            name=op.f("ck_feedback_closed_when_answered"),
        ),
        sa.CheckConstraint(
            "(state = 'rejected') = (reason is not null)",
            name=op.f("ck_feedback_reason_given"),
        ),
    )
    op.create_table(
        "dossiers",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("procedure", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("returned_on", sa.Date),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("id", name=op.f("uq_dossiers_id")),
        sa.CheckConstraint(
            "channel in ('counter', 'online', 'post')", name=op.f("ck_dossiers_channel_known")
        ),
        sa.CheckConstraint("due_on >= received_on", name=op.f("ck_dossiers_due_after_receipt")),
        sa.CheckConstraint(
            "returned_on >= received_on", name=op.f("ck_dossiers_returned_after_receipt")
        ),
    )


def downgrade() -> None:
    """Nothing of the service is left."""
    op.drop_table("dossiers")
    op.drop_table("feedback")
    drop_chassis(op.get_bind())
