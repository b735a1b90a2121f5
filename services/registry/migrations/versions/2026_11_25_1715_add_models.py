"""Add models: what units register, what became of it, and who copied it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

revision = "registry_0006_models"
down_revision = "registry_accounts"


def upgrade() -> None:
    """Expand only: the code before this one still runs on the new schema."""
    op.create_table(
        "models",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("themes", ARRAY(sa.Text()), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("novelty", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("criteria", ARRAY(sa.Text()), nullable=False),
        sa.Column("criteria_count", sa.Integer(), nullable=False),
        sa.Column("sections", JSONB(), nullable=False),
        sa.Column("campaign", sa.Uuid()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("registered_on", sa.Date()),
        sa.Column("registered_by", sa.Uuid()),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search", TSVECTOR(), nullable=False),
        sa.CheckConstraint(
            "kind in ('model', 'initiative', 'work')", name=op.f("ck_models_kind_known")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'registered', 'in_progress', 'reviewed', 'recognised', "
            "'replicated', 'closed', 'cancelled')",
            name=op.f("ck_models_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_models")),
    )
    op.create_index(
        "ix_models_search", "models", ["search"], unique=False, postgresql_using="gin"
    )
    op.create_index("ix_models_unit", "models", ["unit", "id"], unique=False)
    op.create_index("ix_models_year", "models", ["year", "id"], unique=False)
    op.create_table(
        "model_persons",
        sa.Column("model", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["model"], ["models.id"], name=op.f("fk_model_persons_model")),
        sa.PrimaryKeyConstraint("model", name=op.f("pk_model_persons")),
    )
    op.create_table(
        "model_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("criteria_met", sa.Integer()),
        sa.Column("criteria_count", sa.Integer()),
        sa.Column("is_passed", sa.Boolean()),
        sa.Column("by", sa.Uuid()),
        sa.ForeignKeyConstraint(["model"], ["models.id"], name=op.f("fk_model_moves_model")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_moves")),
    )
    op.create_index("ix_model_moves_model", "model_moves", ["model"], unique=False)
    op.create_table(
        "model_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.Uuid(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("file", sa.Uuid()),
        sa.Column("by", sa.Uuid()),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_model_evidence_file")),
        sa.ForeignKeyConstraint(["model"], ["models.id"], name=op.f("fk_model_evidence_model")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_evidence")),
    )
    op.create_index("ix_model_evidence_model", "model_evidence", ["model"], unique=False)
    op.create_table(
        "model_copies",
        sa.Column("copy", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("reached", sa.Integer()),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("copy", name=op.f("pk_model_copies")),
    )
    op.create_index("ix_model_copies_source", "model_copies", ["source"], unique=False)
    op.create_table(
        "unit_lines",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("line", ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_unit_lines")),
    )


def downgrade() -> None:
    """Back to campaigns, plans and exemplars alone."""
    for table in (
        "unit_lines",
        "model_copies",
        "model_evidence",
        "model_moves",
        "model_persons",
        "models",
    ):
        op.drop_table(table)
