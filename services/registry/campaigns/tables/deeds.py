"""Deeds: what units have done of what campaigns ask; every duty matrix reads here."""

import sqlalchemy as sa

from services.registry.org.tables import metadata

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
