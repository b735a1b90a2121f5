"""Keys: this node's own, by which it opens, and those it seals to."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

node_keys = sa.Table(
    "node_keys",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("private_key", sa.LargeBinary, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("octet_length(public_key) = 32", name="public_key_whole"),
    sa.CheckConstraint("octet_length(private_key) = 32", name="private_key_whole"),
)

known_keys = sa.Table(
    "known_keys",
    metadata,
    sa.Column("host", sa.Text, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("octet_length(public_key) = 32", name="public_key_whole"),
)
