"""A topology file: any tree is welcome, and a wrong one says how to mend it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.cli.options import DEFAULT_TOPOLOGY
from deploy.launcher.topology import TopologyError, load_topology


def place(code: str, parent: str = "", more: str = "") -> str:
    above = f"parent: {parent}, " if parent else ""
    rest = "vi: Tên, en: Name, kind: ward, valid_from: 2018-01-01"
    return f"  - {{code: {code}, {above}{rest}{more}}}"


def written(folder: Path, *places: str, units: str = "") -> Path:
    file = folder / "topology.yaml"
    file.write_text("\n".join(["places:", *places, units]), "utf-8")
    return file


def complaint(file: Path) -> TopologyError:
    with pytest.raises(TopologyError) as refused:
        load_topology(file)
    assert str(file) in refused.value.vi
    assert str(file) in refused.value.en
    return refused.value


def test_the_seeded_tree_has_a_city_a_district_and_two_wards() -> None:
    tree = load_topology(DEFAULT_TOPOLOGY)

    assert tree.top.code == "ha-noi"
    assert tree.children("long-bien") == ("sai-dong", "hoa-mau")
    assert tree.place("ha-noi").relaying == {"long-bien"}
    assert tree.place("long-bien").relaying == frozenset()


def test_children_may_be_written_before_their_parents(tmp_path: Path) -> None:
    tree = load_topology(
        written(tmp_path, place("ward", "district"), place("district", "city"), place("city"))
    )

    assert tree.codes == ("city", "district", "ward")
    assert tree.depth("ward") == 2


@given(depth=st.integers(1, 12))
def test_a_tree_may_have_any_depth(
    depth: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chain = [place("u0"), *(place(f"u{at}", f"u{at - 1}") for at in range(1, depth))]

    tree = load_topology(written(tmp_path_factory.mktemp("tree"), *reversed(chain)))

    assert tree.depth(f"u{depth - 1}") == depth - 1


def test_an_unknown_parent_is_named_with_the_codes_to_choose_from(tmp_path: Path) -> None:
    refused = complaint(written(tmp_path, place("city"), place("ward", "cty")))

    assert "“ward” có cấp trên “cty”" in refused.vi
    assert "choose one of: city" in refused.en


def test_a_circle_is_shown_step_by_step(tmp_path: Path) -> None:
    refused = complaint(
        written(tmp_path, place("city"), place("a", "c"), place("b", "a"), place("c", "b"))
    )

    assert "a → c → b → a" in refused.en


def test_two_roots_are_both_named(tmp_path: Path) -> None:
    refused = complaint(written(tmp_path, place("north"), place("south")))

    assert "2 places have no parent (north, south)" in refused.en


def test_a_code_used_twice_points_to_both_entries(tmp_path: Path) -> None:
    refused = complaint(written(tmp_path, place("city"), place("city", "city")))

    assert "places[1] repeats the code “city” of places[0]" in refused.en


@pytest.mark.parametrize("code", ["all", "Sài-Đồng", "ward.1", "ward_1", "-x"])
def test_a_code_that_cannot_stand_in_a_subject_is_refused(tmp_path: Path, code: str) -> None:
    refused = complaint(written(tmp_path, place("city"), place(f'"{code}"', "city")))

    assert f"places[1] (code: {code})" in refused.vi
    assert "lower-case ASCII words" in refused.en


def test_a_misspelt_field_is_named(tmp_path: Path) -> None:
    refused = complaint(written(tmp_path, place("city", more=", valid_form: 2018-01-01")))

    assert "places[0] (code: city) has “valid_form”" in refused.en


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    refused = complaint(written(tmp_path, "  - {code: city, vi: Tên, en: Name, kind: city}"))

    assert "places[0] (code: city) thiếu “valid_from”" in refused.vi


def test_a_hosted_unit_needs_a_known_host(tmp_path: Path) -> None:
    units = "units:\n" + place("school", "city", ", host: ward")

    refused = complaint(written(tmp_path, place("city"), units=units))

    assert "“school” names the host “ward”" in refused.en


def test_every_mistake_in_the_entries_is_listed_at_once(tmp_path: Path) -> None:
    refused = complaint(written(tmp_path, place("all"), place("Quận", "city")))

    assert "places[0]" in refused.en
    assert "places[1]" in refused.en


def test_a_missing_file_sends_the_reader_to_the_option(tmp_path: Path) -> None:
    refused = complaint(tmp_path / "nowhere.yaml")

    assert "--topology" in refused.vi


@pytest.mark.parametrize("content", ["places: [", "\x00", "places:\n\t- a"])
def test_a_file_that_is_not_yaml_says_where(tmp_path: Path, content: str) -> None:
    file = tmp_path / "topology.yaml"
    file.write_text(content, "utf-8")

    assert "is not valid YAML" in complaint(file).en


@pytest.mark.parametrize("content", ["", "[]", "places: []", "other: 1"])
def test_a_file_without_places_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "topology.yaml"
    file.write_text(content, "utf-8")

    assert "at least one place" in complaint(file).en
