"""Count petitions and mediations: number, kind and dates, no name and no word."""

import sqlalchemy as sa
from alembic import op

revision = "intake_petitions"
down_revision = "intake_handing_over"


def upgrade() -> None:
    """Two new tables."""
    op.create_table(
        "petitions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("accept_by", sa.Date()),
        sa.Column("accepted_on", sa.Date()),
        sa.Column("due_on", sa.Date()),
        sa.Column("extended", sa.SmallInteger(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("outcome", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("case", sa.Uuid()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions")),
        sa.UniqueConstraint("number", name=op.f("uq_petitions_number")),
        sa.UniqueConstraint("case", name=op.f("uq_petitions_case")),
        sa.CheckConstraint(
            "(state in ('received', 'accepted')) = (closed_on is null)",
            name=op.f("ck_petitions_closed_when_said"),
        ),
        sa.CheckConstraint(
            "(state = 'settled') = (outcome is not null)",
            name=op.f("ck_petitions_outcome_said"),
        ),
    )
    op.create_index("ix_petitions_received", "petitions", ["received_on", "number"])
    op.create_table(
        "petition_steps",
        sa.Column("petition", sa.Uuid(), nullable=False),
        sa.Column("nth", sa.SmallInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.PrimaryKeyConstraint("petition", "nth", name=op.f("pk_petition_steps")),
        sa.ForeignKeyConstraint(
            ["petition"], ["petitions.id"], name=op.f("fk_petition_steps_petition")
        ),
    )


def downgrade() -> None:
    """Nothing was counted."""
    op.drop_table("petition_steps")
    op.drop_table("petitions")
