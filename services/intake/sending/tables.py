"""Drafts of citizens' messages, kept for a day."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.intake.org.tables import metadata

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("values", JSONB, nullable=False),
    sa.Column("photos", JSONB, nullable=False),
    sa.Column("number", sa.Text),
)
