"""File cases under leaves of the tree; find what waits, and what is alike nearby."""

import sqlalchemy as sa
from alembic import op

revision = "intake_leaves"
down_revision = "intake_dossiers"

WAITING = "state IN ('received', 'acknowledged', 'in_progress', 'handed_over', 'resolved')"


def upgrade() -> None:
    """Old cases know nothing closer than their topmost category."""
    op.add_column("feedback", sa.Column("leaf", sa.Text, nullable=False, server_default=""))
    op.create_index(
        "ix_feedback_waiting",
        "feedback",
        ["promised_on", "id"],
        postgresql_include=["unit", "state", "assigned_to", "reopened"],
        postgresql_where=sa.text(WAITING),
    )
    op.create_index(
        "ix_feedback_grid",
        "feedback",
        [
            sa.text("(floor(latitude * 200)::int)"),
            sa.text("(floor(longitude * 200)::int)"),
            "received_on",
        ],
        postgresql_where=sa.text("latitude IS NOT NULL"),
    )
    op.create_index("ix_feedback_alike", "feedback", ["category", "unit", "received_at"])


def downgrade() -> None:
    """Only the topmost is known."""
    for name in ("ix_feedback_alike", "ix_feedback_grid", "ix_feedback_waiting"):
        op.drop_index(name, table_name="feedback")
    op.drop_column("feedback", "leaf")
