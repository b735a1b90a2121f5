"""Dossiers: the mirror of the one-stop desk's register, and every step of each."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

IS_OPEN = "state in ('received', 'supplement_requested', 'supplemented', 'rescheduled')"
IS_RUNNING = "state in ('received', 'supplemented', 'rescheduled')"

dossiers = sa.Table(
    "dossiers",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("id", sa.Uuid, nullable=False, unique=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("returned_on", sa.Date),
    sa.Column("first_due_on", sa.Date, nullable=False),
    sa.Column("promised_on", sa.Date, nullable=False),
    sa.Column("counted_from", sa.Date, nullable=False),
    sa.Column("moved_on", sa.Date, nullable=False),
    sa.Column("pressing_from", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("supplements", sa.SmallInteger, nullable=False),
    sa.Column("reschedules", sa.SmallInteger, nullable=False),
    sa.Column("lap", sa.SmallInteger, nullable=False),
    sa.Column("closed_on", sa.Date),
    sa.Column("version", sa.Integer, nullable=False),
    sa.CheckConstraint("channel in ('counter', 'online', 'post')", name="channel_known"),
    sa.CheckConstraint("due_on >= received_on", name="due_after_receipt"),
    sa.CheckConstraint("returned_on >= received_on", name="returned_after_receipt"),
    sa.CheckConstraint("promised_on >= due_on", name="promised_not_before_due"),
    sa.CheckConstraint(
        "state in ('received', 'supplement_requested', 'supplemented', 'rescheduled',"
        " 'returned', 'rejected', 'withdrawn', 'stopped')",
        name="state_known",
    ),
    sa.CheckConstraint(
        "(state = 'returned') = (returned_on is not null)", name="returned_when_said"
    ),
    sa.CheckConstraint(
        "(state in ('rejected', 'withdrawn', 'stopped')) = (closed_on is not null)",
        name="closed_when_said",
    ),
)
sa.Index(
    "ix_dossiers_promised",
    dossiers.c.promised_on,
    dossiers.c.code,
    postgresql_where=sa.text(IS_RUNNING),
)
sa.Index(
    "ix_dossiers_unit_promised",
    dossiers.c.unit,
    dossiers.c.promised_on,
    dossiers.c.code,
    postgresql_where=sa.text(IS_OPEN),
)
sa.Index("ix_dossiers_pressing", dossiers.c.pressing_from, postgresql_where=sa.text(IS_RUNNING))
sa.Index(
    "ix_dossiers_waiting",
    dossiers.c.moved_on,
    dossiers.c.code,
    postgresql_where=sa.text("state = 'supplement_requested'"),
)
sa.Index(
    "ix_dossiers_breaches",
    dossiers.c.moved_on,
    dossiers.c.code,
    postgresql_where=sa.text("supplements > 1 or reschedules > 1"),
)
sa.Index("ix_dossiers_moved", dossiers.c.moved_on, dossiers.c.code)
sa.Index("ix_dossiers_unit_moved", dossiers.c.unit, dossiers.c.moved_on, dossiers.c.code)

dossier_steps = sa.Table(
    "dossier_steps",
    metadata,
    sa.Column("dossier", sa.Uuid, sa.ForeignKey("dossiers.id"), primary_key=True),
    sa.Column("nth", sa.SmallInteger, primary_key=True),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("moved_from", sa.Date),
    sa.Column("reason", sa.Text),
    sa.Column("words", sa.Text, nullable=False),
    sa.CheckConstraint("char_length(words) <= 500", name="words_within_measure"),
)
