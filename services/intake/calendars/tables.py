"""Recounts: how far open promises have been counted again by a new calendar."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

calendar_recounts = sa.Table(
    "calendar_recounts",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("after", sa.Uuid),
    sa.Column("looked", sa.Integer, nullable=False),
    sa.Column("moved", sa.Integer, nullable=False),
    sa.CheckConstraint("step in ('feedback', 'dossiers', 'done')", name="step_known"),
    sa.Index(
        "ix_calendar_recounts_open", "in_force_at", postgresql_where=sa.text("step <> 'done'")
    ),
)
