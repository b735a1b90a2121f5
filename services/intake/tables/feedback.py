"""Feedback: the cases, each with its clocks and where it stands."""

import sqlalchemy as sa

from services.intake.tables.metadata import metadata

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("number", sa.Text, nullable=False, unique=True),
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
    sa.CheckConstraint("char_length(text) between 1 and 4000", name="text_within_measure"),
    sa.CheckConstraint("state in ('received', 'resolved', 'rejected')", name="state_known"),
    sa.CheckConstraint(
        "(state = 'received') = (closed_on is null)", name="closed_when_answered"
    ),
    sa.CheckConstraint("(state = 'rejected') = (reason is not null)", name="reason_given"),
)
