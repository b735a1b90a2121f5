"""Who works at the desk: officers as they were last seen, and who has which case in hand."""

import sqlalchemy as sa

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
