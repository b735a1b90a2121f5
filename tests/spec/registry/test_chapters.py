"""The history of a unit is folded from tellings and changes, in whatever order they come."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.registry.units.domain.changes import (
    ChangeId,
    ChangeKind,
    Draft,
    Part,
    Seat,
    UnitChange,
)
from services.registry.units.domain.unit_versions import chapters_of, links_of
from services.registry.units.domain.units import Unit, UnitVersion
from shared.kernel.places import PlaceCode, UnitCode

A, B, C = UnitCode("a"), UnitCode("b"), UnitCode("c")
CITY = PlaceCode("city")
BEGIN, REFORM = date(2018, 1, 1), date(2025, 7, 1)
STATED = datetime(2025, 5, 1, tzinfo=UTC)


def unit(code: UnitCode, *, since: date = BEGIN) -> Unit:
    return Unit(
        code=code,
        parent=UnitCode("city"),
        host=CITY,
        kind="ward",
        vi=code,
        en=code,
        valid_from=since,
    )


def change(kind: ChangeKind, *parts: Part, day: date = REFORM, nth: int = 1) -> UnitChange:
    return UnitChange(
        id=ChangeId(UUID(int=nth)),
        kind=kind,
        effective_on=day,
        basis="1656/NQ-UBTVQH15",
        decided_by=CITY,
        stated_at=STATED + timedelta(minutes=nth),
        parts=parts,
    )


def merge(*sources: UnitCode, into: UnitCode, nth: int = 1) -> UnitChange:
    draft = Draft(kind="ward", vi=into, en=into, parent=UnitCode("city"), host=CITY)
    old = (Part(unit=code, seat=Seat.SOURCE) for code in sources)
    return change(
        ChangeKind.MERGE, *old, Part(unit=into, seat=Seat.TARGET, begins=draft), nth=nth
    )


def days(chapters: list[UnitVersion]) -> list[tuple[date, date | None]]:
    return [(chapter.unit.valid_from, chapter.valid_to) for chapter in chapters]


def test_merged_units_end_and_the_new_one_begins_that_day() -> None:
    reform = [merge(A, B, into=C)]

    assert days(chapters_of(A, [unit(A)], reform)) == [(BEGIN, REFORM)]
    assert days(chapters_of(C, [], reform)) == [(REFORM, None)]
    assert [(x.successor, x.share) for x in links_of(A, reform)] == [(C, Fraction(1))]
    assert links_of(C, reform) == []


def test_a_unit_that_keeps_a_part_of_itself_lives_on() -> None:
    half = Fraction(1, 2)
    split = change(
        ChangeKind.SPLIT,
        Part(unit=A, seat=Seat.SOURCE),
        Part(unit=A, seat=Seat.TARGET, share=half),
        Part(unit=B, seat=Seat.TARGET, share=half),
    )

    assert days(chapters_of(A, [unit(A)], [split])) == [(BEGIN, None)]
    assert [(x.successor, x.share) for x in links_of(A, [split])] == [(A, half), (B, half)]


def test_a_child_that_follows_begins_a_chapter_under_its_new_parent() -> None:
    abolish = change(
        ChangeKind.ABOLISH,
        Part(unit=B, seat=Seat.SOURCE),
        Part(unit=A, seat=Seat.FOLLOWER, parent=C),
    )

    then, now = chapters_of(A, [unit(A)], [abolish])

    assert (then.valid_to, now.unit.parent, now.unit.basis) == (REFORM, C, abolish.basis)
    assert [link.successor for link in links_of(B, [abolish])] == [None]


def test_a_change_of_a_unit_not_yet_known_waits_for_it() -> None:
    renamed = change(ChangeKind.RENAME, Part(unit=A, seat=Seat.SOURCE, vi="Mới", en="New"))

    assert chapters_of(A, [], [renamed]) == []
    assert chapters_of(A, [unit(A)], [renamed])[-1].unit.vi == "Mới"


CODES = st.sampled_from([A, B, C])
DAYS = st.dates(date(2024, 1, 1), date(2024, 1, 20))
NAMES = st.none() | st.sampled_from("xy")


@st.composite
def changes(draw: st.DrawFn) -> UnitChange:
    kind = draw(st.sampled_from([ChangeKind.RENAME, ChangeKind.ABOLISH, ChangeKind.MERGE]))
    one, other = draw(st.permutations([A, B, C]))[:2]
    parts = [Part(unit=one, seat=Seat.SOURCE, vi=draw(NAMES), parent=draw(st.none() | CODES))]
    if kind is ChangeKind.MERGE:
        draft = Draft(kind="ward", vi="m", en="m", parent=None, host=CITY)
        begins = draft if draw(st.booleans()) else None
        parts.append(Part(unit=other, seat=Seat.TARGET, begins=begins))
    return change(kind, *parts, day=draw(DAYS), nth=draw(st.integers(1, 10**6)))


HISTORIES = st.lists(changes(), max_size=6, unique_by=lambda one: one.id)
TELLINGS = st.lists(
    st.builds(lambda code, day: unit(code, since=day), CODES, DAYS),
    max_size=4,
    unique_by=lambda one: (one.code, one.valid_from),
)


@given(TELLINGS, HISTORIES, st.randoms(use_true_random=False))
def test_the_order_of_hearing_changes_nothing(
    told: list[Unit], heard: list[UnitChange], chance: Random
) -> None:
    shuffled, late = list(heard), list(told)
    chance.shuffle(shuffled)
    chance.shuffle(late)

    assert chapters_of(A, told, heard) == chapters_of(A, late, shuffled)
    assert links_of(A, heard) == links_of(A, shuffled)


@given(TELLINGS, HISTORIES)
def test_chapters_never_overlap_and_last_a_day(
    told: list[Unit], heard: list[UnitChange]
) -> None:
    chapters = chapters_of(A, told, heard)

    for chapter in chapters:
        assert chapter.valid_to is None or chapter.unit.valid_from < chapter.valid_to
    for one, following in pairwise(chapters):
        assert one.valid_to is not None
        assert one.valid_to <= following.unit.valid_from
