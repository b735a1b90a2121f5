"""Campaigns: drafts, what was launched, which units are waited for, and how they ended."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.registry.org.tables import metadata

campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("issued_on", sa.Date),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("content_set", sa.Text, nullable=False),
    sa.Column("themes", JSONB, nullable=False),
    sa.Column("guidance", sa.Text, nullable=False),
    sa.Column("duties", JSONB, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("launched_on", sa.Date),
    sa.CheckConstraint("last_day >= first_day", name="ends_after_it_begins"),
)

campaign_endings = sa.Table(
    "campaign_endings",
    metadata,
    sa.Column("campaign", sa.Uuid, primary_key=True),
    sa.Column("closed_on", sa.Date, nullable=False),
)

campaign_waits = sa.Table(
    "campaign_waits",
    metadata,
    sa.Column("campaign", sa.Uuid, primary_key=True),
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
)


duty_deeds = sa.Table(
    "duty_deeds",
    metadata,
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("ref", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("occurred_on", sa.Date, nullable=False),
    sa.Column("campaign", sa.Uuid),
    sa.Column("amount", sa.Integer, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.CheckConstraint(
        "what in ('plan', 'model', 'initiative', 'pledge', 'nomination', 'report')",
        name="what_known",
    ),
    sa.CheckConstraint("amount >= 0", name="amount_counts"),
)
sa.Index("ix_duty_deeds_campaign", duty_deeds.c.campaign)
sa.Index(
    "ix_duty_deeds_free",
    duty_deeds.c.occurred_on,
    postgresql_where=duty_deeds.c.campaign.is_(None),
)


files = sa.Table(
    "files",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
)
sa.Index("ix_files_digest", files.c.digest)


plans = sa.Table(
    "plans",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("campaign", sa.Uuid, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("dated_on", sa.Date, nullable=False),
    sa.Column("submitted_on", sa.Date, nullable=False),
    sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("late_days", sa.Integer, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("file", sa.Uuid, sa.ForeignKey("files.id")),
    sa.UniqueConstraint("campaign", "unit", "number"),
)
