"""Begin: promises, breaches, activities, and which files were imported."""

import sqlalchemy as sa
from alembic import op

from shared.chassis.migrating import create_chassis, drop_chassis

revision = "compliance_0001"
down_revision = None


def upgrade() -> None:
    """Every table of the service, the chassis' among them."""
    create_chassis(op.get_bind())
    _promises()
    _breaches()
    _activities()
    op.create_table(
        "imports",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_imports")),
    )


def _promises() -> None:
    op.create_table(
        "promises",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("settled_on", sa.Date),
        sa.Column("state", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", name=op.f("pk_promises")),
        sa.CheckConstraint(
            "state in ('open', 'kept', 'breached', 'cleared')",
            name=op.f("ck_promises_state_known"),
        ),
    )
    op.create_index(
        "ix_promises_open",
        "promises",
        ["due_on"],
        postgresql_where=sa.text("state = 'open' AND settled_on IS NULL"),
    )


def _breaches() -> None:
    op.create_table(
        "breaches",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("found_on", sa.Date, nullable=False),
        sa.Column("cleared_on", sa.Date),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_breaches_kind_subject_id")),
    )
    op.create_index("ix_breaches_found_on", "breaches", ["found_on"])
    op.create_index(
        "ix_breaches_open",
        "breaches",
        ["found_on", "id"],
        postgresql_where=sa.text("cleared_on IS NULL"),
    )


def _activities() -> None:
    op.create_table(
        "activities",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("planned", sa.Integer),
        sa.Column("is_imported", sa.Boolean, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.CheckConstraint("count >= 0 and planned >= 0", name=op.f("ck_activities_counted")),
    )
    op.create_index("ix_activities_held_on", "activities", ["held_on"])
    op.create_index(
        "uq_activities_imported",
        "activities",
        ["unit", "kind", "held_on"],
        unique=True,
        postgresql_where=sa.text("is_imported"),
    )


def downgrade() -> None:
    """Nothing of the service is left."""
    for table in ("imports", "activities", "breaches", "promises"):
        op.drop_table(table)
    drop_chassis(op.get_bind())
