"""Feedback: the cases, each with its clocks and where it stands."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

STATES = (
    "state in ('received', 'acknowledged', 'in_progress', 'handed_over', 'resolved',"
    " 'confirmed', 'closed', 'rejected', 'merged', 'transferred')"
)
ENDED = "state in ('resolved', 'confirmed', 'closed', 'rejected')"
OPEN = "state IN ('received', 'acknowledged', 'in_progress')"
WAITING = "state IN ('received', 'acknowledged', 'in_progress', 'handed_over', 'resolved')"
"""Those somebody may still have to do something about."""
CELL = ("(floor(latitude * 200)::int)", "(floor(longitude * 200)::int)")
"""The cell of the grid a case lies in, as `domain.duplicates` counts them."""

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("leaf", sa.Text, nullable=False, server_default=""),
    sa.Column("kind", sa.Text, nullable=False, server_default="reflection"),
    sa.Column("channel", sa.Text, nullable=False, server_default="online_channel"),
    sa.Column("visibility", sa.Text, nullable=False, server_default="anonymous"),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("latitude", sa.Double),
    sa.Column("longitude", sa.Double),
    sa.Column("address", sa.Text, nullable=False, server_default=""),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("acknowledge_by", sa.Date, nullable=False),
    sa.Column("acknowledged_at", sa.DateTime(timezone=True)),
    sa.Column("answer_by", sa.Date, nullable=False),
    sa.Column("answered_at", sa.DateTime(timezone=True)),
    sa.Column("promise_id", sa.Uuid, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("due_is_provisional", sa.Boolean, nullable=False),
    sa.Column("promised_on", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("assigned_to", sa.Uuid),
    sa.Column("routed_by", sa.Text, nullable=False, server_default=""),
    sa.Column("resolved_at", sa.DateTime(timezone=True)),
    sa.Column("reopen_until", sa.Date),
    sa.Column("closed_on", sa.Date),
    sa.Column("reason_code", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("reopened", sa.Integer, nullable=False, server_default="0"),
    sa.Column("bounces", sa.Integer, nullable=False, server_default="0"),
    sa.Column("rating", sa.SmallInteger),
    sa.Column("merged_into", sa.Uuid, sa.ForeignKey("feedback.id")),
    sa.Column("state_before", sa.Text),
    sa.CheckConstraint("char_length(text) between 1 and 4000", name="text_within_measure"),
    sa.CheckConstraint(STATES, name="state_known"),
    sa.CheckConstraint(f"({ENDED}) = (closed_on is not null)", name="closed_when_answered"),
    sa.CheckConstraint("(state = 'rejected') = (reason is not null)", name="reason_given"),
    sa.CheckConstraint(
        "(state = 'merged') = (merged_into is not null)", name="merged_into_another"
    ),
    sa.CheckConstraint("(latitude is null) = (longitude is null)", name="position_whole"),
    sa.CheckConstraint("rating between 1 and 5", name="rating_in_range"),
    sa.Index("ix_feedback_open", "unit", "promised_on", "id", postgresql_where=sa.text(OPEN)),
    sa.Index(
        "ix_feedback_resolved",
        "reopen_until",
        postgresql_where=sa.text("state = 'resolved'"),
    ),
    sa.Index(
        "ix_feedback_merged_into",
        "merged_into",
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    ),
    sa.Index("ix_feedback_received", "received_at", "id"),
    sa.Index(
        "ix_feedback_waiting",
        "promised_on",
        "id",
        postgresql_include=["unit", "state", "assigned_to", "reopened"],
        postgresql_where=sa.text(WAITING),
    ),
    sa.Index(
        "ix_feedback_grid",
        *(sa.text(side) for side in CELL),
        "received_on",
        postgresql_where=sa.text("latitude IS NOT NULL"),
    ),
    sa.Index("ix_feedback_alike", "category", "unit", "received_at"),
)
