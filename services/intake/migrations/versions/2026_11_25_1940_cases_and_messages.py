"""Grow feedback into cases: clocks, states, messages, contacts, entries, notices.

Reopening is counted from the resolution; what was answered before this step is closed.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "intake_0003_cases"
down_revision = "intake_open311_keys"

STATES = (
    "state in ('received', 'acknowledged', 'in_progress', 'handed_over', 'resolved',"
    " 'confirmed', 'closed', 'rejected', 'merged', 'transferred')"
)
ENDED = "state in ('resolved', 'confirmed', 'closed', 'rejected')"
OPEN = "state IN ('received', 'acknowledged', 'in_progress')"


def upgrade() -> None:
    """Cases with their clocks, and what belongs to them."""
    _grow_feedback()
    _add_messages()
    _add_what_is_said_and_moved()
    _add_notices()


def downgrade() -> None:
    """Feedback as it was: received, resolved or rejected."""
    for table in ("notices", "clock_moves", "case_entries", "contacts", "messages"):
        op.drop_table(table)
    _shrink_feedback()


def _grow_feedback() -> None:
    text, moment = sa.Text(), sa.DateTime(timezone=True)
    for name, default in (
        ("kind", "reflection"),
        ("channel", "online_channel"),
        ("visibility", "anonymous"),
        ("address", ""),
        ("routed_by", ""),
    ):
        column = sa.Column(name, text, nullable=False, server_default=default)
        op.add_column("feedback", column)
    for name in ("reason_code", "state_before"):
        op.add_column("feedback", sa.Column(name, text))
    for name in ("acknowledged_at", "answered_at", "resolved_at"):
        op.add_column("feedback", sa.Column(name, moment))
    for name in ("latitude", "longitude"):
        op.add_column("feedback", sa.Column(name, sa.Double()))
    for name, first in (("version", "1"), ("reopened", "0"), ("bounces", "0")):
        op.add_column(
            "feedback", sa.Column(name, sa.Integer(), nullable=False, server_default=first)
        )
    op.add_column("feedback", sa.Column("assigned_to", sa.Uuid()))
    op.add_column("feedback", sa.Column("reopen_until", sa.Date()))
    op.add_column("feedback", sa.Column("rating", sa.SmallInteger()))
    op.add_column("feedback", sa.Column("merged_into", sa.Uuid()))
    _set_the_clocks()
    _know_the_states()
    _index_feedback()


def _set_the_clocks() -> None:
    for name in ("acknowledge_by", "answer_by", "promised_on"):
        op.add_column("feedback", sa.Column(name, sa.Date()))
    op.execute(
        "UPDATE feedback SET acknowledge_by = due_on, answer_by = due_on,"
        " promised_on = due_on, state = CASE state WHEN 'resolved' THEN 'closed' ELSE state END"
    )
    for name in ("acknowledge_by", "answer_by", "promised_on"):
        op.alter_column("feedback", name, nullable=False)


def _know_the_states() -> None:
    for name in ("state_known", "closed_when_answered", "reason_given"):
        op.drop_constraint(op.f(f"ck_feedback_{name}"), "feedback", type_="check")
    for name, rule in (
        ("state_known", STATES),
        ("closed_when_answered", f"({ENDED}) = (closed_on is not null)"),
        ("reason_given", "(state = 'rejected') = (reason is not null)"),
        ("merged_into_another", "(state = 'merged') = (merged_into is not null)"),
        ("position_whole", "(latitude is null) = (longitude is null)"),
        ("rating_in_range", "rating between 1 and 5"),
    ):
        op.create_check_constraint(op.f(f"ck_feedback_{name}"), "feedback", rule)
    op.create_foreign_key(
        "fk_feedback_merged_into", "feedback", "feedback", ["merged_into"], ["id"]
    )


def _index_feedback() -> None:
    op.create_index(
        "ix_feedback_open",
        "feedback",
        ["unit", "promised_on", "id"],
        postgresql_where=sa.text(OPEN),
    )
    op.create_index(
        "ix_feedback_resolved",
        "feedback",
        ["reopen_until"],
        postgresql_where=sa.text("state = 'resolved'"),
    )
    op.create_index(
        "ix_feedback_merged_into",
        "feedback",
        ["merged_into"],
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index("ix_feedback_received", "feedback", ["received_at", "id"])


def _add_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("external_ref", sa.Text),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("visibility", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("opened", sa.Boolean, nullable=False),
        sa.Column("answers", JSONB, nullable=False, server_default="{}"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.ForeignKeyConstraint(["case_id"], ["feedback.id"], name=op.f("fk_messages_case_id")),
        sa.UniqueConstraint("number", name=op.f("uq_messages_number")),
        sa.UniqueConstraint("channel", "external_ref", name="uq_messages_external_ref"),
    )
    op.create_index("ix_messages_case_id", "messages", ["case_id", "received_at"])
    op.execute(
        "INSERT INTO messages (id, case_id, number, channel, received_at, text, visibility,"
        " language, opened) SELECT gen_random_uuid(), id, number, channel, received_at, text,"
        " visibility, 'vi', true FROM feedback"
    )
    op.create_table(
        "contacts",
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("full_name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("given_name", sa.Text, nullable=False),
        sa.Column("family_name", sa.Text, nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_contacts")),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_contacts_message_id"),
            ondelete="CASCADE",
        ),
    )


def _add_what_is_said_and_moved() -> None:
    op.create_table(
        "case_entries",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("data", JSONB, nullable=False, server_default="{}"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_entries")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["feedback.id"], name=op.f("fk_case_entries_case_id")
        ),
    )
    op.create_index("ix_case_entries_case_id", "case_entries", ["case_id", "at", "id"])
    op.create_table(
        "clock_moves",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("subject_kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("clock", sa.Text, nullable=False),
        sa.Column("old_on", sa.Date, nullable=False),
        sa.Column("new_on", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False, server_default=""),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_moves")),
        sa.CheckConstraint(
            "subject_kind in ('feedback', 'dossier', 'petition')",
            name=op.f("ck_clock_moves_subject_kind_known"),
        ),
        sa.CheckConstraint("old_on <> new_on", name=op.f("ck_clock_moves_really_moved")),
    )
    op.create_index(
        "ix_clock_moves_subject", "clock_moves", ["subject_kind", "subject_id", "moved_at"]
    )


def _add_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("subject_kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("message_id", sa.Uuid),
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
        sa.Column("once", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_notices_message_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("once", name=op.f("uq_notices_once")),
        sa.CheckConstraint(
            "channel in ('email', 'sms', 'zalo', 'print')",
            name=op.f("ck_notices_channel_known"),
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'sent', 'failed', 'printed')",
            name=op.f("ck_notices_state_known"),
        ),
    )
    op.create_index(
        "ix_notices_waiting",
        "notices",
        ["next_try_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_notices_subject", "notices", ["subject_kind", "subject_id"])


def _shrink_feedback() -> None:
    for name in ("received", "merged_into", "resolved", "open"):
        op.drop_index(f"ix_feedback_{name}", table_name="feedback")
    op.drop_constraint("fk_feedback_merged_into", "feedback", type_="foreignkey")
    for name in (
        "rating_in_range",
        "position_whole",
        "merged_into_another",
        "reason_given",
        "closed_when_answered",
        "state_known",
    ):
        op.drop_constraint(op.f(f"ck_feedback_{name}"), "feedback", type_="check")
    op.execute(
        "UPDATE feedback SET state = CASE WHEN state IN ('confirmed', 'closed')"
        " THEN 'resolved' WHEN state IN ('resolved', 'rejected') THEN state"
        " ELSE 'received' END"
    )
    for name in (
        *("merged_into", "rating", "reopen_until", "assigned_to", "bounces", "reopened"),
        *("version", "longitude", "latitude", "resolved_at", "answered_at"),
        *("acknowledged_at", "state_before", "reason_code", "routed_by", "address"),
        *("visibility", "channel", "kind", "acknowledge_by", "answer_by", "promised_on"),
    ):
        op.drop_column("feedback", name)
    for name, rule in (
        ("state_known", "state in ('received', 'resolved', 'rejected')"),
        ("closed_when_answered", "(state = 'received') = (closed_on is null)"),
        ("reason_given", "(state = 'rejected') = (reason is not null)"),
    ):
        op.create_check_constraint(op.f(f"ck_feedback_{name}"), "feedback", rule)
