"""Units: what was told of them, what was changed, and the chapters folded from both."""

import sqlalchemy as sa

from services.registry.org.tables import metadata

unit_tellings = sa.Table(
    "unit_tellings",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("vi", sa.Text, nullable=False),
    sa.Column("en", sa.Text, nullable=False),
    sa.Column("territorial_parent", sa.Text),
    sa.Column("sector_parent", sa.Text),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("gso_code", sa.Text, nullable=False),
    sa.Column("eid", sa.Text, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("made_up", sa.Boolean, nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
)

units = sa.Table(
    "units",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("vi", sa.Text, nullable=False),
    sa.Column("en", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False, server_default=""),
    sa.Column("territorial_parent", sa.Text),
    sa.Column("sector_parent", sa.Text),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("gso_code", sa.Text, nullable=False, server_default=""),
    sa.Column("eid", sa.Text, nullable=False, server_default=""),
    sa.Column("basis", sa.Text, nullable=False, server_default=""),
    sa.Column("made_up", sa.Boolean, nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("valid_to > valid_from", name="lasts_a_day"),
)
sa.Index("ix_units_territorial_parent", units.c.territorial_parent, units.c.code)
sa.Index("ix_units_sector_parent", units.c.sector_parent)
sa.Index("ix_units_host", units.c.host)

unit_heads = sa.Table(
    "unit_heads",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("counted_on", sa.Date, primary_key=True),
    sa.Column("heads", sa.Integer, nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("heads >= 0", name="heads_count"),
)

unit_histories = sa.Table(
    "unit_histories",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("told_as", sa.Integer, nullable=False),
)

node_enrolments = sa.Table(
    "node_enrolments",
    metadata,
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("parent", sa.Text),
    sa.Column("public_key", sa.Text, nullable=False),
    sa.Column("enrolled_on", sa.Date, nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
)
