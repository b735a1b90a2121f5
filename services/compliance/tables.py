"""The tables of schema `compliance`."""

import sqlalchemy as sa

from shared.chassis.database import new_metadata

metadata = new_metadata()

promises = sa.Table(
    "promises",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("subject_id", sa.Uuid, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("settled_on", sa.Date),
    sa.Column("moved_to", sa.Date),
    sa.Column("moved_at", sa.DateTime(timezone=True)),
    sa.Column("state", sa.Text, nullable=False),
    sa.CheckConstraint("state in ('open', 'kept', 'breached', 'cleared')", name="state_known"),
)
sa.Index(
    "ix_promises_open",
    promises.c.due_on,
    postgresql_where=sa.text("state = 'open' AND settled_on IS NULL"),
)

breaches = sa.Table(
    "breaches",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("found_on", sa.Date, nullable=False, index=True),
    sa.Column("cleared_on", sa.Date),
    sa.UniqueConstraint("kind", "subject_id"),
)
sa.Index(
    "ix_breaches_open",
    breaches.c.found_on,
    breaches.c.id,
    postgresql_where=breaches.c.cleared_on.is_(None),
)

activities = sa.Table(
    "activities",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("held_on", sa.Date, nullable=False, index=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("planned", sa.Integer),
    sa.Column("is_imported", sa.Boolean, nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("count >= 0 and planned >= 0", name="counted"),
)
sa.Index(
    "uq_activities_imported",
    activities.c.unit,
    activities.c.kind,
    activities.c.held_on,
    unique=True,
    postgresql_where=activities.c.is_imported,
)

imports = sa.Table(
    "imports",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
)
