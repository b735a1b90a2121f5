"""The first catalogue: it names real facts, and counts what the ward itself published."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from deploy.seed.generate import SEED_FOLDER
from services.reporting import catalogue as catalogue_room
from services.reporting.catalogue import read_catalogue
from services.reporting.domain.figures import Completeness, Figure, Status
from services.reporting.domain.measures import Counting
from services.reporting.domain.rollup import figure
from shared.events.catalogue import ALL_EVENTS

FOLDER = Path(catalogue_room.__path__[0])
CATALOGUE = read_catalogue(FOLDER)
MEASURES = yaml.safe_load((FOLDER / "measures.yaml").read_text(encoding="utf-8"))["measures"]
STANDING = {entry["name"] for entry in MEASURES if entry.get("span") == "to_date"}
EVERYTHING = Completeness(reported=1, expected=1)
NINE_MONTHS = (date(2018, 1, 1), date(2018, 9, 30))

LONG_AFTER = "2026-11-22"
"""When compliance looked at what was imported: later than anything that happened."""

Fact = tuple[str, dict[str, object]]

GOLDEN = {
    "P.01": (10_049, 10_049, Status.MET),
    "P.02": (0, None, Status.MET),
    "S.01": (75, 87, Status.MISSED),
    "S.02": (0, None, Status.MET),
    "S.04": (87, 10_049, Status.MISSED),
    "G.02": (2, 2, Status.MET),
    "G.03": (11, 12, Status.MET),
    "B6.01": (70, 70, Status.MET),
    "B6.04": (190, 190, Status.MET),
    "K.01": (0, 0, Status.NOT_APPLICABLE),
    "A.01": (63, None, Status.NO_TARGET),
    "A.06": (227, None, Status.NO_TARGET),
}


def rows(ward: str, name: str) -> list[dict[str, str]]:
    with (SEED_FOLDER / ward / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def facts_of(ward: str) -> Iterator[Fact]:
    """What the services tell once the seed of `ward` is imported."""
    for row in rows(ward, "dossiers"):
        yield from dossier_facts(row)
    for row in rows(ward, "ballots"):
        levels = {f"level_{level}": int(row["level"] == str(level)) for level in range(1, 6)}
        yield "surveys.ballots_tallied", {**row, **levels, "ballots": 1}
    for row in rows(ward, "activities"):
        yield "compliance.activity_recorded", {**row, "count": int(row["count"])}


def dossier_facts(row: dict[str, str]) -> Iterator[Fact]:
    due, returned = row["due_on"], row["returned_on"]
    yield "intake.dossier_received", dict(row)
    if returned:
        judged = {"on_time": returned <= due, "early": returned < due}
        yield "intake.dossier_returned", {**row, **judged}
    if returned and returned <= due and not is_heard_of_late(row):
        return
    found = {"subject": "dossier", "found_on": LONG_AFTER}
    yield "compliance.breach_found", {**row, **found}
    if returned:
        yield "compliance.breach_cleared", {**row, "subject": "dossier", "cleared_on": returned}


def is_heard_of_late(row: dict[str, str]) -> bool:
    """Whether a return in time was told so late that a breach had been found already."""
    return row["dossier_code"].endswith("7")


def counted(ward: str) -> Counting:
    counting = Counting(CATALOGUE.measures)
    for fact, body in facts_of(ward):
        counting.add(fact, body)
    return counting


COUNTED = {ward: counted(ward) for ward in ("sai-dong", "hoa-mau")}


def the_figure(code: str, ward: str, period: tuple[date, date]) -> Figure:
    first, last = period
    tallies: dict[str, int] = {}
    for cell, amount in COUNTED[ward].cells.items():
        if cell.day <= last and (cell.day >= first or cell.measure in STANDING):
            tallies[cell.measure] = tallies.get(cell.measure, 0) + amount
    indicator = CATALOGUE.indicator(code)
    return figure(indicator, tallies, whole=EVERYTHING, fresh_at=None, until=last)


@pytest.mark.parametrize("entry", MEASURES, ids=[entry["name"] for entry in MEASURES])
def test_every_measure_names_a_published_fact_and_its_fields(entry: dict[str, Any]) -> None:
    fields = {
        f"{event.topic.service}.{event.topic.fact}": event.model_fields for event in ALL_EVENTS
    }[entry["event"]]
    tested = [condition["field"] for condition in entry.get("filter", [])]
    added = entry["amount"] if isinstance(entry["amount"], list) else []

    assert {entry["unit"], entry["day"], *tested, *added} <= fields.keys()
    assert fields[entry["day"]].annotation is date


def test_every_measure_has_a_name_of_its_own_and_serves_an_indicator() -> None:
    names = [measure.name for measure in CATALOGUE.measures]
    used = {
        measure.name
        for indicator in CATALOGUE.indicators
        for measure in CATALOGUE.measures_of(indicator)
    }
    assert len(set(names)) == len(names)
    assert used == set(names)


def test_every_indicator_has_a_code_of_its_own() -> None:
    codes = [indicator.code for indicator in CATALOGUE.indicators]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("code", GOLDEN)
def test_sai_dong_comes_to_what_it_published(code: str) -> None:
    found = the_figure(code, "sai-dong", NINE_MONTHS)
    assert (found.numerator, found.denominator, found.status) == GOLDEN[code]


def test_hoa_mau_pays_for_what_came_late_and_for_what_never_came() -> None:
    on_time = the_figure("P.01", "hoa-mau", NINE_MONTHS)

    assert on_time.value == Fraction(2_970 * 100, 2_970 + 37 + 5)
    assert the_figure("P.02", "hoa-mau", NINE_MONTHS).numerator == 5


@given(st.dates(*NINE_MONTHS), st.integers(min_value=0, max_value=120))
def test_on_time_is_exact_for_any_period_whenever_it_begins(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    start, end = first.isoformat(), last.isoformat()
    dossiers = rows("hoa-mau", "dossiers")
    returned = [row for row in dossiers if start <= row["returned_on"] <= end]
    overdue = [
        row
        for row in dossiers
        if row["due_on"] <= end and not (row["returned_on"] and row["returned_on"] <= end)
    ]

    found = the_figure("P.01", "hoa-mau", (first, last))

    assert found.numerator == sum(row["returned_on"] <= row["due_on"] for row in returned)
    assert found.denominator == len(returned) + len(overdue)
    assert the_figure("P.02", "hoa-mau", (first, last)).numerator == len(overdue)
