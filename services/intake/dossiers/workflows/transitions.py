"""Walks: what dossiers go through at once, written down and told together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from uuid_utils.compat import uuid7

from services.intake.cases.domain.clock_moves import ClockMove, ClockSubject
from services.intake.cases.store.clock_moves import add_clock_moves
from services.intake.dossiers import outgoing
from services.intake.dossiers.catalogue import office_calendar, procedures
from services.intake.dossiers.domain.dossier_dates import counted_anew
from services.intake.dossiers.domain.dossier_mirror import MirroredDossier, unheard, walked
from services.intake.dossiers.domain.dossier_steps import (
    DossierStep,
    DossierStepTaken,
    Happened,
)
from services.intake.dossiers.domain.dossiers import Dossier, DossierId, DossierReceipt, opened
from services.intake.dossiers.outgoing import Way
from services.intake.dossiers.store import dossiers as store
from services.intake.dossiers.workflows.dossier_promises import settle
from services.intake.letters.workflows.promises import Moment
from shared.chassis.database import Transaction
from shared.chassis.outbox import OutgoingEvent, publish_all
from shared.kernel.places import Place

MACHINE = "one-stop"
"""Who moved a dossier where the one-stop system told of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Where, when and by whom something is done."""

    place: Place
    now: datetime
    who: str = MACHINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """What a dossier goes through at once; `nth` steps of it are on record."""

    before: Dossier
    ways: Sequence[Way] = ()
    nth: int = 0
    is_new: bool = False

    @property
    def after(self) -> Dossier:
        """Where it stands then."""
        return self.ways[-1][2] if self.ways else self.before


def dated(told: MirroredDossier) -> MirroredDossier:
    """The same, with the date of each whole file counted where none was told."""
    return replace(told, steps=tuple(dated_step(one, told.receipt) for one in told.steps))


def dated_step(taken: DossierStepTaken, receipt: DossierReceipt) -> DossierStepTaken:
    """A step with the date it appoints: of a whole file it is counted, unless it is told."""
    if taken.step is not DossierStep.SUPPLEMENT or taken.due_on is not None:
        return taken
    procedure = procedures().find(receipt.procedure)
    due = counted_anew(receipt, taken.on, procedure=procedure, calendar=office_calendar())
    return replace(taken, due_on=due)


def first_transition(told: MirroredDossier, errand: Errand) -> Transition:
    """A dossier nobody knew here, newly named."""
    today = errand.place.day_of(errand.now)
    begun = opened(told.receipt, called=DossierId(uuid4()), today=today)
    return Transition(before=begun, ways=walked(begun, told.steps, today=today), is_new=True)


def next_transition(
    told: MirroredDossier, known: Dossier, history: Sequence[Happened], *, errand: Errand
) -> Transition:
    """What is told of a dossier and not on record yet."""
    new = unheard(told, known, [one.taken for one in history])
    ways = walked(known, new, today=errand.place.day_of(errand.now))
    return Transition(before=known, ways=ways, nth=known.version - 1)


async def keep(tx: Transaction, transitions: Sequence[Transition], errand: Errand) -> None:
    """Write down where dossiers stand now, each step, and tell of it."""
    new = [transition.after for transition in transitions if transition.is_new]
    moved = [
        transition.after
        for transition in transitions
        if transition.ways and not transition.is_new
    ]
    if new:
        await store.add_dossiers(tx, new)
    if moved:
        await store.save_dossiers(tx, moved)
    await note(tx, transitions, errand)


async def note(tx: Transaction, transitions: Sequence[Transition], errand: Errand) -> None:
    """Write down each step and tell of it; where the dossiers stand is written already."""
    noted = [one for transition in transitions for one in _noted(transition, errand)]
    if noted:
        await store.add_steps(tx, noted)
    moves = [one for transition in transitions for one in _clock_moves(transition, errand)]
    await add_clock_moves(tx, moves)
    facts = (fact for transition in transitions for fact in _facts(transition, errand))
    await publish_all(tx, facts)
    known = [
        way for transition in transitions if not transition.is_new for way in transition.ways
    ]
    await settle(tx, known, at=Moment(place=errand.place, now=errand.now))


def _noted(transition: Transition, errand: Errand) -> list[store.Noted]:
    return [
        store.Noted(transition.before.id, _happened(nth, way, who=errand.who), errand.now)
        for nth, way in enumerate(transition.ways, transition.nth + 1)
    ]


def _happened(nth: int, way: Way, *, who: str) -> Happened:
    before, taken, after = way
    is_moved = after.promised_on != before.promised_on
    return Happened(
        nth=nth, taken=taken, who=who, moved_from=before.promised_on if is_moved else None
    )


def _clock_moves(transition: Transition, errand: Errand) -> list[ClockMove]:
    return [
        ClockMove(
            id=uuid7(),
            subject_kind=ClockSubject.DOSSIER,
            subject_id=before.id,
            clock="resolve",
            old_on=before.promised_on,
            new_on=after.promised_on,
            reason=taken.step.value,
            cause=taken.reason.value if taken.reason else "",
            moved_at=errand.now,
        )
        for before, taken, after in transition.ways
        if after.promised_on != before.promised_on
    ]


def _facts(transition: Transition, errand: Errand) -> list[OutgoingEvent]:
    place, now = errand.place, errand.now
    opened_as = [outgoing.dossier_received(transition.before, place, now=now)]
    moves = [outgoing.dossier_moved(way, place, now=now) for way in transition.ways]
    return [*(opened_as if transition.is_new else []), *moves]
