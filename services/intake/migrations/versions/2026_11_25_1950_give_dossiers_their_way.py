"""Give dossiers their way: where each stands, both its dates, and every step it took."""

import sqlalchemy as sa
from alembic import op

revision = "intake_dossiers"
down_revision = "intake_node_keys"

NEW = (
    ("first_due_on", sa.Date(), "due_on"),
    ("promised_on", sa.Date(), "due_on"),
    ("counted_from", sa.Date(), "received_on"),
    ("moved_on", sa.Date(), "coalesce(returned_on, received_on)"),
    ("pressing_from", sa.Date(), "due_on"),
    ("state", sa.Text(), "CASE WHEN returned_on IS NULL THEN 'received' ELSE 'returned' END"),
    ("supplements", sa.SmallInteger(), "0"),
    ("reschedules", sa.SmallInteger(), "0"),
    ("lap", sa.SmallInteger(), "0"),
    ("version", sa.Integer(), "CASE WHEN returned_on IS NULL THEN 1 ELSE 2 END"),
)
CHECKS = {
    "promised_not_before_due": "promised_on >= due_on",
    "state_known": "state in ('received', 'supplement_requested', 'supplemented',"
    " 'rescheduled', 'returned', 'rejected', 'withdrawn', 'stopped')",
    "returned_when_said": "(state = 'returned') = (returned_on is not null)",
    "closed_when_said": "(state in ('rejected', 'withdrawn', 'stopped'))"
    " = (closed_on is not null)",
}
IS_OPEN = sa.text(
    "state in ('received', 'supplement_requested', 'supplemented', 'rescheduled')"
)
IS_RUNNING = sa.text("state in ('received', 'supplemented', 'rescheduled')")
INDEXES = (
    ("ix_dossiers_promised", ["promised_on", "code"], IS_RUNNING),
    ("ix_dossiers_unit_promised", ["unit", "promised_on", "code"], IS_OPEN),
    ("ix_dossiers_pressing", ["pressing_from"], IS_RUNNING),
    (
        "ix_dossiers_waiting",
        ["moved_on", "code"],
        sa.text("state = 'supplement_requested'"),
    ),
    (
        "ix_dossiers_breaches",
        ["moved_on", "code"],
        sa.text("supplements > 1 or reschedules > 1"),
    ),
    ("ix_dossiers_moved", ["moved_on", "code"], None),
    ("ix_dossiers_unit_moved", ["unit", "moved_on", "code"], None),
)


def upgrade() -> None:
    """A register of before has at most some ten thousand rows: they are filled in at once."""
    for name, kind, _ in NEW:
        op.add_column("dossiers", sa.Column(name, kind))
    op.add_column("dossiers", sa.Column("closed_on", sa.Date()))
    filled = ", ".join(f"{name} = {value}" for name, _, value in NEW)
    op.execute(f"UPDATE dossiers SET {filled}")
    for name, _, _ in NEW:
        op.alter_column("dossiers", name, nullable=False)
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_dossiers_{name}"), "dossiers", rule)
    for name, columns, where in INDEXES:
        op.create_index(name, "dossiers", columns, postgresql_where=where)
    op.create_table(
        "dossier_steps",
        sa.Column("dossier", sa.Uuid(), nullable=False),
        sa.Column("nth", sa.SmallInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("moved_from", sa.Date()),
        sa.Column("reason", sa.Text()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("dossier", "nth", name=op.f("pk_dossier_steps")),
        sa.ForeignKeyConstraint(
            ["dossier"], ["dossiers.id"], name=op.f("fk_dossier_steps_dossier")
        ),
        sa.CheckConstraint(
            "char_length(words) <= 500", name=op.f("ck_dossier_steps_words_within_measure")
        ),
    )
    op.execute(
        "INSERT INTO dossier_steps (dossier, nth, step, happened_on, noted_at, who, words)"
        " SELECT id, 1, 'return', returned_on, now(), 'one-stop', '' FROM dossiers"
        " WHERE returned_on IS NOT NULL"
    )


def downgrade() -> None:
    """Only what the receipt says, and when the result was there."""
    op.drop_table("dossier_steps")
    for name, _, _ in INDEXES:
        op.drop_index(name, "dossiers")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_dossiers_{name}"), "dossiers")
    op.drop_column("dossiers", "closed_on")
    for name, _, _ in NEW:
        op.drop_column("dossiers", name)
