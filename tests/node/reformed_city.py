"""A made-up city that goes through 1 July 2025, and what it counted, recounted by hand.

Three districts of ten wards each are abolished. In each district three wards become one, one
is absorbed by its neighbour, and the others move to the city. One ward is divided by a rule,
one without.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from httpx import AsyncClient

from services.reporting.domain.history import UnitVersion
from shared.testing.probing import eventually
from tests.nodes import PATIENCE_SECONDS, Node
from tests.service.importing import send
from tests.spec.reporting.reforms import City

CITY = "thanh-pho"
REFORM = date(2025, 7, 1)
BASIS = "1656/NQ-UBTVQH15"
DISTRICTS = {"quan-lam": "Quận Lam", "quan-truc": "Quận Trúc", "quan-mai": "Quận Mai"}
MADE_UP = " (dữ liệu giả định)"
LISTENERS = ("reporting", "intake", "surveys", "compliance")
SPLIT_BY_RULE = {"phuong-moi-a": Fraction(3, 5), "phuong-moi-b": Fraction(2, 5)}
SPLIT_WITHOUT = ("phuong-moi-c", "phuong-moi-d")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many mediations a unit held on a day, and how many succeeded."""

    unit: str
    day: date
    held: int
    succeeded: int


def ward(district: str, number: int) -> str:
    """The code of a ward."""
    return f"{district.replace('quan', 'phuong')}-{number}"


def names() -> dict[str, str]:
    """What every unit is called."""
    found = {CITY: "Thành phố Hoa"} | DISTRICTS
    for district, name in DISTRICTS.items():
        short = name.removeprefix("Quận ")
        found |= {ward(district, n): f"Phường {short} {n}" for n in range(1, 11)}
        found[merged(district)] = f"Phường {short}"
    new = (*SPLIT_BY_RULE, *SPLIT_WITHOUT)
    return found | {code: f"Phường Mới {code[-1].upper()}" for code in new}


def full_name(code: str) -> str:
    """What a unit is called in registry, where it is said that nobody lives there."""
    return names()[code] + MADE_UP


def merged(district: str) -> str:
    """The code of the ward three others become."""
    return district.replace("quan", "phuong")


def before() -> City:
    """The city as it was."""
    city = City().establish(CITY, None, host=CITY)
    for district in DISTRICTS:
        city.establish(district, CITY, host=CITY)
        for number in range(1, 11):
            city.establish(ward(district, number), district, host=CITY)
    return _named(city)


def reformed() -> City:
    """The same after the reform."""
    city = before()
    _merge_wards(city)
    _divide_wards(city)
    _abolish_districts(city)
    return _named(city)


def _merge_wards(city: City) -> None:
    for district in DISTRICTS:
        city.establish(merged(district), CITY, on=REFORM, host=CITY)
        city.merge(*(ward(district, n) for n in (1, 2, 3)), into=merged(district), on=REFORM)
        city.merge(ward(district, 4), into=ward(district, 5), on=REFORM)


def _divide_wards(city: City) -> None:
    for code in (*SPLIT_BY_RULE, *SPLIT_WITHOUT):
        city.establish(code, CITY, on=REFORM, host=CITY)
    for code, share in SPLIT_BY_RULE.items():
        city.link(ward("quan-lam", 6), code, on=REFORM, share=share)
    for code in SPLIT_WITHOUT:
        city.link(ward("quan-mai", 6), code, on=REFORM, share=None)
    for divided in (ward("quan-lam", 6), ward("quan-mai", 6)):
        city.end(divided, on=REFORM)


def _abolish_districts(city: City) -> None:
    for district in DISTRICTS:
        for child in city.below(district):
            city.move(child, CITY, on=REFORM)
        city.link(district, None, on=REFORM, share=None).end(district, on=REFORM)


def _named(city: City) -> City:
    for nth, one in enumerate(city.chapters):
        code = one.line.code
        vi, kind = full_name(code), _kind(code)
        line = replace(one.line, vi=vi, en=vi, kind=kind, made_up=True)
        city.chapters[nth] = replace(one, line=line, basis=BASIS)
    city.links = [replace(link, basis=BASIS) for link in city.links]
    return city


def _kind(code: str) -> str:
    if code == CITY:
        return "city"
    return "district" if code in DISTRICTS else "ward"


