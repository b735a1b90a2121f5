"""How the channels fare: notices leave by them, so they stand here, below channels."""

import sqlalchemy as sa

from services.intake.org.tables import metadata

channel_states = sa.Table(
    "channel_states",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("worked_at", sa.DateTime(timezone=True)),
    sa.Column("failed_at", sa.DateTime(timezone=True)),
    sa.Column("failure", sa.Text, nullable=False, server_default=""),
)
