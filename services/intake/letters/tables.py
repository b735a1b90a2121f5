"""Letters and what they hang on: heads, texts, registers, recipients."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.intake.org.tables import metadata

OPEN = "state in ('draft', 'reviewed')"

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("subject_kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Uuid, nullable=False),
    sa.Column("ref", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("about_on", sa.Date, nullable=False),
    sa.Column("trigger", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("new_on", sa.Date),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("prepared_by", sa.Uuid),
    sa.Column("reviewed_by", sa.Uuid),
    sa.Column("reviewed_at", sa.DateTime(timezone=True)),
    sa.Column("issued_on", sa.Date),
    sa.Column("issuer", sa.Text),
    sa.Column("year", sa.Integer),
    sa.Column("number", sa.Integer),
    sa.Column("symbol", sa.Text),
    sa.Column("signed_at", sa.DateTime(timezone=True)),
    sa.Column("signed_by", sa.Uuid),
    sa.Column("content", JSONB(none_as_null=True)),
    sa.Column("delivered_on", sa.Date),
    sa.Column("delivered_by", sa.Text),
    sa.Column("withdrawn_on", sa.Date),
    sa.Column("withdrawn_why", sa.Text, nullable=False),
    # One apology for one broken promise, one word of thanks for one deed: whatever crashes.
    sa.UniqueConstraint("kind", "subject_kind", "subject", "about_on"),
    sa.UniqueConstraint("issuer", "year", "number"),
    sa.CheckConstraint("kind in ('apology', 'thanks')", name="kind_known"),
    sa.CheckConstraint(
        "state in ('draft', 'reviewed', 'issued', 'withdrawn')", name="state_known"
    ),
    sa.CheckConstraint(
        "(state = 'issued') = (number is not null and year is not null and issuer is not null"
        " and symbol is not null and issued_on is not null and signed_at is not null"
        " and content is not null)",
        name="numbered_when_issued",
    ),
    sa.Index("ix_letters_waiting", "unit", "about_on", postgresql_where=sa.text(OPEN)),
    sa.Index("ix_letters_issued", "unit", "issued_on"),
)

letterheads = sa.Table(
    "letterheads",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("superior", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("place_name", sa.Text, nullable=False),
    sa.Column("symbol", sa.Text, nullable=False),
    sa.Column("authority", sa.Text, nullable=False),
    sa.Column("position", sa.Text, nullable=False),
    sa.Column("signer", sa.Text, nullable=False),
    sa.Column("contact", sa.Text, nullable=False),
    sa.Column("standing_from", sa.Date),
    sa.Column("set_by", sa.Uuid),
)

letter_texts = sa.Table(
    "letter_texts",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("subject_kind", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("opening", sa.Text, nullable=False),
    sa.Column("closing", sa.Text, nullable=False),
    sa.Column("copies", sa.ARRAY(sa.Text), nullable=False),
    sa.Column("set_by", sa.Uuid),
    sa.CheckConstraint("kind in ('apology', 'thanks')", name="kind_known"),
)

letter_registers = sa.Table(
    "letter_registers",
    metadata,
    sa.Column("issuer", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)

recipients = sa.Table(
    "recipients",
    metadata,
    sa.Column("subject_kind", sa.Text, primary_key=True),
    sa.Column("subject", sa.Uuid, primary_key=True),
    sa.Column("full_name", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("set_by", sa.Uuid),
)
