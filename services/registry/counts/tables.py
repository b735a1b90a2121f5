"""Counts: model figures by field, pledges of staff, commitments of households."""

import sqlalchemy as sa

from services.registry.org.tables import metadata

model_reports = sa.Table(
    "model_reports",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("first_year", sa.Integer, primary_key=True),
    sa.Column("last_year", sa.Integer, primary_key=True),
    sa.Column("stated_total", sa.Integer),
    sa.Column("counted_on", sa.Date, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
)

model_figures = sa.Table(
    "model_figures",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("first_year", sa.Integer, primary_key=True),
    sa.Column("last_year", sa.Integer, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("registered", sa.Integer),
    sa.Column("new", sa.Integer),
    sa.Column("consolidated", sa.Integer),
    sa.Column("recognised", sa.Integer),
    sa.Column("replicated", sa.Integer),
    sa.ForeignKeyConstraint(
        ["unit", "first_year", "last_year"],
        ["model_reports.unit", "model_reports.first_year", "model_reports.last_year"],
        ondelete="CASCADE",
        name="fk_model_figures_report",
    ),
)

pledge_counts = sa.Table(
    "pledge_counts",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("theme", sa.Text, primary_key=True),
    sa.Column("members", sa.Integer, nullable=False),
    sa.Column("signed", sa.Integer, nullable=False),
    sa.Column("counted_on", sa.Date, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.CheckConstraint("signed between 0 and members", name="signed_are_members"),
)

commitment_counts = sa.Table(
    "commitment_counts",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("theme", sa.Text, primary_key=True),
    sa.Column("by", sa.Text, primary_key=True),
    sa.Column("signed", sa.Integer, nullable=False),
    sa.Column("of", sa.Integer),
    sa.Column("kept", sa.Integer),
    sa.Column("counted_on", sa.Date, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
)
