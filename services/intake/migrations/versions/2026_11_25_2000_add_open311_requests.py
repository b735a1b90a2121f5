"""Add what Open311 needs: published words, cases sent on, and quick ways to what changed."""

import sqlalchemy as sa
from alembic import op

revision = "intake_open311_requests"
down_revision = "intake_promises"


def upgrade() -> None:
    """Publications, forwardings with what came back, and how far servers were listened to."""
    op.create_table(
        "publications",
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_publications")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["feedback.id"], name=op.f("fk_publications_case_id")
        ),
        sa.CheckConstraint(
            "char_length(words) between 1 and 4000",
            name=op.f("ck_publications_words_within_measure"),
        ),
    )
    op.create_table(
        "forwardings",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwardings")),
        sa.UniqueConstraint("case_id", "server", name=op.f("uq_forwardings_case_id_server")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["feedback.id"], name=op.f("fk_forwardings_case_id")
        ),
        sa.CheckConstraint(
            "stage in ('waiting', 'in_doubt', 'token', 'sent', 'closed', 'refused')",
            name=op.f("ck_forwardings_stage_known"),
        ),
        sa.CheckConstraint(
            "stage not in ('sent', 'closed') or remote_id <> ''",
            name=op.f("ck_forwardings_number_known"),
        ),
    )
    op.create_index(
        "ix_forwardings_try_at",
        "forwardings",
        ["try_at"],
        postgresql_where=sa.text("stage IN ('waiting', 'in_doubt', 'token')"),
    )
    op.create_index("ix_forwardings_remote_id", "forwardings", ["server", "remote_id"])
    op.create_table(
        "forwarding_updates",
        sa.Column("forwarding_id", sa.Uuid, nullable=False),
        sa.Column("update_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "forwarding_id", "update_id", name=op.f("pk_forwarding_updates")
        ),
        sa.ForeignKeyConstraint(
            ["forwarding_id"],
            ["forwardings.id"],
            name=op.f("fk_forwarding_updates_forwarding_id"),
        ),
    )
    op.create_table(
        "open311_servers",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("heard_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("speaks_updates", sa.Boolean, nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silence", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_open311_servers")),
    )
    op.create_index(
        "ix_case_entries_moves",
        "case_entries",
        ["at"],
        postgresql_where=sa.text("is_public AND what NOT IN ('confirmed', 'closed')"),
    )


def downgrade() -> None:
    """Nothing that was published or sent on is remembered."""
    op.drop_index("ix_case_entries_moves", "case_entries")
    op.drop_table("open311_servers")
    op.drop_table("forwarding_updates")
    op.drop_table("forwardings")
    op.drop_table("publications")
