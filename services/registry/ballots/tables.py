"""Ballots: slips known by their marks, votes by their receipts; no person, no hour."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.registry.org.tables import metadata

ballots = sa.Table(
    "ballots",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("seats", sa.Integer, nullable=False),
    sa.Column("roll", sa.Integer, nullable=False),
    sa.Column("offline_cap", sa.Text, nullable=False),
    sa.Column("options", ARRAY(sa.Text), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("slips", sa.Integer, nullable=False),
    sa.Column("opening", sa.Text, nullable=False),
    sa.Column("closing", sa.Text, nullable=False),
    sa.Column("opened_on", sa.Date),
    sa.Column("closed_on", sa.Date),
    sa.Column("version", sa.Integer, nullable=False),
    sa.CheckConstraint("state in ('prepared', 'open', 'closed')", name="state_known"),
)

ballot_slips = sa.Table(
    "ballot_slips",
    metadata,
    sa.Column("ballot", sa.Uuid, primary_key=True),
    sa.Column("mark", sa.Text, primary_key=True),
    sa.Column("used_on", sa.Date),
    sa.ForeignKeyConstraint(["ballot"], ["ballots.id"]),
)

ballot_votes = sa.Table(
    "ballot_votes",
    metadata,
    sa.Column("ballot", sa.Uuid, primary_key=True),
    sa.Column("receipt", sa.Text, primary_key=True),
    sa.Column("choices", ARRAY(sa.Text), nullable=False),
    sa.ForeignKeyConstraint(["ballot"], ["ballots.id"]),
)

box_entries = sa.Table(
    "box_entries",
    metadata,
    sa.Column("ballot", sa.Uuid, primary_key=True),
    sa.Column("box", sa.Text, primary_key=True),
    sa.Column("entered_by", sa.Uuid, primary_key=True),
    sa.Column("papers", sa.Integer, nullable=False),
    sa.Column("votes", JSONB, nullable=False),
    sa.Column("blank", sa.Integer, nullable=False),
    sa.Column("spoilt", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(["ballot"], ["ballots.id"]),
)

ballot_seals = sa.Table(
    "ballot_seals",
    metadata,
    sa.Column("ballot", sa.Uuid, primary_key=True),
    sa.Column("phase", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("sealed_on", sa.Date, nullable=False),
    sa.Column("lines", sa.Integer, nullable=False),
    sa.Column("seal", sa.Text, nullable=False),
    sa.CheckConstraint("phase in ('opened', 'closed')", name="phase_known"),
)
