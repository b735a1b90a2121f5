"""Add mails: what became of every letter of the mailbox, and how the channels fare."""

import sqlalchemy as sa
from alembic import op

revision = "intake_mails"
down_revision = "intake_open311_requests"


def upgrade() -> None:
    """Letters, and the last good and bad moment of each channel."""
    op.create_table(
        "mails",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("mailbox", sa.Text, nullable=False),
        sa.Column("validity", sa.BigInteger, nullable=False),
        sa.Column("uid", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("message_id", sa.Uuid),
        sa.Column("raw_digest", sa.Text),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("filed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("mailbox", "validity", "uid", name=op.f("uq_mails_place")),
        sa.CheckConstraint(
            "state in ('trying', 'taken', 'ignored', 'parked', 'dropped')",
            name=op.f("ck_mails_state_known"),
        ),
        sa.CheckConstraint(
            "(state = 'trying') = (settled_at is null)", name=op.f("ck_mails_settled_when_done")
        ),
    )
    unfiled, parked = sa.text("filed_at IS NULL"), sa.text("state = 'parked'")
    op.create_index(op.f("ix_mails_unfiled"), "mails", ["id"], postgresql_where=unfiled)
    op.create_index(op.f("ix_mails_parked"), "mails", ["id"], postgresql_where=parked)
    op.create_table(
        "channel_states",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True)),
        sa.Column("failed_at", sa.DateTime(timezone=True)),
        sa.Column("failure", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_states")),
    )


def downgrade() -> None:
    """The letters themselves lie in the mailbox still."""
    op.drop_table("channel_states")
    op.drop_table("mails")
