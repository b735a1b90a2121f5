"""Ballots: prepared, printed, opened, voted in, counted from boxes, closed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.ballots import store
from services.registry.ballots.domain.ballot_codes import (
    Code,
    Receipt,
    code_from,
    mark_of,
    read_code,
    receipt_of,
)
from services.registry.ballots.domain.ballot_record import Box, in_order, last_link
from services.registry.ballots.domain.ballots import (
    Ballot,
    BoxesUnsettled,
    CodeUnknown,
    chosen,
    closed,
    must_be_open,
    opened,
    prepared,
    printable,
    used_on,
)
from services.registry.ballots.domain.boxes import (
    BoxEntry,
    BoxForAnother,
    agreed,
    checked_box,
    may_enter,
)
from services.registry.ballots.domain.seals import Seal
from services.registry.exemplars import outgoing
from services.registry.exemplars.store import list_by_codes
from services.registry.exemplars.workflows import Errand
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A vote as it comes: a code as it was typed in, and choices."""

    ballot: UUID
    code: str
    choices: Sequence[str]


async def prepare_ballot(tx: Transaction, ballot: Ballot) -> Ballot:
    """Keep a ballot over nominations that are open to be voted on."""
    named = await list_by_codes(tx, ballot.options)
    good = prepared(ballot, {code: each.state for code, each in named.items()})
    await store.add_ballot(tx, good)
    return good


async def print_slips(
    tx: Transaction, ballot_id: UUID, chances: Sequence[bytes], *, errand: Errand
) -> list[Code]:
    """New slips in place of any printed before; their codes are told once, here, and not kept.

    Raises:
        BallotBegun: if the ballot is open.

    """
    ballot = await store.load_ballot(tx, ballot_id, for_update=True)
    codes = [code_from(chance) for chance in chances]
    slips = printable(ballot, len(codes))
    await store.replace_slips(tx, ballot_id, (mark_of(receipt_of(code)) for code in codes))
    await store.save_ballot(tx, replace(ballot, slips=slips, version=ballot.version + 1))
    await audit.record(tx, errand.principal, "ballot.printed", subject=str(ballot_id))
    return codes


async def open_ballot(tx: Transaction, ballot_id: UUID, errand: Errand) -> Ballot:
    """Hold all slips fast, and tell the levels above by what."""
    ballot = await store.load_ballot(tx, ballot_id, for_update=True)
    marks = await store.list_marks(tx, ballot_id)
    begun = opened(ballot, opening=last_link(marks), today=errand.today)
    await store.save_ballot(tx, begun)
    await _seal(tx, begun, errand, phase="opened", lines=len(marks))
    return begun


async def look_at_slip(tx: Transaction, ballot_id: UUID, code: str) -> Ballot:
    """The ballot, for whoever holds a slip of it that is still good.

    Raises:
        CodeUnknown: if there is no such slip.
        SlipUsed: if it has been used; says when.
        BallotNotOpen: if votes are not being taken.

    """
    ballot = await store.load_ballot(tx, ballot_id)
    await _must_be_good(tx, ballot_id, receipt_of(read_code(code)))
    must_be_open(ballot)
    return ballot


async def vote(tx: Transaction, given: Vote, *, today: date) -> Receipt:
    """Count a vote and burn its slip, both or neither; of many at once exactly one counts.

    Raises:
        CodeUnknown: if there is no such slip.
        SlipUsed: if it has been used; says when.
        TooManyChosen: if more was chosen than may be; the slip stays good.

    """
    receipt = receipt_of(read_code(given.code))
    ballot = await store.load_ballot(tx, given.ballot, for_share=True)
    if not await store.use_slip(tx, ballot.id, mark_of(receipt), day=today):
        await _must_be_good(tx, ballot.id, receipt)
    must_be_open(ballot)
    choices = chosen(ballot, given.choices)
    await store.add_vote(tx, ballot.id, receipt, choices=choices)
    return receipt


async def enter_box(
    tx: Transaction, ballot_id: UUID, count: Box, *, errand: Errand
) -> Box | None:
    """Keep what one of two people counted in a box; the count, once both typed the same.

    Raises:
        BoxForAnother: if it is typed in for somebody else, who may be the other of the two.
        BoxSettled: if both had agreed before.
        BoxOfTwoOthers: if two others are at it.

    """
    ballot = await store.load_ballot(tx, ballot_id, for_update=True)
    must_be_open(ballot)
    if errand.principal.acting_for is not None:
        raise BoxForAnother
    entry = BoxEntry(errand.by, checked_box(count, ballot))
    entries = (await store.list_entries(tx, ballot_id)).get(count.box, [])
    may_enter(entries, errand.by)
    await store.save_entry(tx, ballot_id, entry)
    others = [each for each in entries if each.by != errand.by]
    return agreed([*others, entry])


async def close_ballot(tx: Transaction, ballot_id: UUID, errand: Errand) -> Ballot:
    """Hold all votes fast, forget their order, and tell the levels above by what.

    Raises:
        BoxesUnsettled: if two people still differ about a box, or one has not typed it in.
        MoreVotesThanRoll: if more votes are there than voters.

    """
    ballot = await store.load_ballot(tx, ballot_id, for_update=True)
    boxes = [agreed(each) for each in (await store.list_entries(tx, ballot_id)).values()]
    if None in boxes:
        raise BoxesUnsettled
    votes = in_order(await store.list_votes(tx, ballot_id))
    over = closed(
        ballot,
        closing=last_link(each.line for each in votes),
        today=errand.today,
        votes=len(votes),
        papers=sum(box.papers for box in boxes if box),
    )
    await store.shuffle(tx, ballot_id)
    await store.save_ballot(tx, over)
    await _seal(tx, over, errand, phase="closed", lines=len(votes))
    return over


async def _must_be_good(tx: Transaction, ballot_id: UUID, receipt: Receipt) -> None:
    slip = await store.find_slip(tx, ballot_id, mark_of(receipt))
    if slip is None:
        raise CodeUnknown
    (day,) = slip
    if day is not None:
        raise used_on(day)


async def _seal(
    tx: Transaction, ballot: Ballot, errand: Errand, *, phase: str, lines: int
) -> None:
    seal = Seal(
        ballot=ballot.id,
        phase=phase,
        unit=ballot.unit,
        host=errand.place.code,
        sealed_on=errand.today,
        lines=lines,
        seal=ballot.opening if phase == "opened" else ballot.closing,
    )
    await store.save_seal(tx, seal)
    await audit.record(tx, errand.principal, f"ballot.{phase}", subject=str(ballot.id))
    await publish(tx, outgoing.ballot_sealed(seal, now=errand.now))
