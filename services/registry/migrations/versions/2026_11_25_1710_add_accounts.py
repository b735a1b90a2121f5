"""Add accounts with their roles, sessions, delegations, tokens and failed tries."""

import sqlalchemy as sa
from alembic import op

revision = "registry_accounts"
down_revision = "registry_access"

MOMENT = sa.DateTime(timezone=True)
NOW = sa.text("now()")


def upgrade() -> None:
    """Who may sign in, and what machines may."""
    _add_accounts()
    _add_sessions()
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("made_by", sa.Uuid, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False, server_default=NOW),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_sign_in_failures")),
    )


def _add_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("must_change_password", sa.Boolean, nullable=False),
        sa.Column("suspended_at", MOMENT),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("made_at", MOMENT, nullable=False, server_default=NOW),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_login")),
    )
    op.create_table(
        "account_roles",
        sa.Column("account", sa.Uuid, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("account", "role", "unit", name=op.f("pk_account_roles")),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.id"], name=op.f("fk_account_roles_account")
        ),
    )
    op.create_index("ix_account_roles_unit", "account_roles", ["unit"])


def _add_sessions() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("principal", sa.Uuid, nullable=False),
        sa.Column("deputy", sa.Uuid, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("is_taken_back", sa.Boolean, nullable=False, server_default="false"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
        sa.ForeignKeyConstraint(
            ["principal"], ["accounts.id"], name=op.f("fk_delegations_principal")
        ),
        sa.ForeignKeyConstraint(
            ["deputy"], ["accounts.id"], name=op.f("fk_delegations_deputy")
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_delegations_lasts_a_day")),
        sa.CheckConstraint("principal <> deputy", name=op.f("ck_delegations_takes_two")),
    )
    op.create_index("ix_delegations_principal", "delegations", ["principal"])
    op.create_index("ix_delegations_deputy", "delegations", ["deputy"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account", sa.Uuid, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("renewed_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("delegation", sa.Uuid),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_sessions_account")),
        sa.ForeignKeyConstraint(
            ["delegation"], ["delegations.id"], name=op.f("fk_sessions_delegation")
        ),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])


def downgrade() -> None:
    """Nobody has an account."""
    tables = ("sign_in_failures", "api_tokens", "sessions", "delegations", "account_roles")
    for table in (*tables, "accounts"):
        op.drop_table(table)
