"""Who may sign in, with which roles, in whose name; and what machines may."""

import sqlalchemy as sa

from services.registry.org.tables import metadata

NOW = sa.text("now()")

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("login", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("must_change_password", sa.Boolean, nullable=False),
    sa.Column("suspended_at", sa.DateTime(timezone=True)),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
)

account_roles = sa.Table(
    "account_roles",
    metadata,
    sa.Column("account", sa.Uuid, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, primary_key=True),
)
sa.Index("ix_account_roles_unit", account_roles.c.unit)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("account", sa.Uuid, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("delegation", sa.Uuid, sa.ForeignKey("delegations.id")),
)
sa.Index("ix_sessions_account", sessions.c.account)

delegations = sa.Table(
    "delegations",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("principal", sa.Uuid, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("deputy", sa.Uuid, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("is_taken_back", sa.Boolean, nullable=False, server_default="false"),
    sa.CheckConstraint("last_day >= first_day", name="lasts_a_day"),
    sa.CheckConstraint("principal <> deputy", name="takes_two"),
)
sa.Index("ix_delegations_principal", delegations.c.principal)
sa.Index("ix_delegations_deputy", delegations.c.deputy)

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("made_by", sa.Uuid, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
)

sign_in_failures = sa.Table(
    "sign_in_failures",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
)
