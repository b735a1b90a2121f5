"""Petitions and mediation: number, kind and dates; no name and no word has a column here."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

petitions = sa.Table(
    "petitions",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("number", sa.Integer, sa.Identity(always=True), nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("variant", sa.Text, nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("moved_on", sa.Date, nullable=False),
    sa.Column("accept_by", sa.Date),
    sa.Column("accepted_on", sa.Date),
    sa.Column("due_on", sa.Date),
    sa.Column("extended", sa.SmallInteger, nullable=False),
    sa.Column("closed_on", sa.Date),
    sa.Column("outcome", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("case", sa.Uuid, unique=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.CheckConstraint(
        "(state in ('received', 'accepted')) = (closed_on is null)", name="closed_when_said"
    ),
    sa.CheckConstraint("(state = 'settled') = (outcome is not null)", name="outcome_said"),
)
sa.Index("ix_petitions_received", petitions.c.received_on, petitions.c.number)

petition_steps = sa.Table(
    "petition_steps",
    metadata,
    sa.Column("petition", sa.Uuid, sa.ForeignKey("petitions.id"), primary_key=True),
    sa.Column("nth", sa.SmallInteger, primary_key=True),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date),
)
