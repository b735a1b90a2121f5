"""Routing rules: which cases go to which unit, from when to when."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.intake.org.tables import metadata

routing_rules = sa.Table(
    "routing_rules",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("category", sa.Text),
    sa.Column("area", sa.Text),
    sa.Column("weekdays", ARRAY(sa.SmallInteger), nullable=False),
    sa.Column("begins", sa.Time),
    sa.Column("ends", sa.Time),
    sa.Column("profile", sa.Text),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_to", sa.Date),
    sa.Column("made_by", sa.Uuid),
    sa.CheckConstraint("valid_to >= valid_from", name="lasts"),
    sa.CheckConstraint("(begins is null) = (ends is null)", name="window_whole"),
)
