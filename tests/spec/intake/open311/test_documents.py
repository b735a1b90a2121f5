"""Documents: one tree of values is two documents that say the same."""

import json
from typing import TYPE_CHECKING

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from services.intake.open311.domain.documents import (
    Listing,
    Record,
    Value,
    decimal,
    is_empty,
    json_of,
    xml_of,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMES = st.sampled_from(["service_code", "description", "lat", "media_url", "notes"])
LEAVES = st.text() | st.integers() | st.booleans() | st.none()
LEAVES |= st.floats(-180, 180, allow_nan=False)
VALUES = st.recursive(
    LEAVES | st.builds(Listing, st.just("value"), st.lists(st.text(min_size=1), max_size=3)),
    lambda inner: st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_whatever_is_said_can_be_read_again(value: Value) -> None:
    assert fromstring(xml_of("root", value), forbid_dtd=True).tag == "root"
    json.loads(json_of(value))


@given(st.dictionaries(NAMES, LEAVES))
def test_both_formats_have_the_same_fields_and_none_is_empty(record: Record) -> None:
    document: Element = fromstring(xml_of("root", record))

    assert {child.tag for child in document} == json.loads(json_of(record)).keys()
    assert all((child.text or "").strip() for child in document)


@given(st.text())
def test_words_come_back_as_they_were_but_for_what_xml_cannot_hold(words: str) -> None:
    document: Element = fromstring(xml_of("root", {"description": words}))

    told = "" if is_empty(words) else document[0].text
    assert told == json.loads(json_of({"description": words})).get("description", "").replace(
        "\r\n", "\n"
    ).replace("\r", "\n")


@pytest.mark.parametrize("many", [0, 1, 2])
def test_a_list_is_an_array_whether_it_has_no_child_or_one_or_two(many: int) -> None:
    listing = Listing("service", [{"service_code": "a"}] * many)

    assert json.loads(json_of(listing)) == [{"service_code": "a"}] * many
    assert len(fromstring(xml_of("services", listing))) == many


@given(st.floats(-180, 180, allow_nan=False))
def test_a_coordinate_always_has_its_point_and_never_an_exponent(number: float) -> None:
    text = decimal(number)

    assert "." in text
    assert "e" not in text
    assert float(text) == pytest.approx(number, abs=1e-7)


def test_truth_is_a_word_in_xml_and_a_truth_in_json() -> None:
    assert b"<metadata>true</metadata>" in xml_of("service", {"metadata": True})
    assert json_of({"metadata": False}) == b'{"metadata": false}'


def test_the_declaration_names_utf_8_and_there_is_no_namespace() -> None:
    document = xml_of("services", Listing("service", []))

    assert document.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<services>')
    assert b"xmlns" not in document
