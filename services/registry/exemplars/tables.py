"""Nominations: what is put forward, what was answered, decided and given for it."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.registry.org.tables import metadata

nominations = sa.Table(
    "nominations",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("achievement_id", sa.Uuid, nullable=False),
    sa.Column("achievement", sa.Text, nullable=False),
    sa.Column("nominee_digest", sa.LargeBinary),
    sa.Column("model", sa.Uuid),
    sa.Column("campaign", sa.Uuid),
    sa.Column("nominated_by", sa.Uuid),
    sa.Column("nominated_on", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("moved_on", sa.Date, nullable=False),
    sa.Column("origin", sa.Uuid),
    sa.Column("proposed_up_on", sa.Date),
    sa.Column("version", sa.Integer, nullable=False),
    sa.CheckConstraint(
        "subject in ('model', 'collective', 'individual')", name="subject_known"
    ),
    sa.CheckConstraint(
        "state in ('proposed', 'home_collective_accepted', 'published_for_comment', "
        "'council_reviewed', 'selected', 'commended', 'revoked')",
        name="state_known",
    ),
    sa.UniqueConstraint("code"),
    sa.UniqueConstraint("origin"),
    sa.UniqueConstraint("nominee_digest", "year"),
)
sa.Index("ix_nominations_listed", nominations.c.year, nominations.c.id)
sa.Index("ix_nominations_unit", nominations.c.unit)
sa.Index("ix_nominations_achievement_id", nominations.c.achievement_id)

nomination_persons = sa.Table(
    "nomination_persons",
    metadata,
    sa.Column("nomination", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("may_name_publicly", sa.Boolean, nullable=False),
    sa.ForeignKeyConstraint(["nomination"], ["nominations.id"]),
)

nomination_moves = sa.Table(
    "nomination_moves",
    metadata,
    sa.Column("nomination", sa.Uuid, primary_key=True),
    sa.Column("step", sa.Text, primary_key=True),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("by", sa.Uuid),
    sa.Column("reason", sa.Text),
    sa.Column("award", sa.Text),
    sa.ForeignKeyConstraint(["nomination"], ["nominations.id"]),
)

nomination_answers = sa.Table(
    "nomination_answers",
    metadata,
    sa.Column("nomination", sa.Uuid, primary_key=True),
    sa.Column("criterion", sa.Text, primary_key=True),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("figure", sa.Numeric),
    sa.Column("figure_source", sa.Text, nullable=False),
    sa.Column("attachment", sa.Uuid),
    sa.ForeignKeyConstraint(["nomination"], ["nominations.id"]),
)

nomination_spread = sa.Table(
    "nomination_spread",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("nomination", sa.Uuid, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(["nomination"], ["nominations.id"]),
    sa.CheckConstraint("kind in ('replication', 'communication')", name="kind_known"),
)
sa.Index("ix_nomination_spread_nomination", nomination_spread.c.nomination)

awards = sa.Table(
    "awards",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("nomination", sa.Uuid, nullable=False),
    sa.Column("achievement_id", sa.Uuid, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("award", sa.Text, nullable=False),
    sa.Column("given_on", sa.Date, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("revoked_on", sa.Date),
)
sa.Index("ix_awards_nomination", awards.c.nomination)
sa.Index(
    "uq_awards_one_per_achievement",
    awards.c.achievement_id,
    unique=True,
    postgresql_where=awards.c.revoked_on.is_(None),
)


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
