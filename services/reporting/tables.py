"""The tables of schema `reporting`."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from shared.chassis.database import new_metadata

metadata = new_metadata()

archive = sa.Table(
    "archive",
    metadata,
    sa.Column("event_id", sa.Uuid, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("node", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("unit", sa.Text),
    sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("nseq", sa.BigInteger, nullable=False),
    sa.Column("body", JSONB, nullable=False),
    sa.Column(
        "heard_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")
    ),
    postgresql_partition_by="RANGE (day)",
)
sa.Index("ix_archive_name_unit_day", archive.c.name, archive.c.unit, archive.c.day)
sa.Index("ix_archive_node_day", archive.c.node, archive.c.day)

tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("measure", sa.Text, primary_key=True),
    sa.Column("amount", sa.BigInteger, nullable=False),
)

digests = sa.Table(
    "digests",
    metadata,
    sa.Column("node", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("facts", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.BigInteger, nullable=False),
    sa.Column(
        "heard_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")
    ),
)

cursors = sa.Table(
    "cursors",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Integer, primary_key=True),
    sa.Column("nseq", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("ahead", JSONB, nullable=False, server_default="[]"),
    sa.Column("head", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("receipted", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("told", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("at_parent", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("heard_at", sa.DateTime(timezone=True)),
    sa.Column("moved_at", sa.DateTime(timezone=True)),
    sa.Column("hole_since", sa.DateTime(timezone=True)),
    sa.Column("requested_at", sa.DateTime(timezone=True)),
)

measure_rules = sa.Table(
    "measure_rules",
    metadata,
    sa.Column("measure", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
)
