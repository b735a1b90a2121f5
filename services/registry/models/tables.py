"""Models: what was registered here, or told of by a node below, and what became of it.

`search` holds everything one looks for in one index: folded words, words with their marks
(`=`), and codes: `f:` field, `k:` kind, `n:` novelty, `o:` owner, `s:` state, `t:` theme, `u:`
the unit and its superiors, `y:` year. `unit_lines` is what the `u:` entries were made of.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from services.registry.org.tables import metadata

models = sa.Table(
    "models",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("themes", ARRAY(sa.Text), nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("novelty", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("criteria", ARRAY(sa.Text), nullable=False),
    sa.Column("criteria_count", sa.Integer, nullable=False),
    sa.Column("sections", JSONB, nullable=False),
    sa.Column("campaign", sa.Uuid),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("registered_on", sa.Date),
    sa.Column("registered_by", sa.Uuid),
    sa.Column("moved_on", sa.Date, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("search", TSVECTOR, nullable=False),
    sa.CheckConstraint(
        "state in ('draft', 'registered', 'in_progress', 'reviewed', 'recognised', "
        "'replicated', 'closed', 'cancelled')",
        name="state_known",
    ),
    sa.CheckConstraint("kind in ('model', 'initiative', 'work')", name="kind_known"),
)
sa.Index("ix_models_search", models.c.search, postgresql_using="gin")
sa.Index("ix_models_year", models.c.year, models.c.id)
sa.Index("ix_models_unit", models.c.unit, models.c.id)

model_persons = sa.Table(
    "model_persons",
    metadata,
    sa.Column("model", sa.Uuid, sa.ForeignKey("models.id"), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
)

model_moves = sa.Table(
    "model_moves",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("model", sa.Uuid, sa.ForeignKey("models.id"), nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("criteria_met", sa.Integer),
    sa.Column("criteria_count", sa.Integer),
    sa.Column("is_passed", sa.Boolean),
    sa.Column("by", sa.Uuid),
)
sa.Index("ix_model_moves_model", model_moves.c.model)

model_evidence = sa.Table(
    "model_evidence",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("model", sa.Uuid, sa.ForeignKey("models.id"), nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("file", sa.Uuid, sa.ForeignKey("files.id")),
    sa.Column("by", sa.Uuid),
)
sa.Index("ix_model_evidence_model", model_evidence.c.model)

model_copies = sa.Table(
    "model_copies",
    metadata,
    sa.Column("copy", sa.Uuid, primary_key=True),
    sa.Column("source", sa.Uuid, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("reached", sa.Integer),
    sa.Column("result", sa.Text, nullable=False),
)
sa.Index("ix_model_copies_source", model_copies.c.source)

unit_lines = sa.Table(
    "unit_lines",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("line", ARRAY(sa.Text), nullable=False),
)
