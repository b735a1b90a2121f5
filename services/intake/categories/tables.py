"""Categories as this office has changed them; those nobody changed stand in the catalogue."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.intake.org.tables import metadata

categories = sa.Table(
    "categories",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("parent", sa.Text),
    sa.Column("vi", sa.Text, nullable=False),
    sa.Column("en", sa.Text, nullable=False),
    sa.Column("theme", sa.Text, nullable=False),
    sa.Column("profile", sa.Text, nullable=False),
    sa.Column("is_anonymous_allowed", sa.Boolean, nullable=False),
    sa.Column("keywords", ARRAY(sa.Text), nullable=False),
    sa.Column("questions", JSONB, nullable=False),
    sa.CheckConstraint("valid_to > valid_from", name="lasts"),
)


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
