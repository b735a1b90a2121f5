"""Open311: the keys that were given out, and what was sent to other servers."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

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

forwardings = sa.Table(
    "forwardings",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("feedback.id"), nullable=False),
    sa.Column("server", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("may_name", sa.Boolean, nullable=False),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("first_sent_at", sa.DateTime(timezone=True)),
    sa.Column("token", sa.Text, nullable=False),
    sa.Column("remote_id", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.UniqueConstraint("case_id", "server"),
    sa.CheckConstraint(
        "stage in ('waiting', 'in_doubt', 'token', 'sent', 'closed', 'refused')",
        name="stage_known",
    ),
    sa.CheckConstraint(
        "stage not in ('sent', 'closed') or remote_id <> ''", name="number_known"
    ),
)
sa.Index(
    "ix_forwardings_try_at",
    forwardings.c.try_at,
    postgresql_where=sa.text("stage IN ('waiting', 'in_doubt', 'token')"),
)
sa.Index("ix_forwardings_remote_id", forwardings.c.server, forwardings.c.remote_id)

forwarding_updates = sa.Table(
    "forwarding_updates",
    metadata,
    sa.Column("forwarding_id", sa.Uuid, sa.ForeignKey("forwardings.id"), primary_key=True),
    sa.Column("update_id", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
)

open311_servers = sa.Table(
    "open311_servers",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("heard_until", sa.DateTime(timezone=True), nullable=False),
    sa.Column("speaks_updates", sa.Boolean, nullable=False),
    sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("silence", sa.Text, nullable=False),
)


publications = sa.Table(
    "publications",
    metadata,
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("feedback.id"), primary_key=True),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("char_length(words) between 1 and 4000", name="words_within_measure"),
)
