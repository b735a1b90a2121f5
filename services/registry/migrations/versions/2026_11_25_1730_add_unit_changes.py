"""Add changes of units, what was told of each, head counts and enrolments of nodes."""

import sqlalchemy as sa
from alembic import op

revision = "registry_0008_units"
down_revision = "registry_0007_counts"

TOLD = (
    "INSERT INTO unit_tellings (code, valid_from, kind, vi, en, territorial_parent,"
    " sector_parent, host, gso_code, eid, basis, made_up, told_at)"
    " SELECT code, valid_from, kind, vi, en, territorial_parent,"
    " sector_parent, host, '', '', '', made_up, told_at FROM units"
)
ADDED = ("folded", "gso_code", "eid", "basis")


def upgrade() -> None:
    """Expand only; what was told so far becomes the first telling of each unit."""
    for name in ADDED:
        op.add_column("units", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.create_index("ix_units_territorial_parent", "units", ["territorial_parent", "code"])
    op.create_index("ix_units_sector_parent", "units", ["sector_parent"])
    op.create_index("ix_units_host", "units", ["host"])
    _create_tellings()
    _create_changes()
    op.execute(TOLD)


def downgrade() -> None:
    """Only the chapters stay, as they were last folded."""
    for name in (
        "unit_changes_undone", "unit_change_parts", "unit_changes", "node_enrolments",
        "unit_histories", "unit_heads", "unit_tellings",
    ):  # fmt: skip
        op.drop_table(name)
    for name in ("host", "sector_parent", "territorial_parent"):
        op.drop_index(f"ix_units_{name}", "units")
    for name in ADDED:
        op.drop_column("units", name)


def _create_tellings() -> None:
    op.create_table(
        "unit_tellings",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("vi", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("territorial_parent", sa.Text),
        sa.Column("sector_parent", sa.Text),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("gso_code", sa.Text, nullable=False),
        sa.Column("eid", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("made_up", sa.Boolean, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_unit_tellings")),
    )
    op.create_table(
        "unit_heads",
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("counted_on", sa.Date, nullable=False),
        sa.Column("heads", sa.Integer, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("heads >= 0", name=op.f("ck_unit_heads_heads_count")),
        sa.PrimaryKeyConstraint("unit", "counted_on", name=op.f("pk_unit_heads")),
    )
    op.create_table(
        "unit_histories",
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("told_as", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_unit_histories")),
    )
    op.create_table(
        "node_enrolments",
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("parent", sa.Text),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("enrolled_on", sa.Date, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_node_enrolments")),
    )


def _create_changes() -> None:
    op.create_table(
        "unit_changes",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('establish', 'rename', 'move', 'merge', 'split', 'abolish')",
            name=op.f("ck_unit_changes_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_changes")),
    )
    op.create_index("ix_unit_changes_effective_on", "unit_changes", ["effective_on"])
    op.create_table(
        "unit_change_parts",
        sa.Column("change", sa.Uuid, nullable=False),
        sa.Column("nth", sa.Integer, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("seat", sa.Text, nullable=False),
        sa.Column("share_numerator", sa.BigInteger),
        sa.Column("share_denominator", sa.BigInteger),
        sa.Column("begins", sa.Boolean, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("vi", sa.Text),
        sa.Column("en", sa.Text),
        sa.Column("parent", sa.Text),
        sa.Column("sector_parent", sa.Text),
        sa.Column("host", sa.Text),
        sa.Column("gso_code", sa.Text),
        sa.Column("eid", sa.Text),
        sa.Column("made_up", sa.Boolean, nullable=False),
        sa.CheckConstraint(
            "seat in ('source', 'target', 'follower')",
            name=op.f("ck_unit_change_parts_seat_known"),
        ),
        sa.CheckConstraint(
            "share_denominator > 0", name=op.f("ck_unit_change_parts_share_divides")
        ),
        sa.ForeignKeyConstraint(
            ["change"],
            ["unit_changes.id"],
            name="fk_unit_change_parts_change",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("change", "nth", name=op.f("pk_unit_change_parts")),
    )
    op.create_index("ix_unit_change_parts_unit", "unit_change_parts", ["unit"])
    op.create_table(
        "unit_changes_undone",
        sa.Column("change", sa.Uuid, nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("change", name=op.f("pk_unit_changes_undone")),
    )
