"""Units: each chapter of their history a row."""

import sqlalchemy as sa

from services.registry.tables.metadata import metadata

units = sa.Table(
    "units",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("vi", sa.Text, nullable=False),
    sa.Column("en", sa.Text, nullable=False),
    sa.Column("territorial_parent", sa.Text),
    sa.Column("sector_parent", sa.Text),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("made_up", sa.Boolean, nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("valid_to > valid_from", name="lasts_a_day"),
)
