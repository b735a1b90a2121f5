"""The tables of schema `intake`."""

import sqlalchemy as sa

from shared.chassis.database import new_metadata

metadata = new_metadata()

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

dossiers = sa.Table(
    "dossiers",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("id", sa.Uuid, nullable=False, unique=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("returned_on", sa.Date),
    sa.CheckConstraint("channel in ('counter', 'online', 'post')", name="channel_known"),
    sa.CheckConstraint("due_on >= received_on", name="due_after_receipt"),
    sa.CheckConstraint("returned_on >= received_on", name="returned_after_receipt"),
)
