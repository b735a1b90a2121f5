"""Enrolments: every node has a place, a node above it, and a key of its own."""

from datetime import date

import pytest

from services.registry.accounts.domain import (
    Enrolment,
    KeyOfAnother,
    KeyUnusable,
    ParentNotAbove,
    enrol,
)
from shared.kernel.places import PlaceCode

LINE = ("sai-dong", "long-bien", "ha-noi")
KEY = "U" + "A" * 55


def node(
    place: str = "sai-dong", *, parent: str | None = "long-bien", key: str = KEY
) -> Enrolment:
    above = PlaceCode(parent) if parent else None
    return Enrolment(
        place=PlaceCode(place), parent=above, public_key=key, enrolled_on=date(2026, 3, 2)
    )


@pytest.mark.parametrize("parent", ["long-bien", "ha-noi", None])
def test_a_node_hangs_on_any_node_above_it_or_on_none(parent: str | None) -> None:
    assert enrol(node(parent=parent), known=[], line=LINE) == node(parent=parent)


@pytest.mark.parametrize("parent", ["sai-dong", "hoa-mau"])
def test_a_node_hangs_neither_on_itself_nor_beside(parent: str) -> None:
    with pytest.raises(ParentNotAbove):
        enrol(node(parent=parent), known=[], line=LINE)


@pytest.mark.parametrize("key", ["", "SU" + "A" * 54, "U" + "a" * 55, "U" + "A" * 54])
def test_a_secret_or_a_torn_key_is_refused(key: str) -> None:
    with pytest.raises(KeyUnusable):
        enrol(node(key=key), known=[], line=LINE)


def test_two_nodes_never_share_a_key_and_one_may_change_its_parent() -> None:
    with pytest.raises(KeyOfAnother):
        enrol(node(), known=[node("hoa-mau")], line=LINE)
    assert enrol(node(parent="ha-noi"), known=[node()], line=LINE).parent == "ha-noi"
