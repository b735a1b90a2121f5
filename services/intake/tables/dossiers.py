"""Dossiers: the mirror of the one-stop desk's register."""

import sqlalchemy as sa

from services.intake.tables.metadata import metadata

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
