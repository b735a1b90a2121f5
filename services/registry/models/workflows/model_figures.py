"""Model figures: taken in from a table, all of it or nothing, and told to the level above."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.registry.counts import store
from services.registry.models import outgoing
from services.registry.models.domain.model_figures import (
    FIELDS,
    MEASURES,
    FieldFigures,
    ModelFigures,
    Period,
    period_of,
)
from services.registry.models.workflows.models import Errand
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish_all
from shared.chassis.sheets import Column, Sheet, a_code, a_count, one_of, read_sheet
from shared.kernel.hosting import served
from shared.kernel.places import UnitCode

TOTAL = "total"
ROW_KEY = ("unit", "period", "field")


def sheet_in(filename: str, content: bytes, *, hosted: Collection[str]) -> Sheet:
    """The table of model figures in a CSV or XLSX file.

    Raises:
        SheetRefused: if anything is wrong, with every error found.

    """
    columns = figure_columns(hosted=hosted)
    return read_sheet(
        filename, content, columns, key=ROW_KEY, checks={"registered": _must_hold}
    )


def figure_columns(*, hosted: Collection[str]) -> Sequence[Column]:
    """The template: one row for each field of a unit's report, and one for its total."""

    def a_unit(text: str) -> UnitCode:
        return served(a_code(text), hosted)

    return (
        Column("unit", a_unit),
        Column("period", period_of),
        Column("field", one_of(*FIELDS, TOTAL)),
        *(Column(name, a_count, required=False) for name in MEASURES),
    )


def _must_hold(row: Mapping[str, object]) -> None:
    _counts(row)


async def import_figures(tx: Transaction, sheet: Sheet, errand: Errand) -> int:
    """Keep the reports of a table and tell those that are new; says how many those are."""
    changed = []
    for told in reports_in(sheet, errand):
        known = await store.list_figures(tx, units=[told.unit], period=told.period)
        before = known[0] if known else None
        if before is not None and _says_the_same(before, told):
            continue
        report = replace(told, revision=before.revision + 1 if before else 1)
        await store.save_figures(tx, report)
        changed.append(report)
    return await publish_all(
        tx, (outgoing.model_figures_counted(one, now=errand.now) for one in changed)
    )


def reports_in(sheet: Sheet, errand: Errand) -> list[ModelFigures]:
    """One report for each unit and period; what a row leaves empty stays unknown."""
    rows: dict[tuple[UnitCode, Period], dict[str, Mapping[str, Any]]] = {}
    for row in sheet.rows:
        told: Mapping[str, Any] = row
        rows.setdefault((told["unit"], told["period"]), {})[told["field"]] = told
    return [
        ModelFigures(
            unit=unit,
            period=period,
            fields={code: _counts(by_field[code]) for code in FIELDS if code in by_field},
            stated_total=by_field.get(TOTAL, {}).get("registered"),
            counted_on=errand.today,
            revision=1,
            host=errand.place.code,
        )
        for (unit, period), by_field in rows.items()
    ]


def _counts(row: Mapping[str, Any]) -> FieldFigures:
    return FieldFigures(**{name: row.get(name) for name in MEASURES})


def _says_the_same(one: ModelFigures, other: ModelFigures) -> bool:
    return (dict(one.fields), one.stated_total) == (dict(other.fields), other.stated_total)
