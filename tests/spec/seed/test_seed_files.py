"""The seed: what the demonstration imports says exactly what the ward published."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
import yaml

from deploy.seed.generate import SEED_FOLDER, files
from shared.chassis.calendars.shipped import shipped_calendar
from shared.chassis.sheets import Column, a_code, a_count, a_date, between, one_of, read_sheet

VIETNAM = shipped_calendar()

PUBLISHED_ACTIVITIES = {
    "works_started": 70,
    "works_with_permit": 70,
    "works_taxed": 63,
    "order_violations_found": 190,
    "order_violations_handled": 190,
    "demolished_ramps": 21,
    "traffic_order_sanctions": 56,
    "dumping_sanctions": 5,
    "petitions_due": 2,
    "petitions_resolved": 2,
    "mediations_held": 12,
    "mediations_succeeded": 11,
    "house_repairs": 1,
    "health_checks": 227,
    "allowance_payments": 27,
}
PARTS = {
    "works_with_permit": "works_started",
    "works_taxed": "works_started",
    "order_violations_handled": "order_violations_found",
    "petitions_resolved": "petitions_due",
    "mediations_succeeded": "mediations_held",
}
TEMPLATES = {
    "dossiers": (
        (
            Column("dossier_code", a_code),
            Column("procedure_code", a_code),
            Column("unit", a_code),
            Column("channel", one_of("counter", "online", "post")),
            Column("received_on", a_date),
            Column("due_on", a_date),
            Column("returned_on", a_date, required=False),
        ),
        ("dossier_code",),
    ),
    "ballots": (
        (
            Column("unit", a_code),
            Column("cast_on", a_date),
            Column("level", between(1, 5)),
            Column("channel", one_of("kiosk", "paper", "link")),
        ),
        (),
    ),
    "activities": (
        (
            Column("unit", a_code),
            Column("kind", one_of(*PUBLISHED_ACTIVITIES)),
            Column("held_on", a_date),
            Column("count", a_count),
            Column("planned", a_count, required=False),
        ),
        ("unit", "kind", "held_on"),
    ),
}
WARDS = ("sai-dong", "hoa-mau")
FIRST, LAST = date(2018, 1, 1), date(2018, 9, 30)


def rows(ward: str, name: str) -> list[dict[str, str]]:
    with (SEED_FOLDER / ward / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def days(row: dict[str, str]) -> Iterator[date]:
    return (date.fromisoformat(row[name]) for name in row if name.endswith("_on") and row[name])


def test_the_generator_writes_the_committed_bytes() -> None:
    changed = [path for path, text in files() if (SEED_FOLDER / path).read_bytes() != text]
    assert changed == []


def test_the_manifest_names_every_file_once_and_the_topology_every_ward() -> None:
    manifest = yaml.safe_load((SEED_FOLDER / "manifest.yaml").read_text(encoding="utf-8"))
    topology = yaml.safe_load((SEED_FOLDER / "topology.yaml").read_text(encoding="utf-8"))
    made_up = {place["code"] for place in topology["places"] if place.get("made_up")}

    assert [entry["file"] for entry in manifest["files"]] == [path for path, _ in files()]
    assert {entry["node"] for entry in manifest["files"] if entry["made_up"]} == made_up


def test_sai_dong_settled_as_many_dossiers_as_it_published() -> None:
    assert len(rows("sai-dong", "dossiers")) == 10_049


def test_sai_dong_returned_every_dossier_on_or_before_its_day() -> None:
    assert all(
        row["received_on"] <= row["returned_on"] <= row["due_on"]
        for row in rows("sai-dong", "dossiers")
    )


def test_sai_dong_returned_every_dossier_within_the_nine_months() -> None:
    last = max(row["returned_on"] for row in rows("sai-dong", "dossiers"))
    assert last <= LAST.isoformat()


def test_seventy_five_of_eighty_seven_found_sai_dong_good_and_none_bad() -> None:
    levels = Counter(row["level"] for row in rows("sai-dong", "ballots"))

    assert levels["4"] + levels["5"] == 75
    assert levels["3"] == 12
    assert levels.total() == 87


def test_the_activities_of_sai_dong_add_up_to_the_report() -> None:
    totals: Counter[str] = Counter()
    for row in rows("sai-dong", "activities"):
        totals[row["kind"]] += int(row["count"])

    assert totals == PUBLISHED_ACTIVITIES


@pytest.mark.parametrize("ward", WARDS)
def test_no_month_handles_more_than_it_found(ward: str) -> None:
    told = {
        (row["kind"], row["held_on"]): int(row["count"]) for row in rows(ward, "activities")
    }
    for (kind, day), count in told.items():
        assert kind not in PARTS or count <= told[PARTS[kind], day]


@pytest.mark.parametrize("ward", WARDS)
@pytest.mark.parametrize("name", ["dossiers", "ballots", "activities"])
def test_everything_happened_on_a_day_the_office_worked(ward: str, name: str) -> None:
    for row in rows(ward, name):
        assert row["unit"] == ward
        assert all(VIETNAM.is_working_day(day) for day in days(row))
        assert FIRST <= min(days(row)) <= LAST


@pytest.mark.parametrize("ward", WARDS)
def test_dossier_codes_are_official_and_unique(ward: str) -> None:
    codes = [row["dossier_code"] for row in rows(ward, "dossiers")]

    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"000\.\d\d\.14\.H26-18\d{4}-\d{4}", code) for code in codes)


@pytest.mark.parametrize("ward", WARDS)
def test_dossiers_come_by_every_channel_but_mostly_over_the_counter(ward: str) -> None:
    channels = Counter(row["channel"] for row in rows(ward, "dossiers"))

    assert channels.keys() == {"counter", "online", "post"}
    assert channels["counter"] > channels.total() / 2


def test_hoa_mau_is_believable_and_imperfect() -> None:
    dossiers = rows("hoa-mau", "dossiers")
    late = [row for row in dossiers if row["returned_on"] > row["due_on"]]
    still_open = [row for row in dossiers if not row["returned_on"]]

    assert (len(dossiers), len(late), len(still_open)) == (3_012, 37, 5)
    assert all(row["due_on"] < LAST.isoformat() for row in still_open)
    assert len(rows("hoa-mau", "ballots")) == 140


@pytest.mark.parametrize("ward", WARDS)
def test_the_import_reader_takes_every_file_whole(ward: str) -> None:
    for name, (columns, key) in TEMPLATES.items():
        content = (SEED_FOLDER / ward / f"{name}.csv").read_bytes()
        sheet = read_sheet(f"{name}.csv", content, columns, key=key)
        assert len(sheet.rows) == len(rows(ward, name))