def units_file(folder: Path) -> Path:
    """What the operator of the city wrote down in 2024."""
    lines = [_entry(one) for one in before().chapters]
    [place] = [line for line in lines if line["code"] == CITY]
    content = {
        "places": [{key: place[key] for key in place if key not in {"parent", "host"}}],
        "units": [line for line in lines if line is not place],
    }
    path = folder / "city.yaml"
    path.write_text(json.dumps(content, default=str))
    return path


def _entry(one: UnitVersion) -> dict[str, Any]:
    line = one.line
    told = {"code": line.code, "parent": line.parent, "host": line.host, "kind": line.kind}
    return told | {"vi": line.vi, "en": line.en, "valid_from": "2024-01-01", "made_up": True}


def facts() -> list[Counted]:
    """Mediations of every ward and district, month by month on both sides of the reform."""
    old = [one.line.code for one in before().chapters if one.line.code != CITY]
    new = [code for code in reformed().living() if code != CITY]
    found = [_month(u, n, month) for n, u in enumerate(old) for month in range(1, 7)]
    return found + [_month(u, n, month) for n, u in enumerate(new) for month in range(7, 13)]


def _month(unit: str, number: int, month: int) -> Counted:
    held = 5 + (number * 7 + month * 3) % 11
    return Counted(unit, date(2025, month, 1 + number % 28), held, held - (number + month) % 4)


def as_sheet(counted: Iterable[Counted]) -> str:
    """Activities as an office imports them."""
    lines = ["unit,kind,held_on,count,planned"]
    for one in counted:
        lines.append(f"{one.unit},mediations_held,{one.day},{one.held},")
        lines.append(f"{one.unit},mediations_succeeded,{one.day},{one.succeeded},")
    return "\n".join(lines)


def added(counted: Iterable[Counted], *units: str) -> tuple[int, int]:
    """What some units counted."""
    own = [one for one in counted if not units or one.unit in units]
    return sum(one.succeeded for one in own), sum(one.held for one in own)


async def take_in(client: AsyncClient, counted: Iterable[Counted]) -> None:
    """Import activities by the usual route."""
    lines = await send(client, "/api/compliance/v1/activities/import", as_sheet(counted))
    assert lines[-1]["stage"] == "done", lines[-1]


async def heard_of(node: Node, *, units: int, planned: int = 0) -> None:
    """Wait until every service knows the history of so many units, and so many plans."""
    units_known = "SELECT count(DISTINCT unit) FROM known_chapters"
    plans_known = "SELECT count(*) FROM known_lineage WHERE effective_on > current_date"

    async def known() -> list[tuple[int, int]]:
        return [
            (
                (await node.rows(service, units_known))[0][0],
                (await node.rows(service, plans_known))[0][0],
            )
            for service in LISTENERS
        ]

    expected = [(units, planned)] * len(LISTENERS)
    await eventually(known, shows=expected, within_seconds=PATIENCE_SECONDS)
    await eventually(lambda: _apart(node), shows=set(), within_seconds=PATIENCE_SECONDS)


async def _apart(node: Node) -> set[str]:
    """The services that do not yet know every chapter as registry wrote it."""
    written = "SELECT code, valid_from, valid_to FROM units ORDER BY code, valid_from"
    heard = "SELECT unit, valid_from, valid_to FROM known_chapters ORDER BY unit, valid_from"
    chapters = [tuple(row) for row in await node.rows("registry", written)]
    return {
        service
        for service in LISTENERS
        if [tuple(row) for row in await node.rows(service, heard)] != chapters
    }


async def figure(client: AsyncClient, **asked: str) -> Mapping[str, Any]:
    """The mediations of a unit as the API answers, with its rows by code."""
    answer = await client.get(
        "/api/reporting/v1/figures", params={"period": "2025", "indicator": "G.03"} | asked
    )
    assert answer.status_code == 200, answer.text
    found = answer.json()
    rows = {
        (row["unit"], row["unallocated"]): _ratio(row["figures"][0])
        for row in found["children"]
    }
    return {"total": _ratio(found["figures"][0]), "rows": rows, "breaks": found["breaks"]}


def _ratio(found: Mapping[str, Any]) -> tuple[float, float]:
    return found["numerator"], found["denominator"]
