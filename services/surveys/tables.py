"""The tables of schema `surveys`."""

import sqlalchemy as sa

from shared.chassis.database import new_metadata

metadata = new_metadata()

ballots = sa.Table(
    "ballots",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("cast_on", sa.Date, nullable=False),
    sa.Column("level", sa.SmallInteger, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("tally_id", sa.Uuid),
    sa.CheckConstraint("level between 1 and 5", name="level_on_scale"),
)
sa.Index(
    "ix_ballots_waiting",
    ballots.c.cast_on,
    ballots.c.unit,
    postgresql_where=ballots.c.tally_id.is_(None),
)

imports = sa.Table(
    "imports",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
)
