"""The file of units: what it may say, and what its writer is told otherwise."""

import contextlib
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.units.domain.units import Unit
from services.registry.units.domain.units_file import UnitsFileWrong, units_in
from shared.kernel.places import PlaceCode, UnitCode

BEGIN = date(2018, 1, 1)
CITY = {"code": "ha-noi", "vi": "Thành phố Hà Nội", "en": "Hà Nội city", "kind": "city"}
WARD = {"code": "sai-dong", "vi": "Phường Sài Đồng", "en": "Sài Đồng ward", "kind": "ward"}
SCHOOL = {"code": "truong-sai-dong", "vi": "Trường Sài Đồng", "en": "School", "kind": "school"}
FILE: dict[str, Any] = {
    "places": [CITY | {"valid_from": BEGIN}, WARD | {"valid_from": BEGIN, "parent": "ha-noi"}],
    "units": [SCHOOL | {"valid_from": BEGIN, "parent": "sai-dong", "host": "sai-dong"}],
}


def changed(room: str, at: int, **fields: object) -> dict[str, Any]:
    file = deepcopy(FILE)
    file[room][at] |= fields
    return file


def test_a_place_hosts_itself() -> None:
    assert units_in(FILE)[1] == Unit(
        code=UnitCode("sai-dong"),
        parent=UnitCode("ha-noi"),
        host=PlaceCode("sai-dong"),
        kind="ward",
        vi="Phường Sài Đồng",
        en="Sài Đồng ward",
        valid_from=BEGIN,
    )


def test_a_unit_without_a_node_names_its_host() -> None:
    assert units_in(FILE)[2].host == "sai-dong"


def test_a_made_up_unit_says_so() -> None:
    assert [unit.made_up for unit in units_in(changed("places", 1, made_up=True))] == [
        False,
        True,
        False,
    ]


def test_a_day_may_be_written_as_text() -> None:
    assert units_in(changed("places", 0, valid_from="2018-01-01")) == units_in(FILE)


def test_the_same_unit_may_have_two_chapters() -> None:
    file = deepcopy(FILE)
    file["places"].append(WARD | {"valid_from": date(2025, 7, 1), "parent": "ha-noi"})
    assert len(units_in(file)) == 4


@pytest.mark.parametrize(
    ("file", "names"),
    [
        (changed("places", 1, code="Sài Đồng"), ("places[1]", "Sài Đồng", "“code”")),
        (changed("places", 1, code="all"), ("places[1]", "“code”")),
        (changed("places", 1, code=7), ("places[1]", "“code”")),
        (changed("places", 1, vi=" "), ("places[1]", "sai-dong", "“vi”")),
        (changed("places", 0, kind=None), ("places[0]", "ha-noi", "“kind”")),
        (changed("places", 1, valid_from="hôm qua"), ("places[1]", "“valid_from”")),
        (changed("places", 1, valid_from=2018), ("places[1]", "“valid_from”")),
        (changed("places", 1, parent="ha-nam"), ("places[1]", "“ha-nam”")),
        (changed("places", 1, code="ha-noi"), ("ha-noi",)),
        (changed("units", 0, host=None), ("units[0]", "truong-sai-dong", "“host”")),
        (changed("units", 0, host="truong-sai-dong-2"), ("units[0]", "truong-sai-dong-2")),
        ({"places": "ha-noi"}, ("places[0]",)),
        ({"places": ["ha-noi"]}, ("places[0]", "ha-noi")),
    ],
)
def test_a_mistake_is_named_where_it_stands(file: object, names: tuple[str, ...]) -> None:
    with pytest.raises(UnitsFileWrong) as refused:
        units_in(file)
    assert [name for name in names if name not in refused.value.vi] == []
    assert [name for name in names if name not in refused.value.en] == []


@pytest.mark.parametrize("file", [None, [], "ha-noi", {}, {"places": []}, {"units": []}])
def test_a_file_without_places_is_no_tree(file: object) -> None:
    with pytest.raises(UnitsFileWrong, match="places"):
        units_in(file)


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(odd, st.sampled_from(["code", "parent", "vi", "kind", "valid_from", "made_up"]))
def test_whatever_is_written_there_is_a_mistake_or_a_tree(value: object, name: str) -> None:
    with contextlib.suppress(UnitsFileWrong):
        assert len(units_in(changed("places", 1, **{name: value}))) == 3
