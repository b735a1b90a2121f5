"""Messages, whoever sent them, and what was said and done about a case."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.intake.org.tables import metadata

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

clock_moves = sa.Table(
    "clock_moves",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("subject_kind", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("clock", sa.Text, nullable=False),
    sa.Column("old_on", sa.Date, nullable=False),
    sa.Column("new_on", sa.Date, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("cause", sa.Text, nullable=False, server_default=""),
    sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint(
        "subject_kind in ('feedback', 'dossier', 'petition')", name="subject_kind_known"
    ),
    sa.CheckConstraint("old_on <> new_on", name="really_moved"),
    sa.Index("ix_clock_moves_subject", "subject_kind", "subject_id", "moved_at"),
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
