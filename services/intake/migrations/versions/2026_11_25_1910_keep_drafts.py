"""Keep what citizens are still writing, for a day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "intake_drafts"
down_revision = "intake_photos"


def upgrade() -> None:
    """Drafts with their photos, by a name nobody can guess."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("values", JSONB, nullable=False),
        sa.Column("photos", JSONB, nullable=False),
        sa.Column("number", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_made_at"), "drafts", ["made_at"])


def downgrade() -> None:
    """Whoever was writing has to start again."""
    op.drop_table("drafts")
