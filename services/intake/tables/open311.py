"""Open311: the keys that were given out, and what was sent to other servers."""

import sqlalchemy as sa

from services.intake.tables.metadata import metadata

open311_keys = sa.Table(
    "open311_keys",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("per_minute", sa.Integer, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("revoked_at", sa.DateTime(timezone=True)),
    sa.Column("minute", sa.DateTime(timezone=True)),
    sa.Column("used", sa.Integer, nullable=False),
    sa.CheckConstraint("octet_length(digest) = 32", name="digest_whole"),
    sa.CheckConstraint("per_minute > 0", name="may_be_used"),
)
