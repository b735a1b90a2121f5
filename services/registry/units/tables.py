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


unit_changes = sa.Table(
    "unit_changes",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint(
        "kind in ('establish', 'rename', 'move', 'merge', 'split', 'abolish')",
        name="kind_known",
    ),
)
sa.Index("ix_unit_changes_effective_on", unit_changes.c.effective_on)

unit_change_parts = sa.Table(
    "unit_change_parts",
    metadata,
    sa.Column("change", sa.Uuid, primary_key=True),
    sa.Column("nth", sa.Integer, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("seat", sa.Text, nullable=False),
    sa.Column("share_numerator", sa.BigInteger),
    sa.Column("share_denominator", sa.BigInteger),
    sa.Column("begins", sa.Boolean, nullable=False),
    sa.Column("kind", sa.Text),
    sa.Column("vi", sa.Text),
    sa.Column("en", sa.Text),
    sa.Column("parent", sa.Text),
    sa.Column("sector_parent", sa.Text),
    sa.Column("host", sa.Text),
    sa.Column("gso_code", sa.Text),
    sa.Column("eid", sa.Text),
    sa.Column("made_up", sa.Boolean, nullable=False),
    sa.ForeignKeyConstraint(
        ["change"], ["unit_changes.id"], name="fk_unit_change_parts_change", ondelete="CASCADE"
    ),
    sa.CheckConstraint("seat in ('source', 'target', 'follower')", name="seat_known"),
    sa.CheckConstraint("share_denominator > 0", name="share_divides"),
)
sa.Index("ix_unit_change_parts_unit", unit_change_parts.c.unit)

unit_changes_undone = sa.Table(
    "unit_changes_undone",
    metadata,
    sa.Column("change", sa.Uuid, primary_key=True),
    sa.Column("undone_at", sa.DateTime(timezone=True), nullable=False),
)
