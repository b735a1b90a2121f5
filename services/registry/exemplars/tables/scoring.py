"""Scoring: who declared what, and every edition of every score sheet."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.registry.org.tables import metadata

conflict_declarations = sa.Table(
    "conflict_declarations",
    metadata,
    sa.Column("nomination", sa.Uuid, primary_key=True),
    sa.Column("reviewer", sa.Uuid, primary_key=True),
    sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ties", ARRAY(sa.Text), nullable=False),
    sa.ForeignKeyConstraint(["nomination"], ["nominations.id"]),
)

score_sheets = sa.Table(
    "score_sheets",
    metadata,
    sa.Column("nomination", sa.Uuid, primary_key=True),
    sa.Column("reviewer", sa.Uuid, primary_key=True),
    sa.Column("edition", sa.Integer, primary_key=True),
    sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("scores", JSONB, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(["nomination"], ["nominations.id"]),
    sa.CheckConstraint("edition >= 1", name="edition_counts"),
)
