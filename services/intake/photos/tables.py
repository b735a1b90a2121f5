"""Photos: what is kept of each, and what of it is shown to whom."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

photos = sa.Table(
    "photos",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
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
    sa.CheckConstraint("num_nonnulls(message_id, case_id) = 1", name="one_owner"),
)
sa.Index("ix_photos_message_id", photos.c.message_id)
sa.Index("ix_photos_case_id", photos.c.case_id)
