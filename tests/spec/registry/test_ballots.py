"""Ballots: one slip one vote, counted again by anybody, tampering found."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.ballots.domain.ballots import (
    Ballot,
    BallotBegun,
    BallotNotOpen,
    BallotState,
    BoxDoesNotAddUp,
    BoxEntry,
    BoxNameMissing,
    BoxOfTwoOthers,
    BoxSettled,
    BoxState,
    ChoiceNotOffered,
    MoreVotesThanRoll,
    OptionNotReady,
    OptionsTooFew,
    RollOutOfRange,
    SeatsOutOfRange,
    SlipsMissing,
    TitleMissing,
    TooManyChosen,
    agreed,
    checked_box,
    chosen,
    closed,
    may_enter,
    must_be_open,
    opened,
    prepared,
    printable,
    standing_of,
    used_on,
)
from services.registry.ballots.domain.record import (
    BallotRecord,
    Box,
    CastVote,
    Code,
    CodeUnreadable,
    Receipt,
    RecordUnreadable,
    RecountFinding,
    code_from,
    counted,
    findings,
    in_groups,
    in_order,
    last_link,
    mark_of,
    offline_weight,
    read_code,
    read_record,
    receipt_of,
    written,
)
from services.registry.exemplars.domain.nominations import NominationState
from shared.kernel.attempt_limiter import OF_CODES, AttemptLimiter
from shared.kernel.backoff import TooManyTries
from shared.kernel.places import UnitCode

DAY = date(2026, 11, 25)
OPTIONS = ("DH-A", "DH-B", "DH-C")
READY = dict.fromkeys(OPTIONS, NominationState.PUBLISHED)
HALF = Fraction(1, 2)
BALLOT = Ballot(
    id=UUID(int=1),
    unit=UnitCode("district"),
    title="Bình chọn điển hình năm 2026",
    seats=2,
    roll=20,
    offline_cap=HALF,
    options=OPTIONS,
    slips=10,
)
OPEN = opened(BALLOT, opening="0" * 64, today=DAY)


def codes(count: int) -> list[Code]:
    return [code_from(bytes([n]) * 10) for n in range(count)]


def a_record(votes: list[tuple[str, ...]], *boxes: Box, slips: int = 10) -> BallotRecord:
    receipts = [receipt_of(code) for code in codes(slips)]
    marks = tuple(sorted(mark_of(receipt) for receipt in receipts))
    cast = in_order(
        CastVote(receipt=receipt, choices=choices)
        for receipt, choices in zip(receipts, votes, strict=False)
    )
    return BallotRecord(
        options=OPTIONS,
        seats=2,
        roll=20,
        offline_cap=HALF,
        marks=marks,
        opening=last_link(marks),
        votes=cast,
        closing=last_link(vote.line for vote in cast),
        boxes=boxes,
        count=counted(OPTIONS, cast, boxes, cap=HALF),
    )


VOTES: list[tuple[str, ...]] = [("DH-A",), ("DH-A", "DH-B"), (), ("DH-C", "DH-A"), ("DH-B",)]
BOX = Box(box="1", papers=4, votes={"DH-A": 1, "DH-B": 2}, blank=1, spoilt=1)
RECORD = a_record(VOTES, BOX)

some_votes = st.lists(
    st.lists(st.sampled_from(OPTIONS), max_size=2, unique=True).map(tuple), max_size=10
)


@given(st.binary(min_size=10, max_size=10))
def test_a_code_is_read_as_it_was_printed(chance: bytes) -> None:
    code = code_from(chance)
    assert read_code(in_groups(code)) == code
    assert read_code(f" {in_groups(code).lower().replace('-', ' ')}\n") == code
    assert int.from_bytes(chance, "big") < 2**80


@pytest.mark.parametrize("form", ["", "000G-40R4-0M30", "000G-40R4-0M30-E20Ê", "x" * 17])
def test_what_is_no_code_is_said_to_be_none(form: str) -> None:
    with pytest.raises(CodeUnreadable):
        read_code(form)


def test_what_is_published_leads_back_to_no_code() -> None:
    code = codes(3)[2]
    receipt = receipt_of(code)
    assert code not in receipt.replace("-", "")
    assert receipt not in mark_of(receipt)
    assert receipt_of(code) == receipt


def test_an_honest_record_holds() -> None:
    assert findings(RECORD, opening=RECORD.opening, closing=RECORD.closing) == []
    assert RECORD.count == {"DH-A": 4, "DH-B": 4, "DH-C": 1}


@given(some_votes)
def test_any_honest_record_holds_written_down_and_read(votes: list[tuple[str, ...]]) -> None:
    record = a_record(votes)
    assert read_record(json.loads(json.dumps(written(record)))) == record
    assert findings(record) == []


@given(some_votes, st.data())
def test_whichever_vote_is_changed_is_found(
    votes: list[tuple[str, ...]], data: st.DataObject
) -> None:
    honest = a_record([*votes[:9], ("DH-C",)])
    at = data.draw(st.integers(0, len(honest.votes) - 1))
    old = honest.votes[at]
    new = replace(old, choices=("DH-B",) if old.choices != ("DH-B",) else ("DH-A",))
    forged = replace(honest, votes=(*honest.votes[:at], new, *honest.votes[at + 1 :]))

    assert RecountFinding("row_changed", f"{at + 1}: {old.receipt}") in findings(forged)


def forged(change: Callable[[dict[str, Any]], object]) -> list[str]:
    told = written(RECORD)
    change(told)
    return [f.code for f in findings(read_record(told))]


def a_stranger() -> dict[str, Any]:
    return {"receipt": "ZZZZ-0000-0000-0000", "choices": ["DH-B"], "chain": "0" * 64}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda told: told["votes"].pop(), "rows_changed"),
        (lambda told: told["votes"].append(a_stranger()), "no_such_ballot"),
        (lambda told: told["votes"].append(told["votes"][0]), "voted_twice"),
        (lambda told: told["votes"][0].update(choices=["DH-Z"]), "choice_unknown"),
        (lambda told: told["votes"][0].update(choices=list(OPTIONS)), "choice_unknown"),
        (lambda told: told["count"].update({"DH-B": "5"}), "count_differs"),
        (lambda told: told["count"].pop("DH-C"), "count_differs"),
        (lambda told: told["boxes"][0].update(papers=3), "box_does_not_add_up"),
        (lambda told: told["boxes"][0].update(votes={"DH-A": 3}), "box_does_not_add_up"),
        (lambda told: told["marks"].append("f" * 64), "marks_changed"),
        (lambda told: told["marks"].reverse(), "marks_unsorted"),
        (lambda told: told.update(roll=9), "more_ballots_than_roll"),
        (lambda told: told.update(roll=8), "more_votes_than_roll"),
        (lambda told: told.update(offline_cap="1/9"), "count_differs"),
    ],
)
def test_tampering_is_found(change: Callable[[dict[str, Any]], object], found: str) -> None:
    assert found in forged(change)


def test_a_record_forged_as_a_whole_differs_from_what_was_read_aloud() -> None:
    other = a_record([("DH-B",)] * 5, BOX)
    assert findings(other) == []
    assert [f.code for f in findings(other, closing=RECORD.closing)] == ["closing_differs"]
    fewer = a_record(VOTES, BOX, slips=9)
    assert [f.code for f in findings(fewer, opening=RECORD.opening)] == ["opening_differs"]


@pytest.mark.parametrize(
    "told", [None, [], {}, {"format": "other"}, written(RECORD) | {"offline_cap": "1/0"}]
)
def test_what_is_no_record_is_refused(told: object) -> None:
    with pytest.raises(RecordUnreadable):
        read_record(told)


@given(
    st.integers(0, 500),
    st.integers(0, 500),
    st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100),
)
def test_the_box_never_outweighs_its_share(online: int, offline: int, cap: Fraction) -> None:
    weight = offline_weight(online, offline, cap)
    assert 0 < weight <= 1
    if online and offline:
        share = weight * offline / (weight * offline + online)
        assert share <= cap
        assert weight == 1 or share == cap


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"title": " "}, TitleMissing),
        ({"options": ("DH-A",)}, OptionsTooFew),
        ({"options": ("DH-A", "DH-Z")}, OptionNotReady),
        ({"seats": 0}, SeatsOutOfRange),
        ({"seats": 3}, SeatsOutOfRange),
        ({"roll": 0}, RollOutOfRange),
        ({"roll": 5001}, RollOutOfRange),
    ],
)
def test_a_ballot_that_is_no_choice_is_refused(
    change: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        prepared(replace(BALLOT, slips=0, **change), READY)
    assert prepared(BALLOT, READY) == BALLOT


def test_slips_are_printed_before_the_opening_and_never_more_than_the_roll() -> None:
    assert printable(BALLOT, 20) == 20
    for wrong in (0, 21):
        with pytest.raises(RollOutOfRange):
            printable(BALLOT, wrong)
    with pytest.raises(BallotBegun):
        printable(OPEN, 5)
    with pytest.raises(SlipsMissing):
        opened(replace(BALLOT, slips=0), opening="", today=DAY)
    with pytest.raises(BallotBegun):
        opened(OPEN, opening="", today=DAY)


def test_votes_are_taken_between_opening_and_closing() -> None:
    for not_open in (BALLOT, replace(OPEN, state=BallotState.CLOSED)):
        with pytest.raises(BallotNotOpen):
            must_be_open(not_open)
    must_be_open(OPEN)


def test_a_voter_chooses_up_to_the_seats_or_nobody() -> None:
    assert chosen(OPEN, ["DH-A", "DH-A", "DH-B"]) == ("DH-A", "DH-B")
    assert chosen(OPEN, []) == ()
    with pytest.raises(TooManyChosen, match="chọn nhiều nhất 2"):
        chosen(OPEN, OPTIONS)
    with pytest.raises(ChoiceNotOffered):
        chosen(OPEN, ["DH-Z"])


def test_voting_twice_is_answered_with_the_day() -> None:
    assert "25/11/2026" in used_on(DAY).vi


def test_more_votes_than_voters_cannot_be_closed() -> None:
    with pytest.raises(MoreVotesThanRoll):
        closed(OPEN, closing="", today=DAY, votes=10, papers=11)
    assert closed(OPEN, closing="c", today=DAY, votes=10, papers=10).closing == "c"


def entry(by: int, **change: Any) -> BoxEntry:
    return BoxEntry(UUID(int=by), replace(BOX, **change))


def test_a_box_counts_when_two_people_typed_the_same() -> None:
    assert agreed([]) is None
    assert agreed([entry(1)]) is None
    assert agreed([entry(1), entry(1)]) is None
    assert agreed([entry(1), entry(2)]) == BOX


def test_where_two_people_differ_is_shown_and_nothing_counts() -> None:
    entries = [entry(1), entry(2, votes={"DH-A": 2, "DH-C": 1}, blank=0, spoilt=2)]
    standing = standing_of("1", entries)
    assert agreed(entries) is None
    assert standing.state is BoxState.DIFFERS
    assert standing.differing == ("blank", "spoilt", "DH-A", "DH-B", "DH-C")


def test_a_settled_box_is_settled_and_a_third_person_has_no_say() -> None:
    with pytest.raises(BoxSettled):
        may_enter([entry(1), entry(2)], UUID(int=1))
    with pytest.raises(BoxOfTwoOthers):
        may_enter([entry(1), entry(2, blank=0, spoilt=2)], UUID(int=3))
    may_enter([entry(1), entry(2, blank=0, spoilt=2)], UUID(int=2))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"box": " "}, BoxNameMissing),
        ({"papers": 9}, BoxDoesNotAddUp),
        ({"blank": -1, "spoilt": 3}, BoxDoesNotAddUp),
        ({"votes": {"DH-Z": 3}}, BoxDoesNotAddUp),
        ({"votes": {"DH-A": 3}}, BoxDoesNotAddUp),
    ],
)
def test_numbers_that_contradict_one_another_are_refused(
    change: dict[str, Any], refusal: type[Exception]
) -> None:
    assert checked_box(BOX, BALLOT) == BOX
    with pytest.raises(refusal):
        checked_box(replace(BOX, **change), BALLOT)


def test_whoever_guesses_has_to_wait_and_others_do_not() -> None:
    guesses, noon = AttemptLimiter(), datetime(2026, 11, 25, 12, tzinfo=UTC)
    for _ in range(OF_CODES.free):
        guesses.refuse_more("a", now=noon)
        guesses.note_one("a", now=noon)

    with pytest.raises(TooManyTries):
        guesses.refuse_more("a", now=noon + timedelta(seconds=14))
    guesses.refuse_more("b", now=noon)
    guesses.refuse_more("a", now=noon + timedelta(seconds=15))


def test_a_receipt_is_only_what_its_code_makes() -> None:
    receipts = {receipt_of(code) for code in codes(200)}
    assert len(receipts) == 200
    assert len({mark_of(Receipt(r)) for r in receipts}) == 200
