"""Add photos: sealed as they came, shown without what they give away."""

import sqlalchemy as sa
from alembic import op

revision = "intake_photos"
down_revision = "intake_access"


def upgrade() -> None:
    """What is kept of each photo."""
    op.create_table(
        "photos",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("message_id", sa.Uuid),
        sa.Column("case_id", sa.Uuid),
        sa.Column("original_digest", sa.Text, nullable=False),
        sa.Column("original_type", sa.Text, nullable=False),
        sa.Column("shown_digest", sa.Text, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("covered_digest", sa.Text),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sa.CheckConstraint(
            "num_nonnulls(message_id, case_id) = 1", name=op.f("ck_photos_one_owner")
        ),
    )
    op.create_index(op.f("ix_photos_message_id"), "photos", ["message_id"])
    op.create_index(op.f("ix_photos_case_id"), "photos", ["case_id"])


def downgrade() -> None:
    """The files themselves are swept within a day."""
    op.drop_table("photos")
