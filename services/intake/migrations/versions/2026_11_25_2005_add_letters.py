"""Add letters: apologies and thanks, what they are made of, and the promises they are for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "intake_letters"
down_revision = "intake_mails"


def upgrade() -> None:
    """One apology per broken promise and one number per letter, by constraint."""
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("about_on", sa.Date(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("new_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prepared_by", sa.Uuid()),
        sa.Column("reviewed_by", sa.Uuid()),
        sa.Column("reviewed_at", sa.DateTime(timezone=True)),
        sa.Column("issued_on", sa.Date()),
        sa.Column("issuer", sa.Text()),
        sa.Column("year", sa.Integer()),
        sa.Column("number", sa.Integer()),
        sa.Column("symbol", sa.Text()),
        sa.Column("signed_at", sa.DateTime(timezone=True)),
        sa.Column("signed_by", sa.Uuid()),
        sa.Column("content", JSONB()),
        sa.Column("delivered_on", sa.Date()),
        sa.Column("delivered_by", sa.Text()),
        sa.Column("withdrawn_on", sa.Date()),
        sa.Column("withdrawn_why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'issued') = (number is not null and year is not null"
            " and issuer is not null"
            " and symbol is not null and issued_on is not null and signed_at is not null"
            " and content is not null)",
            name=op.f("ck_letters_numbered_when_issued"),
        ),
        sa.CheckConstraint("kind in ('apology', 'thanks')", name=op.f("ck_letters_kind_known")),
        sa.CheckConstraint(
            "state in ('draft', 'reviewed', 'issued', 'withdrawn')",
            name=op.f("ck_letters_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint(
            "issuer", "year", "number", name=op.f("uq_letters_issuer_year_number")
        ),
        sa.UniqueConstraint(
            "kind",
            "subject_kind",
            "subject",
            "about_on",
            name=op.f("uq_letters_kind_subject_kind_subject_about_on"),
        ),
    )
    op.create_index("ix_letters_issued", "letters", ["unit", "issued_on"])
    op.create_index(
        "ix_letters_waiting",
        "letters",
        ["unit", "about_on"],
        postgresql_where=sa.text("state in ('draft', 'reviewed')"),
    )
    op.create_table(
        "letterheads",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("superior", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place_name", sa.Text(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("standing_from", sa.Date()),
        sa.Column("set_by", sa.Uuid()),
        sa.PrimaryKeyConstraint("unit", "valid_from", name=op.f("pk_letterheads")),
    )
    op.create_table(
        "letter_texts",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("copies", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("set_by", sa.Uuid()),
        sa.CheckConstraint(
            "kind in ('apology', 'thanks')", name=op.f("ck_letter_texts_kind_known")
        ),
        sa.PrimaryKeyConstraint(
            "unit", "kind", "subject_kind", "valid_from", name=op.f("pk_letter_texts")
        ),
    )
    op.create_table(
        "letter_registers",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "year", name=op.f("pk_letter_registers")),
    )
    op.create_table(
        "promises_missed",
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("missed_on", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("apologised_on", sa.Date()),
        sa.PrimaryKeyConstraint(
            "subject_kind", "subject", "promised_on", name=op.f("pk_promises_missed")
        ),
    )
    op.create_index(
        "ix_promises_missed_silent",
        "promises_missed",
        ["unit", "promised_on"],
        postgresql_where=sa.text("apologised_on is null"),
    )
    op.create_table(
        "recipients",
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid()),
        sa.PrimaryKeyConstraint("subject_kind", "subject", name=op.f("pk_recipients")),
    )


def downgrade() -> None:
    """Letters that were issued are lost with it."""
    op.drop_table("recipients")
    op.drop_table("promises_missed")
    op.drop_table("letter_registers")
    op.drop_table("letter_texts")
    op.drop_table("letterheads")
    op.drop_table("letters")
