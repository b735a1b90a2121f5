"""What goes one level up: appeals against an answer, and cases that are late."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

appeals = sa.Table(
    "appeals",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("case_id", sa.Uuid, nullable=False),
    sa.Column("promise_id", sa.Uuid),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("to_unit", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("rating", sa.SmallInteger, nullable=False),
    sa.Column("filed_on", sa.Date, nullable=False),
    sa.Column("words", sa.Text, nullable=False, server_default=""),
    sa.Column("sealed", sa.Text),
    sa.Column("key_id", sa.Uuid),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("decided_on", sa.Date),
    sa.Column("decided_by", sa.Uuid),
    sa.Column("until", sa.Date),
    sa.CheckConstraint(
        "state in ('waiting', 'filed', 'upheld', 'dismissed')", name="state_known"
    ),
    sa.CheckConstraint("rating between 1 and 2", name="rating_poor"),
    sa.UniqueConstraint("case_id", "promise_id", name="uq_appeals_case_id_promise_id"),
    sa.Index("ix_appeals_to_unit", "to_unit", "filed_on"),
)

escalations = sa.Table(
    "escalations",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("case_id", sa.Uuid, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("to_unit", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("raised_on", sa.Date, nullable=False),
    sa.Column("is_here", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("seen_by", sa.Uuid),
    sa.Column("seen_on", sa.Date),
    sa.CheckConstraint("state in ('open', 'seen', 'raised', 'cleared')", name="state_known"),
    sa.Index("ix_escalations_case_id", "case_id", "level"),
    sa.Index("ix_escalations_open", "raised_on", postgresql_where=sa.text("state = 'open'")),
)
