"""Add cases that change hands between nodes, and what superiors have to decide."""

import sqlalchemy as sa
from alembic import op

revision = "intake_handing_over"
down_revision = "intake_letters"


def upgrade() -> None:
    """Expand only: the code before this one still runs on the new schema."""
    op.create_table(
        "handovers",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("is_out", sa.Boolean, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("to_unit", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("bounces", sa.Integer, nullable=False),
        sa.Column("decided", sa.Boolean, nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("key_id", sa.Uuid),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("stands", sa.Text, nullable=False, server_default=""),
        sa.Column("stands_due_on", sa.Date),
        sa.Column("stands_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "state in ('waiting', 'sent', 'withdrawing', 'taken_over', 'handed_back',"
            " 'withdrawn', 'void')",
            name=op.f("ck_handovers_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index("ix_handovers_case_id", "handovers", ["case_id", "handed_at"])
    op.create_index(
        "ix_handovers_waiting",
        "handovers",
        ["to_unit"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "handover_trails",
        sa.Column("trail", sa.Text, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("trail", name=op.f("pk_handover_trails")),
    )
    op.create_index("ix_handover_trails_case_id", "handover_trails", ["case_id"])
    op.create_table(
        "handover_bounces",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("from_unit", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_bounces")),
    )
    op.create_index("ix_handover_bounces_case_id", "handover_bounces", ["case_id"])
    op.create_table(
        "handover_decisions",
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("handover_id", sa.Uuid, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("is_ours", sa.Boolean, nullable=False),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("named", sa.Text),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_on", sa.Date),
        sa.CheckConstraint(
            "(named is null) = (decided_on is null)",
            name=op.f("ck_handover_decisions_decided_whole"),
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_handover_decisions")),
    )


def downgrade() -> None:
    """What is on its way is forgotten."""
    op.drop_table("handover_decisions")
    op.drop_table("handover_bounces")
    op.drop_table("handover_trails")
    op.drop_table("handovers")
