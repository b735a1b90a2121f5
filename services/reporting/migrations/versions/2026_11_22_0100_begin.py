"""Begin: the archive by months, tallies, digests, marks of continuity."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.chassis.migrating import create_chassis, drop_chassis

revision = "reporting_0001"
down_revision = None

REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the archive only grows: % refused', TG_OP;
END $$"""
GUARD = """
CREATE TRIGGER archive_only_grows BEFORE UPDATE OR DELETE ON archive
FOR EACH ROW EXECUTE FUNCTION refuse_change()"""

LATER = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Every table of the service, the chassis' among them."""
    create_chassis(op.get_bind())
    _create_archive()
    _create_sums()
    _create_cursors()


def _create_archive() -> None:
    op.create_table(
        "archive",
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("unit", sa.Text),
        sa.Column("occurred_at", LATER, nullable=False),
        sa.Column("recorded_at", LATER, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("nseq", sa.BigInteger, nullable=False),
        sa.Column("body", JSONB, nullable=False),
        sa.Column("heard_at", LATER, nullable=False, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("event_id", "day", name=op.f("pk_archive")),
        postgresql_partition_by="RANGE (day)",
    )
    op.create_index("ix_archive_name_unit_day", "archive", ["name", "unit", "day"])
    op.create_index("ix_archive_node_day", "archive", ["node", "day"])
    op.execute(REFUSE_CHANGE)
    op.execute(GUARD)


def _create_sums() -> None:
    op.create_table(
        "tallies",
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("unit", "day", "measure", name=op.f("pk_tallies")),
    )
    op.create_table(
        "digests",
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("facts", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.BigInteger, nullable=False),
        sa.Column("heard_at", LATER, nullable=False, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("node", "day", name=op.f("pk_digests")),
    )
    op.create_table(
        "measure_rules",
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("measure", name=op.f("pk_measure_rules")),
    )


def _create_cursors() -> None:
    numbers = ("nseq", "head", "receipted", "told", "at_parent")
    moments = ("heard_at", "moved_at", "hole_since", "requested_at")
    op.create_table(
        "cursors",
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("ahead", JSONB, nullable=False, server_default="[]"),
        *(
            sa.Column(name, sa.BigInteger, nullable=False, server_default="0")
            for name in numbers
        ),
        *(sa.Column(name, LATER) for name in moments),
        sa.PrimaryKeyConstraint("path", "service", "epoch", name=op.f("pk_cursors")),
    )


def downgrade() -> None:
    """Nothing of the service is left."""
    for table in ("cursors", "measure_rules", "digests", "tallies", "archive"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change()")
    drop_chassis(op.get_bind())
