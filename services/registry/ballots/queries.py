"""What is known of ballots: to staff while they run, to everybody once they are closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.ballots import store
from services.registry.ballots.domain.ballots import (
    CHOSEN_FROM,
    Ballot,
    BallotState,
    BoxStanding,
    Seal,
    agreed,
    must_be_closed,
    must_be_open,
    standing_of,
)
from services.registry.ballots.domain.record import BallotRecord, Box, counted, in_order
from services.registry.exemplars.domain.nominations import Nomination, NomineeQuery
from services.registry.exemplars.queries import (
    Listed,
    exemplars_shown,
    list_by_codes,
    names_of,
    units_of,
)
from services.registry.org.domain import Askable
from services.registry.org.queries import Viewer
from shared.chassis.database import Transaction
from shared.kernel.roles import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What can be chosen, with what is needed to name it."""

    codes: Sequence[str]
    nominations: Mapping[str, Nomination]
    units: Mapping[str, Askable]
    names: Mapping[UUID, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotOfStaff:
    """A ballot as those who hold it see it; never a vote, and no count before closing."""

    ballot: Ballot
    options: Options
    voted: int
    boxes: Sequence[BoxStanding]
    own: Mapping[str, Box]
    """What the viewer typed in, by box; what others typed stays with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotCount:
    """A closed ballot, for everybody."""

    ballot: Ballot
    options: Options
    record: BallotRecord
    papers: int


async def ballots_shown(tx: Transaction, viewer: Viewer) -> list[Ballot]:
    ballots = await store.list_ballots(tx)
    return [each for each in ballots if await viewer.may(tx, Right.READ, each.unit)]


async def seals_known(
    tx: Transaction, viewer: Viewer
) -> tuple[list[Seal], Mapping[str, Askable]]:
    """The seals told here and by the nodes below, with the units they are of."""
    seals = await store.list_seals(tx)
    return seals, await units_of(tx, {seal.unit for seal in seals}, viewer.today)


async def to_vote_on(tx: Transaction, viewer: Viewer) -> Listed:
    """The nominations of this node that a ballot may be held over."""
    states = [state.value for state in CHOSEN_FROM]
    query = NomineeQuery(host=viewer.here, states=states, limit=200)
    return await exemplars_shown(tx, query, viewer)


async def ballot_of_staff(tx: Transaction, ballot_id: UUID, viewer: Viewer) -> BallotOfStaff:
    """One ballot, if the viewer may read of its unit.

    Raises:
        BallotUnknown: if there is none.
        NotYours: if the viewer may not.

    """
    ballot = await store.load_ballot(tx, ballot_id)
    await viewer.must(tx, Right.READ, ballot.unit)
    entries = await store.list_entries(tx, ballot_id)
    return BallotOfStaff(
        ballot=ballot,
        options=await options_of(tx, ballot, day=viewer.today),
        voted=await store.count_votes(tx, ballot_id),
        boxes=[standing_of(box, each) for box, each in entries.items()],
        own={
            entry.count.box: entry.count
            for box in entries.values()
            for entry in box
            if entry.by == viewer.principal.account
        },
    )


async def ballot_held(
    tx: Transaction, ballot_id: UUID, viewer: Viewer, *, right: Right
) -> Ballot:
    """One ballot over whose unit the viewer holds `right`.

    Raises:
        BallotUnknown: if there is none.
        NotYours: if the right is not held.

    """
    ballot = await store.load_ballot(tx, ballot_id)
    await viewer.must(tx, right, ballot.unit)
    return ballot


async def ballot_for_all(tx: Transaction, ballot_id: UUID) -> Ballot:
    """One ballot, as anybody may know it.

    Raises:
        BallotUnknown: if there is none.

    """
    return await store.load_ballot(tx, ballot_id)


async def ballots_for_all(tx: Transaction) -> list[Ballot]:
    """The ballots that anybody may know of: open ones and closed ones."""
    ballots = await store.list_ballots(tx)
    return [ballot for ballot in ballots if ballot.state is not BallotState.PREPARED]


async def marks_for_all(tx: Transaction, ballot_id: UUID) -> tuple[str, ...]:
    """The marks of all slips, which anybody may have from the opening on.

    Raises:
        BallotUnknown: if there is none.
        BallotNotOpen: if it was not opened yet.

    """
    ballot = await store.load_ballot(tx, ballot_id)
    if ballot.state is BallotState.PREPARED:
        must_be_open(ballot)
    return await store.list_marks(tx, ballot_id)


async def options_of(tx: Transaction, ballot: Ballot, *, day: date) -> Options:
    nominations = await list_by_codes(tx, ballot.options)
    return Options(
        codes=ballot.options,
        nominations=nominations,
        units=await units_of(tx, {each.unit for each in nominations.values()}, day),
        names=await names_of(tx, list(nominations.values())),
    )


async def ballot_counted(tx: Transaction, ballot_id: UUID, *, day: date) -> BallotCount:
    """The count of a closed ballot, and the record it was counted from.

    Raises:
        BallotUnknown: if there is none.
        BallotStillOpen: if it is not closed.

    """
    ballot = await store.load_ballot(tx, ballot_id)
    must_be_closed(ballot)
    votes = in_order(await store.list_votes(tx, ballot_id))
    entries = await store.list_entries(tx, ballot_id)
    boxes = tuple(box for each in entries.values() if (box := agreed(each)))
    record = BallotRecord(
        options=ballot.options,
        seats=ballot.seats,
        roll=ballot.roll,
        offline_cap=ballot.offline_cap,
        marks=await store.list_marks(tx, ballot_id),
        opening=ballot.opening,
        votes=votes,
        closing=ballot.closing,
        boxes=boxes,
        count=counted(ballot.options, votes, boxes, cap=ballot.offline_cap),
    )
    return BallotCount(
        ballot=ballot,
        options=await options_of(tx, ballot, day=day),
        record=record,
        papers=sum(box.papers for box in boxes),
    )
