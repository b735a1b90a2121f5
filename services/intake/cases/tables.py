"""Who works at the desk: officers as they were last seen, and who has which case in hand."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.intake.org.tables import metadata

officers = sa.Table(
    "officers",
    metadata,
    sa.Column("account", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("feedback.id"), primary_key=True),
    sa.Column("holder", sa.Uuid, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("until", sa.DateTime(timezone=True), nullable=False),
)


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
        "ix_feedback_resolved", "reopen_until", postgresql_where=sa.text("state = 'resolved'")
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


messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("feedback.id"), nullable=False),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("external_ref", sa.Text),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("visibility", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("opened", sa.Boolean, nullable=False),
    sa.Column("answers", JSONB, nullable=False, server_default="{}"),
    sa.UniqueConstraint("channel", "external_ref", name="uq_messages_external_ref"),
    sa.Index("ix_messages_case_id", "case_id", "received_at"),
)

contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column(
        "message_id",
        sa.Uuid,
        sa.ForeignKey("messages.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("full_name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("given_name", sa.Text, nullable=False),
    sa.Column("family_name", sa.Text, nullable=False),
    sa.Column("stopped_at", sa.DateTime(timezone=True)),
)

case_entries = sa.Table(
    "case_entries",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("feedback.id"), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("is_public", sa.Boolean, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("data", JSONB, nullable=False, server_default="{}"),
    sa.Index("ix_case_entries_case_id", "case_id", "at", "id"),
    sa.Index(
        "ix_case_entries_moves",
        "at",
        postgresql_where=sa.text("is_public AND what NOT IN ('confirmed', 'closed')"),
    ),
)

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("subject_kind", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column(
        "message_id", sa.Uuid, sa.ForeignKey("messages.id", ondelete="CASCADE"), nullable=True
    ),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("data", JSONB, nullable=False, server_default="{}"),
    sa.Column("state", sa.Text, nullable=False, server_default="waiting"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("sent_at", sa.DateTime(timezone=True)),
    sa.Column("failure", sa.Text, nullable=False, server_default=""),
    sa.Column("once", sa.Text, unique=True),
    sa.CheckConstraint("channel in ('email', 'sms', 'zalo', 'print')", name="channel_known"),
    sa.CheckConstraint("state in ('waiting', 'sent', 'failed', 'printed')", name="state_known"),
    sa.Index(
        "ix_notices_waiting", "next_try_at", postgresql_where=sa.text("state = 'waiting'")
    ),
    sa.Index("ix_notices_subject", "subject_kind", "subject_id"),
)
