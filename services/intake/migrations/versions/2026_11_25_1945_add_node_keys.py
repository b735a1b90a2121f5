"""Add the keys by which a case is sealed to the node that takes it over."""

import sqlalchemy as sa
from alembic import op

revision = "intake_node_keys"
down_revision = "intake_0003_cases"


def upgrade() -> None:
    """The node's own keys, and those of others."""
    op.create_table(
        "node_keys",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("private_key", sa.LargeBinary, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node_keys")),
        sa.CheckConstraint(
            "octet_length(public_key) = 32", name=op.f("ck_node_keys_public_key_whole")
        ),
        sa.CheckConstraint(
            "octet_length(private_key) = 32", name=op.f("ck_node_keys_private_key_whole")
        ),
    )
    op.create_table(
        "known_keys",
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", "id", name=op.f("pk_known_keys")),
        sa.CheckConstraint(
            "octet_length(public_key) = 32", name=op.f("ck_known_keys_public_key_whole")
        ),
    )


def downgrade() -> None:
    """What was sealed to this node cannot be opened any more."""
    op.drop_table("known_keys")
    op.drop_table("node_keys")
