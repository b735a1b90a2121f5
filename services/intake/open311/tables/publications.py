"""Publications: the words of a case an officer lets anybody read."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

publications = sa.Table(
    "publications",
    metadata,
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("feedback.id"), primary_key=True),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("char_length(words) between 1 and 4000", name="words_within_measure"),
)
