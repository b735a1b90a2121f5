"""Counts in and out of Postgres: of each, the highest revision stands."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.counts.domain import (
    MEASURES,
    By,
    CommitmentCount,
    FieldFigures,
    ModelFigures,
    Period,
    PledgeCount,
    Tally,
)
from services.registry.counts.tables import (
    commitment_counts,
    model_figures,
    model_reports,
    pledge_counts,
)
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode

REPORT_KEY = ("unit", "first_year", "last_year")
PLEDGE_KEY = ("unit", "year", "theme")
COMMITMENT_KEY = ("unit", "year", "theme", "by")


async def _save(
    tx: Transaction, table: sa.Table, row: dict[str, Any], *, key: Collection[str]
) -> bool:
    """Keep a row unless a higher revision is there; says whether it was kept."""
    kept = insert(table).values(row)
    renewed = {name: kept.excluded[name] for name in row if name not in key}
    newer = kept.excluded.revision > table.c.revision
    upsert = kept.on_conflict_do_update(index_elements=list(key), set_=renewed, where=newer)
    return (await tx.execute(upsert.returning(table.c.revision))).first() is not None


async def save_figures(tx: Transaction, figures: ModelFigures) -> bool:
    """Keep the figures of a report; False if a later one is there."""
    key = {
        "unit": figures.unit,
        "first_year": figures.period.first,
        "last_year": figures.period.last,
    }
    row = key | {
        "stated_total": figures.stated_total,
        "counted_on": figures.counted_on,
        "revision": figures.revision,
        "host": figures.host,
    }
    if not await _save(tx, model_reports, row, key=REPORT_KEY):
        return False
    await tx.execute(model_figures.delete().where(_is(model_figures, key)))
    rows = [
        key | {"field": code} | {name: getattr(counts, name) for name in MEASURES}
        for code, counts in figures.fields.items()
    ]
    if rows:
        await tx.execute(model_figures.insert(), rows)
    return True


async def list_figures(
    tx: Transaction, *, units: Collection[str] | None = None, period: Period | None = None
) -> list[ModelFigures]:
    """The reports of units, by period and unit."""
    order = (
        model_reports.c.first_year.desc(),
        model_reports.c.last_year.desc(),
        model_reports.c.unit,
    )
    query = sa.select(model_reports).where(*_narrow(model_reports, units, period))
    counts = sa.select(model_figures).where(*_narrow(model_figures, units, period))
    by_report: dict[tuple[str, int, int], dict[str, FieldFigures]] = {}
    for row in (await tx.execute(counts)).mappings():
        key = (row["unit"], row["first_year"], row["last_year"])
        measures = {name: row[name] for name in MEASURES}
        by_report.setdefault(key, {})[row["field"]] = FieldFigures(**measures)
    return [
        _figures(row, by_report)
        for row in (await tx.execute(query.order_by(*order))).mappings()
    ]


def _narrow(
    table: sa.Table, units: Collection[str] | None, period: Period | None
) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if units is not None:
        conditions.append(table.c.unit.in_(list(units)))
    if period is not None:
        conditions += [table.c.first_year == period.first, table.c.last_year == period.last]
    return conditions


def _figures(
    row: sa.RowMapping, by_report: dict[tuple[str, int, int], dict[str, FieldFigures]]
) -> ModelFigures:
    key = (row["unit"], row["first_year"], row["last_year"])
    return ModelFigures(
        unit=UnitCode(row["unit"]),
        period=Period(row["first_year"], row["last_year"]),
        fields=by_report.get(key, {}),
        stated_total=row["stated_total"],
        counted_on=row["counted_on"],
        revision=row["revision"],
        host=PlaceCode(row["host"]),
    )


async def save_pledges(tx: Transaction, count: PledgeCount) -> bool:
    """Keep a count of pledges; False if a later one is there."""
    row = {
        "unit": count.unit,
        "year": count.year,
        "theme": count.theme,
        "members": count.tally.members,
        "signed": count.tally.signed,
        "counted_on": count.counted_on,
        "revision": count.revision,
        "host": count.host,
    }
    return await _save(tx, pledge_counts, row, key=PLEDGE_KEY)


async def find_pledges(
    tx: Transaction, *, unit: str, year: int, theme: str
) -> PledgeCount | None:
    """The standing count of one unit, year and theme; others wait for this transaction."""
    key = {"unit": unit, "year": year, "theme": theme}
    query = sa.select(pledge_counts).where(_is(pledge_counts, key)).with_for_update()
    row = (await tx.execute(query)).mappings().first()
    return _pledges(row) if row else None


async def list_pledges(
    tx: Transaction, *, year: int, units: Collection[str] | None = None
) -> list[PledgeCount]:
    """The counts of a year, by unit and theme."""
    query = sa.select(pledge_counts).where(pledge_counts.c.year == year)
    if units is not None:
        query = query.where(pledge_counts.c.unit.in_(list(units)))
    rows = await tx.execute(query.order_by(pledge_counts.c.unit, pledge_counts.c.theme))
    return [_pledges(row) for row in rows.mappings()]


def _pledges(row: sa.RowMapping) -> PledgeCount:
    return PledgeCount(
        unit=UnitCode(row["unit"]),
        year=row["year"],
        theme=row["theme"],
        tally=Tally(members=row["members"], signed=row["signed"]),
        counted_on=row["counted_on"],
        revision=row["revision"],
        host=PlaceCode(row["host"]),
    )


async def save_commitments(tx: Transaction, count: CommitmentCount) -> bool:
    """Keep a count of commitments; False if a later one is there."""
    row = {name: getattr(count, name) for name in CommitmentCount.__slots__}
    return await _save(tx, commitment_counts, row | {"by": count.by.value}, key=COMMITMENT_KEY)


async def find_commitments(
    tx: Transaction, *, unit: str, year: int, theme: str, by: By
) -> CommitmentCount | None:
    """The standing count of one unit, year, theme and kind."""
    key = {"unit": unit, "year": year, "theme": theme, "by": by.value}
    query = sa.select(commitment_counts).where(_is(commitment_counts, key)).with_for_update()
    row = (await tx.execute(query)).mappings().first()
    return _commitments(row) if row else None


async def list_commitments(
    tx: Transaction, *, year: int, units: Collection[str] | None = None
) -> list[CommitmentCount]:
    """The counts of a year, by unit, theme and kind."""
    query = sa.select(commitment_counts).where(commitment_counts.c.year == year)
    if units is not None:
        query = query.where(commitment_counts.c.unit.in_(list(units)))
    rows = await tx.execute(
        query.order_by(*(commitment_counts.c[name] for name in COMMITMENT_KEY))
    )
    return [_commitments(row) for row in rows.mappings()]


def _commitments(row: sa.RowMapping) -> CommitmentCount:
    values = {**row, "by": By(row["by"]), "unit": UnitCode(row["unit"])}
    return CommitmentCount(**values | {"host": PlaceCode(row["host"])})


def _is(table: sa.Table, key: dict[str, Any]) -> sa.ColumnElement[bool]:
    return sa.and_(*(table.c[name] == value for name, value in key.items()))
