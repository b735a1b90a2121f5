"""Promises that were moved, and promises that were broken."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

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

promises_missed = sa.Table(
    "promises_missed",
    metadata,
    sa.Column("subject_kind", sa.Text, primary_key=True),
    sa.Column("subject", sa.Uuid, primary_key=True),
    sa.Column("promised_on", sa.Date, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("ref", sa.Text, nullable=False),
    sa.Column("missed_on", sa.Date, nullable=False),
    sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("apologised_on", sa.Date),
    sa.Index(
        "ix_promises_missed_silent",
        "unit",
        "promised_on",
        postgresql_where=sa.text("apologised_on is null"),
    ),
)
