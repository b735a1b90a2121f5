"""Add exemplars: nominations, scores, awards and ballots that anybody can count again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "registry_0005_exemplars"
down_revision = "registry_0005_campaigns"


def upgrade() -> None:
    """Expand only: the code before this one still runs on the new schema."""
    op.create_table(
        "nominations",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("achievement_id", sa.Uuid, nullable=False),
        sa.Column("achievement", sa.Text, nullable=False),
        sa.Column("nominee_digest", sa.LargeBinary()),
        sa.Column("model", sa.Uuid),
        sa.Column("campaign", sa.Uuid),
        sa.Column("nominated_by", sa.Uuid),
        sa.Column("nominated_on", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("moved_on", sa.Date, nullable=False),
        sa.Column("origin", sa.Uuid),
        sa.Column("proposed_up_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "state in ('proposed', 'home_collective_accepted', 'published_for_comment', "
            "'council_reviewed', 'selected', 'commended', 'revoked')",
            name=op.f("ck_nominations_state_known"),
        ),
        sa.CheckConstraint(
            "subject in ('model', 'collective', 'individual')",
            name=op.f("ck_nominations_subject_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominations")),
        sa.UniqueConstraint("code", name=op.f("uq_nominations_code")),
        sa.UniqueConstraint(
            "nominee_digest", "year", name=op.f("uq_nominations_nominee_digest_year")
        ),
        sa.UniqueConstraint("origin", name=op.f("uq_nominations_origin")),
    )
    op.create_index(
        "ix_nominations_achievement_id", "nominations", ["achievement_id"], unique=False
    )
    op.create_index("ix_nominations_listed", "nominations", ["year", "id"])
    op.create_index("ix_nominations_unit", "nominations", ["unit"])
    op.create_table(
        "nomination_persons",
        sa.Column("nomination", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("may_name_publicly", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination"], ["nominations.id"], name=op.f("fk_nomination_persons_nomination")
        ),
        sa.PrimaryKeyConstraint("nomination", name=op.f("pk_nomination_persons")),
    )
    op.create_table(
        "nomination_moves",
        sa.Column("nomination", sa.Uuid, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("by", sa.Uuid),
        sa.Column("reason", sa.Text),
        sa.Column("award", sa.Text),
        sa.ForeignKeyConstraint(
            ["nomination"], ["nominations.id"], name=op.f("fk_nomination_moves_nomination")
        ),
        sa.PrimaryKeyConstraint("nomination", "step", name=op.f("pk_nomination_moves")),
    )
    op.create_table(
        "nomination_answers",
        sa.Column("nomination", sa.Uuid, nullable=False),
        sa.Column("criterion", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("figure", sa.Numeric()),
        sa.Column("figure_source", sa.Text, nullable=False),
        sa.Column("attachment", sa.Uuid),
        sa.ForeignKeyConstraint(
            ["nomination"], ["nominations.id"], name=op.f("fk_nomination_answers_nomination")
        ),
        sa.PrimaryKeyConstraint("nomination", "criterion", name=op.f("pk_nomination_answers")),
    )
    op.create_table(
        "nomination_spread",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("nomination", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.CheckConstraint(
            "kind in ('replication', 'communication')",
            name=op.f("ck_nomination_spread_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["nomination"], ["nominations.id"], name=op.f("fk_nomination_spread_nomination")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_spread")),
    )
    op.create_index(
        "ix_nomination_spread_nomination", "nomination_spread", ["nomination"], unique=False
    )
    op.create_table(
        "awards",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("nomination", sa.Uuid, nullable=False),
        sa.Column("achievement_id", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("award", sa.Text, nullable=False),
        sa.Column("given_on", sa.Date, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("revoked_on", sa.Date),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
    )
    op.create_index("ix_awards_nomination", "awards", ["nomination"])
    op.create_index(
        "uq_awards_one_per_achievement",
        "awards",
        ["achievement_id"],
        unique=True,
        postgresql_where=sa.text("revoked_on IS NULL"),
    )
    op.create_table(
        "conflict_declarations",
        sa.Column("nomination", sa.Uuid, nullable=False),
        sa.Column("reviewer", sa.Uuid, nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ties", postgresql.ARRAY(sa.Text), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination"], ["nominations.id"], name=op.f("fk_conflict_declarations_nomination")
        ),
        sa.PrimaryKeyConstraint(
            "nomination", "reviewer", name=op.f("pk_conflict_declarations")
        ),
    )
    op.create_table(
        "score_sheets",
        sa.Column("nomination", sa.Uuid, nullable=False),
        sa.Column("reviewer", sa.Uuid, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scores", postgresql.JSONB, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.CheckConstraint("edition >= 1", name=op.f("ck_score_sheets_edition_counts")),
        sa.ForeignKeyConstraint(
            ["nomination"], ["nominations.id"], name=op.f("fk_score_sheets_nomination")
        ),
        sa.PrimaryKeyConstraint(
            "nomination", "reviewer", "edition", name=op.f("pk_score_sheets")
        ),
    )
    op.create_table(
        "ballots",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("seats", sa.Integer, nullable=False),
        sa.Column("roll", sa.Integer, nullable=False),
        sa.Column("offline_cap", sa.Text, nullable=False),
        sa.Column("options", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("slips", sa.Integer, nullable=False),
        sa.Column("opening", sa.Text, nullable=False),
        sa.Column("closing", sa.Text, nullable=False),
        sa.Column("opened_on", sa.Date),
        sa.Column("closed_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "state in ('prepared', 'open', 'closed')", name=op.f("ck_ballots_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
    )
    op.create_table(
        "ballot_slips",
        sa.Column("ballot", sa.Uuid, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("used_on", sa.Date),
        sa.ForeignKeyConstraint(
            ["ballot"], ["ballots.id"], name=op.f("fk_ballot_slips_ballot")
        ),
        sa.PrimaryKeyConstraint("ballot", "mark", name=op.f("pk_ballot_slips")),
    )
    op.create_table(
        "ballot_votes",
        sa.Column("ballot", sa.Uuid, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("choices", postgresql.ARRAY(sa.Text), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot"], ["ballots.id"], name=op.f("fk_ballot_votes_ballot")
        ),
        sa.PrimaryKeyConstraint("ballot", "receipt", name=op.f("pk_ballot_votes")),
    )
    op.create_table(
        "box_entries",
        sa.Column("ballot", sa.Uuid, nullable=False),
        sa.Column("box", sa.Text, nullable=False),
        sa.Column("entered_by", sa.Uuid, nullable=False),
        sa.Column("papers", sa.Integer, nullable=False),
        sa.Column("votes", postgresql.JSONB, nullable=False),
        sa.Column("blank", sa.Integer, nullable=False),
        sa.Column("spoilt", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["ballot"], ["ballots.id"], name=op.f("fk_box_entries_ballot")),
        sa.PrimaryKeyConstraint("ballot", "box", "entered_by", name=op.f("pk_box_entries")),
    )
    op.create_table(
        "ballot_seals",
        sa.Column("ballot", sa.Uuid, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("sealed_on", sa.Date, nullable=False),
        sa.Column("lines", sa.Integer, nullable=False),
        sa.Column("seal", sa.Text, nullable=False),
        sa.CheckConstraint(
            "phase in ('opened', 'closed')", name=op.f("ck_ballot_seals_phase_known")
        ),
        sa.PrimaryKeyConstraint("ballot", "phase", name=op.f("pk_ballot_seals")),
    )
    # ### end Alembic commands ###


def downgrade() -> None:
    """The way back."""
    op.drop_table("ballot_seals")
    op.drop_table("box_entries")
    op.drop_table("ballot_votes")
    op.drop_table("ballot_slips")
    op.drop_table("ballots")
    op.drop_table("score_sheets")
    op.drop_table("conflict_declarations")
    op.drop_table("awards")
    op.drop_table("nomination_spread")
    op.drop_table("nomination_answers")
    op.drop_table("nomination_moves")
    op.drop_table("nomination_persons")
    op.drop_table("nominations")
    # ### end Alembic commands ###
