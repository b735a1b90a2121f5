"""The checks of the tree find what is wrong, name the unit, and pass over what is sound."""

from dataclasses import replace
from datetime import date

import pytest

from services.registry.units.catalogue import unit_kinds
from services.registry.units.domain.unit_checks import findings
from services.registry.units.domain.units import Unit, UnitVersion
from shared.kernel.places import PlaceCode, UnitCode

BEGIN, REFORM, LATER = date(2018, 1, 1), date(2025, 7, 1), date(2026, 1, 1)
CITY, DISTRICT, WARD = UnitCode("city"), UnitCode("district"), UnitCode("ward")


def unit(code: UnitCode, parent: UnitCode | None) -> Unit:
    return Unit(
        code=code,
        parent=parent,
        host=PlaceCode("city"),
        kind="ward_people_committee" if code == WARD else code,
        vi=f"Đơn vị {code}",
        en=f"Unit {code}",
        valid_from=BEGIN,
    )


SOUND = {
    CITY: [UnitVersion(unit=unit(CITY, None))],
    DISTRICT: [UnitVersion(unit=unit(DISTRICT, CITY))],
    WARD: [UnitVersion(unit=unit(WARD, DISTRICT))],
}
W, D = SOUND[WARD][0], SOUND[DISTRICT][0]


def ward(**changed: object) -> list[UnitVersion]:
    return [replace(W, unit=replace(W.unit, **changed))]  # type: ignore[arg-type]  # any field


FAULTS = {
    "parent_unknown": {WARD: ward(parent="gone")},
    "orphaned": {DISTRICT: [replace(D, valid_to=REFORM)]},
    "begins_before_parent": {WARD: ward(valid_from=date(2017, 1, 1))},
    "host_unknown": {WARD: ward(host="nowhere")},
    "overlaps": {WARD: [W, *ward(valid_from=REFORM)]},
    "code_reused": {WARD: [replace(W, valid_to=REFORM), *ward(valid_from=LATER)]},
    "circle": {DISTRICT: [UnitVersion(unit=unit(DISTRICT, WARD))]},
    "gso_code_twice": {
        WARD: ward(gso_code="00123"),
        DISTRICT: [replace(D, unit=replace(D.unit, gso_code="00123"))],
    },
    "sector_differs": {
        WARD: ward(sector_parent=CITY),
        CITY: [UnitVersion(unit=replace(unit(CITY, None), kind="city_party_committee"))],
    },
    "kind_not_under": {
        DISTRICT: [UnitVersion(unit=replace(unit(DISTRICT, CITY), kind="school"))]
    },
    "host_ended": {CITY: [UnitVersion(unit=unit(CITY, None), valid_to=LATER)]},
}


def test_a_sound_tree_has_no_findings() -> None:
    assert findings(SOUND, unit_kinds()) == []


@pytest.mark.parametrize("check", FAULTS)
def test_what_is_wrong_is_found_and_named(check: str) -> None:
    found = findings({**SOUND, **FAULTS[check]}, unit_kinds())

    [one, *_] = [one for one in found if one.check == check]
    assert (one.unit in one.vi, one.unit in one.en) == (True, True)
    assert "hãy" in one.vi
