"""Handing over: “not ours” closes nothing, returns twice at most; a superior's word holds."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.intake.cases.domain.cases import CaseId
from services.intake.cases.domain.tracking import (
    TrackingNumber,
    tracking_hash_of,
    tracking_number,
)
from services.intake.handing_over.domain import (
    MOST_BOUNCES,
    Decision,
    HandedToItself,
    HandOver,
    HandReason,
    HandState,
    NotHandedToUs,
    SuperiorDecides,
    SuperiorHasDecided,
    TakenOverAlready,
    WorkHasBegun,
    is_news,
    needs_decision,
    refuse_hand_back,
    refuse_hand_over,
    withdrawn,
)
from shared.kernel.places import UnitCode

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CASE = CaseId(UUID(int=1))


def way(**more: object) -> HandOver:
    usual = HandOver(
        id=UUID(int=2),
        case_id=CASE,
        is_out=False,
        unit=UnitCode("east"),
        to_unit=UnitCode("west"),
        reason=HandReason.NOT_OURS,
        bounces=0,
        decided=False,
        handed_at=NOW,
        state=HandState.TAKEN_OVER,
    )
    return replace(usual, **more)  # type: ignore[arg-type]  # a builder takes any part


def decision(named: str | None = None) -> Decision:
    return Decision(
        case_id=CASE,
        handover_id=UUID(int=2),
        holder=UnitCode("east"),
        category="waste",
        received_on=TODAY,
        due_on=TODAY,
        is_ours=True,
        asked_on=TODAY,
        named=UnitCode(named) if named else None,
        decided_on=TODAY if named else None,
    )


def hand_over(*, bounces: int = 0, made: Decision | None = None, to: str = "west") -> None:
    refuse_hand_over("east", to, bounces=bounces, decision=made)


def test_a_case_goes_to_another_unit_and_not_to_its_own() -> None:
    hand_over()
    with pytest.raises(HandedToItself):
        hand_over(to="east")


@pytest.mark.parametrize("bounces", range(MOST_BOUNCES))
def test_a_case_that_came_back_may_be_tried_elsewhere(bounces: int) -> None:
    hand_over(bounces=bounces)
    assert not needs_decision(bounces)


@pytest.mark.parametrize("made", [None, decision()], ids=["not asked yet", "asked"])
def test_after_two_bounces_the_superior_decides(made: Decision | None) -> None:
    assert needs_decision(MOST_BOUNCES)
    with pytest.raises(SuperiorDecides):
        hand_over(bounces=MOST_BOUNCES, made=made)


def test_the_unit_that_was_named_gets_the_case_and_no_other_does() -> None:
    hand_over(bounces=MOST_BOUNCES, made=decision("west"))
    with pytest.raises(SuperiorHasDecided):
        hand_over(bounces=MOST_BOUNCES, made=decision("north"))
    with pytest.raises(SuperiorHasDecided):
        hand_over(made=decision("east"))


def test_whoever_was_named_does_not_hand_back() -> None:
    with pytest.raises(SuperiorHasDecided):
        refuse_hand_back(way(decided=True), has_begun=False)
    with pytest.raises(SuperiorHasDecided):
        refuse_hand_back(way(bounces=MOST_BOUNCES), has_begun=False)


def test_what_came_may_go_back_until_somebody_works_on_it() -> None:
    came = way(bounces=1)
    assert refuse_hand_back(came, has_begun=False) is came
    with pytest.raises(WorkHasBegun):
        refuse_hand_back(came, has_begun=True)


@pytest.mark.parametrize(
    "came",
    [None, way(is_out=True), way(state=HandState.HANDED_BACK)],
    ids=["from a citizen", "it went", "it went back before"],
)
def test_there_must_be_somebody_to_hand_it_back_to(came: HandOver | None) -> None:
    with pytest.raises(NotHandedToUs):
        refuse_hand_back(came, has_begun=False)


def test_what_was_never_sent_is_back_at_once() -> None:
    assert withdrawn(way(state=HandState.WAITING), at=NOW).state is HandState.WITHDRAWN


@pytest.mark.parametrize("state", [HandState.SENT, HandState.WITHDRAWING])
def test_what_is_on_its_way_is_asked_back_and_not_yet_ours(state: HandState) -> None:
    assert withdrawn(way(state=state), at=NOW).state is HandState.WITHDRAWING


@pytest.mark.parametrize(
    "state", [HandState.TAKEN_OVER, HandState.HANDED_BACK, HandState.WITHDRAWN, HandState.VOID]
)
def test_what_is_over_cannot_be_asked_back(state: HandState) -> None:
    with pytest.raises(TakenOverAlready):
        withdrawn(way(state=state), at=NOW)


def test_old_news_do_not_overwrite_new_ones() -> None:
    known = way(stands_at=NOW)
    assert is_news(way(), NOW)
    assert not is_news(known, NOW)
    assert is_news(known, NOW + timedelta(seconds=1))


def test_the_same_number_leaves_the_same_trail_and_another_does_not() -> None:
    one, other = (TrackingNumber(number) for number in ("7K3M9QF2", "7K3M9QF3"))
    assert tracking_hash_of(one) == tracking_hash_of(one) != tracking_hash_of(other)


def test_a_trail_does_not_show_its_number() -> None:
    number = tracking_number(uuid4().int)
    assert number.lower() not in tracking_hash_of(number)
    assert number.encode().hex() not in tracking_hash_of(number)
