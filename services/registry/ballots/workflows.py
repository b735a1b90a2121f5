"""Ballots: prepared, printed, opened, voted in, counted from boxes, closed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.registry.ballots import store
from services.registry.ballots.domain.ballots import (
    Ballot,
    BoxEntry,
    BoxesUnsettled,
    BoxForAnother,
    CodeUnknown,
    Seal,
    agreed,
    checked_box,
    chosen,
    closed,
    may_enter,
    must_be_open,
    opened,
    prepared,
    printable,
    used_on,
)
from services.registry.ballots.domain.record import (
    Box,
    Code,
    Receipt,
    code_from,
    in_order,
    last_link,
    mark_of,
    read_code,
    receipt_of,
)
from services.registry.exemplars.queries import list_by_codes
from services.registry.exemplars.workflows import vote_check
from shared.chassis import audit
from shared.chassis.acting import Acting, SignedIn
from shared.chassis.database import Transaction
from shared.chassis.outbox import OutgoingEvent, publish
from shared.events.exemplars import BallotSealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A vote as it comes: a code as it was typed in, and choices."""

    ballot: UUID
    code: str
    choices: Sequence[str]


async def prepare_ballot(tx: Transaction, ballot: Ballot) -> Ballot:
    """Keep a ballot over nominations that are open to be voted on."""
    nominations = await list_by_codes(tx, ballot.options)
    good = prepared(ballot, {code: each.state for code, each in nominations.items()})
    await store.add_ballot(tx, good)
    return good


async def print_slips(
    tx: Transaction, ballot_id: UUID, chances: Sequence[bytes], *, acting: Acting
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
    await audit.record(tx, acting.principal, "ballot.printed", subject=str(ballot_id))
    return codes


async def open_ballot(tx: Transaction, ballot_id: UUID, acting: Acting) -> Ballot:
    """Hold all slips fast, and tell the levels above by what."""
    ballot = await store.load_ballot(tx, ballot_id, for_update=True)
    marks = await store.list_marks(tx, ballot_id)
    begun = opened(ballot, opening=last_link(marks), today=acting.today)
    await store.save_ballot(tx, begun)
    await _seal(tx, begun, acting, phase="opened", lines=len(marks))
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
    tx: Transaction, ballot_id: UUID, count: Box, *, acting: SignedIn
) -> Box | None:
    """Keep what one of two people counted in a box; the count, once both typed the same.

    Raises:
        BoxForAnother: if it is typed in for somebody else, who may be the other of the two.
        BoxSettled: if both had agreed before.
        BoxOfTwoOthers: if two others are at it.

    """
    ballot = await store.load_ballot(tx, ballot_id, for_update=True)
    must_be_open(ballot)
    if acting.principal.acting_for is not None:
        raise BoxForAnother
    entry = BoxEntry(acting.principal.account, checked_box(count, ballot))
    entries = (await store.list_entries(tx, ballot_id)).get(count.box, [])
    may_enter(entries, entry.by)
    await store.save_entry(tx, ballot_id, entry)
    others = [each for each in entries if each.by != entry.by]
    return agreed([*others, entry])


async def close_ballot(tx: Transaction, ballot_id: UUID, acting: Acting) -> Ballot:
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
        today=acting.today,
        votes=len(votes),
        papers=sum(box.papers for box in boxes if box),
    )
    await store.shuffle(tx, ballot_id)
    await store.save_ballot(tx, over)
    await _seal(tx, over, acting, phase="closed", lines=len(votes))
    return over


async def _must_be_good(tx: Transaction, ballot_id: UUID, receipt: Receipt) -> None:
    slip = await store.find_slip(tx, ballot_id, mark_of(receipt))
    if slip is None:
        raise CodeUnknown
    (day,) = slip
    if day is not None:
        raise used_on(day)


async def note_seal(tx: Transaction, seal: Seal) -> None:
    """Witness the seal of a ballot below."""
    await store.save_seal(tx, seal)


@vote_check
async def was_voted_on(tx: Transaction, nomination: str) -> bool:
    """Whether a ballot that is closed had the nomination of this code among its options."""
    return await store.was_voted_on(tx, nomination)


async def _seal(
    tx: Transaction,
    ballot: Ballot,
    acting: Acting,
    *,
    phase: Literal["opened", "closed"],
    lines: int,
) -> None:
    """Keep the number that holds a ballot fast, and tell it, so that others know it too."""
    seal = Seal(
        ballot=ballot.id,
        phase=phase,
        unit=ballot.unit,
        host=acting.place.code,
        sealed_on=acting.today,
        lines=lines,
        seal=ballot.opening if phase == "opened" else ballot.closing,
    )
    await store.save_seal(tx, seal)
    await audit.record(tx, acting.principal, f"ballot.{phase}", subject=str(ballot.id))
    event = BallotSealed(
        ballot_id=ballot.id,
        unit=ballot.unit,
        phase=phase,
        sealed_on=seal.sealed_on,
        lines=lines,
        seal=seal.seal,
    )
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))
