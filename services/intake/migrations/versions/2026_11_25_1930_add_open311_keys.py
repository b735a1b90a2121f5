"""Add the keys of those who send over Open311."""

import sqlalchemy as sa
from alembic import op

revision = "intake_open311_keys"
down_revision = "intake_desk"


def upgrade() -> None:
    """Keys by their digest, and how often each was used within the minute."""
    op.create_table(
        "open311_keys",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("per_minute", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("minute", sa.DateTime(timezone=True)),
        sa.Column("used", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open311_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_open311_keys_digest")),
        sa.CheckConstraint(
            "octet_length(digest) = 32", name=op.f("ck_open311_keys_digest_whole")
        ),
        sa.CheckConstraint("per_minute > 0", name=op.f("ck_open311_keys_may_be_used")),
    )


def downgrade() -> None:
    """Nobody can send over Open311 any more."""
    op.drop_table("open311_keys")
