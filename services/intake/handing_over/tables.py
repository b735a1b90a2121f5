"""Cases that change hands between nodes: each way once, and what superiors have to decide."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

handovers = sa.Table(
    "handovers",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
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
        name="state_known",
    ),
    sa.Index("ix_handovers_case_id", "case_id", "handed_at"),
    sa.Index("ix_handovers_waiting", "to_unit", postgresql_where=sa.text("state = 'waiting'")),
)

handover_trails = sa.Table(
    "handover_trails",
    metadata,
    sa.Column("trail", sa.Text, primary_key=True),
    sa.Column("case_id", sa.Uuid, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    sa.Index("ix_handover_trails_case_id", "case_id"),
)

handover_bounces = sa.Table(
    "handover_bounces",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("case_id", sa.Uuid, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("from_unit", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Index("ix_handover_bounces_case_id", "case_id"),
)

handover_decisions = sa.Table(
    "handover_decisions",
    metadata,
    sa.Column("case_id", sa.Uuid, primary_key=True),
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
    sa.CheckConstraint("(named is null) = (decided_on is null)", name="decided_whole"),
)


node_keys = sa.Table(
    "node_keys",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("private_key", sa.LargeBinary, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("octet_length(public_key) = 32", name="public_key_whole"),
    sa.CheckConstraint("octet_length(private_key) = 32", name="private_key_whole"),
)

known_keys = sa.Table(
    "known_keys",
    metadata,
    sa.Column("host", sa.Text, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("octet_length(public_key) = 32", name="public_key_whole"),
)
