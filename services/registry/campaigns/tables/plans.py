"""Plans: handed in here, or told of by a node below."""

import sqlalchemy as sa

from services.registry.org.tables import metadata

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
