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
