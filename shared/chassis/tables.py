"""The tables every service has beside its own: outbox, inbox, parking, marks."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import UserDefinedType

from shared.chassis.database import new_metadata

metadata = new_metadata()


class Xid8(UserDefinedType[int]):
    """A transaction's number, which orders commits where an identity column cannot."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """The SQL name."""
        return "xid8"


NOW = sa.text("now()")

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("pos", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("id", sa.Uuid, nullable=False, unique=True),
    sa.Column("xid", Xid8, nullable=False, server_default=sa.text("pg_current_xact_id()")),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
    sa.Column("correlation_id", sa.Uuid, nullable=False),
    sa.Column("epoch", sa.Integer),
    sa.Column("nseq", sa.BigInteger),
    sa.Column("stream_created", sa.DateTime(timezone=True)),
    sa.Column("js_seq", sa.BigInteger),
    sa.Column("published_at", sa.DateTime(timezone=True)),
)
sa.Index(
    "ix_outbox_unnumbered", outbox.c.xid, outbox.c.pos, postgresql_where=outbox.c.nseq.is_(None)
)
sa.Index(
    "ix_outbox_unpublished",
    outbox.c.lane,
    outbox.c.epoch,
    outbox.c.nseq,
    postgresql_where=outbox.c.published_at.is_(None),
)
sa.Index("ix_outbox_numbers", outbox.c.lane, outbox.c.epoch, outbox.c.nseq)

outbox_lanes = sa.Table(
    "outbox_lanes",
    metadata,
    sa.Column("lane", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("nseq", sa.BigInteger, nullable=False),
    sa.Column("receipted_epoch", sa.Integer, nullable=False, server_default="0"),
    sa.Column("receipted_nseq", sa.BigInteger, nullable=False, server_default="0"),
)

stream_marks = sa.Table(
    "stream_marks",
    metadata,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("reader", sa.Text, primary_key=True),
    sa.Column("event_id", sa.Uuid, primary_key=True),
    sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
)
sa.Index("ix_inbox_heard_at", inbox.c.heard_at, postgresql_using="brin")

parked = sa.Table(
    "parked",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("headers", JSONB, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("stream_seq", sa.BigInteger, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
    sa.Column("state", sa.Text, nullable=False, server_default="parked"),
    sa.Column("settled_at", sa.DateTime(timezone=True)),
    sa.Column("settled_reason", sa.Text),
    sa.CheckConstraint("state in ('parked', 'retried', 'dropped')", name="state_known"),
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request_hash", sa.LargeBinary, nullable=False),
    sa.Column("answer", JSONB, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
)

known_chapters = sa.Table(
    "known_chapters",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("parent", sa.Text),
    sa.Column("sector_parent", sa.Text),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("vi", sa.Text, nullable=False),
    sa.Column("en", sa.Text, nullable=False),
    sa.Column("made_up", sa.Boolean, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True)),
)
sa.Index("ix_known_chapters_parent", known_chapters.c.parent)
sa.Index("ix_known_chapters_host", known_chapters.c.host)

known_lineage = sa.Table(
    "known_lineage",
    metadata,
    sa.Column("predecessor", sa.Text, primary_key=True),
    sa.Column("nth", sa.Integer, primary_key=True),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("successor", sa.Text),
    sa.Column("change", sa.Text, nullable=False),
    sa.Column("share_numerator", sa.BigInteger),
    sa.Column("share_denominator", sa.BigInteger),
    sa.Column("basis", sa.Text, nullable=False),
)
sa.Index("ix_known_lineage_successor", known_lineage.c.successor)

calendar_years = sa.Table(
    "calendar_years",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("data", JSONB, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
    sa.Column("loaded_by", sa.Text, nullable=False),
)

ended_sessions = sa.Table(
    "ended_sessions",
    metadata,
    sa.Column("session", sa.Uuid, primary_key=True),
    sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
    sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
)
sa.Index("ix_ended_sessions_ended_at", ended_sessions.c.ended_at)

audit_trail = sa.Table(
    "audit_trail",
    metadata,
    sa.Column("number", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
    sa.Column("account", sa.Uuid),
    sa.Column("acting_for", sa.Uuid),
    sa.Column("deed", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("reads_person", sa.Boolean, nullable=False),
)
sa.Index("ix_audit_trail_account", audit_trail.c.account, audit_trail.c.number)
