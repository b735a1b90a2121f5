"""Mails: every letter the mailbox ever showed, and what became of it."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

mails = sa.Table(
    "mails",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("mailbox", sa.Text, nullable=False),
    sa.Column("validity", sa.BigInteger, nullable=False),
    sa.Column("uid", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("message_id", sa.Uuid),
    sa.Column("raw_digest", sa.Text),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("settled_at", sa.DateTime(timezone=True)),
    sa.Column("filed_at", sa.DateTime(timezone=True)),
    sa.UniqueConstraint("mailbox", "validity", "uid", name="uq_mails_place"),
    sa.CheckConstraint(
        "state in ('trying', 'taken', 'ignored', 'parked', 'dropped')", name="state_known"
    ),
    sa.CheckConstraint("(state = 'trying') = (settled_at is null)", name="settled_when_done"),
)
sa.Index("ix_mails_unfiled", mails.c.id, postgresql_where=mails.c.filed_at.is_(None))
sa.Index("ix_mails_parked", mails.c.id, postgresql_where=mails.c.state == "parked")
