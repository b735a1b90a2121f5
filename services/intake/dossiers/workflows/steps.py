"""Dossiers registered, mirrored and moved on, and what becomes of their promises."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from uuid_utils.compat import uuid7

from services.intake.dossiers import outgoing, store
from services.intake.dossiers.catalogue import office_calendar, procedures
from services.intake.dossiers.domain.dates import counted_anew
from services.intake.dossiers.domain.dossiers import (
    RUNNING,
    Dossier,
    DossierAlreadyKnown,
    DossierCode,
    DossierId,
    DossierReceipt,
    opened,
    receipt_of,
)
from services.intake.dossiers.domain.mirror import MirroredDossier, unheard, walked
from services.intake.dossiers.domain.steps import (
    DossierStep,
    DossierStepTaken,
    Happened,
    explained,
)
from services.intake.dossiers.outgoing import Way
from services.intake.promises.domain import (
    ClockMove,
    ClockSubject,
    Promise,
    PromiseSubject,
    SubjectKind,
)
from services.intake.promises.workflows import (
    PromiseChange,
    PromiseEnded,
    PromiseMoved,
    add_clock_moves,
    promises_changed,
)
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.directory import Heirs, heirs_on
from shared.chassis.outbox import OutgoingEvent, publish_all
from shared.kernel.rejection import Conflict

ENDS = frozenset(
    {DossierStep.RETURN, DossierStep.REJECT, DossierStep.WITHDRAW, DossierStep.STOP}
)


async def settle(tx: Transaction, ways: Sequence[Way], acting: Acting) -> None:
    """Keep, break or move the promises of dossiers that moved on; their rows are held."""
    ran = [way for way in ways if way[0].state in RUNNING]
    changes = [change for way in ran for change in _promise_changes(way)]
    await promises_changed(tx, changes, acting)


def _promise_changes(way: Way) -> Iterator[PromiseChange]:
    before, taken, after = way
    if taken.step in ENDS:
        yield PromiseEnded(_promise(before), taken.on)
    elif taken.step is DossierStep.RESCHEDULE:
        yield PromiseMoved(_promise(before), taken.words, after.promised_on)


def _promise(dossier: Dossier) -> Promise:
    return Promise(
        subject=PromiseSubject(SubjectKind.DOSSIER, dossier.id),
        unit=dossier.unit,
        ref=dossier.code,
        topic=dossier.procedure,
        received_on=dossier.received_on,
        promised_on=dossier.promised_on,
    )


MACHINE = "one-stop"
"""Who moved a dossier where the one-stop system told of it."""


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


def filed(
    told: MirroredDossier, known: Dossier | None, heirs: Heirs, acting: Acting
) -> MirroredDossier:
    """The same, under who went on for its unit on the day of its receipt.

    A dossier on record under a unit that has ended since may be told of under its heir.
    """
    receipt = told.receipt
    unit = heirs.of(receipt.unit, receipt.received_on, host=acting.here)
    if known is not None and unit == heirs.of(known.unit, acting.today):
        unit = known.unit
    return replace(told, receipt=replace(receipt, unit=unit))


def dated(told: MirroredDossier) -> MirroredDossier:
    """The same, with the date of each whole file counted where none was told."""
    return replace(told, steps=tuple(dated_step(taken, told.receipt) for taken in told.steps))


def dated_step(taken: DossierStepTaken, receipt: DossierReceipt) -> DossierStepTaken:
    """A step with the date it appoints: of a whole file it is counted, unless it is told."""
    if taken.step is not DossierStep.SUPPLEMENT or taken.due_on is not None:
        return taken
    procedure = procedures().find(receipt.procedure)
    due = counted_anew(receipt, taken.on, procedure=procedure, calendar=office_calendar())
    return replace(taken, due_on=due)


def first_transition(told: MirroredDossier, acting: Acting) -> Transition:
    """A dossier nobody knew here, newly named."""
    begun = opened(told.receipt, called=DossierId(uuid4()), today=acting.today)
    ways = walked(begun, told.steps, today=acting.today)
    return Transition(before=begun, ways=ways, is_new=True)


def next_transition(
    told: MirroredDossier, known: Dossier, history: Sequence[Happened], *, acting: Acting
) -> Transition:
    """What is told of a dossier and not on record yet."""
    new = unheard(told, known, [one.taken for one in history])
    ways = walked(known, new, today=acting.today)
    return Transition(before=known, ways=ways, nth=known.version - 1)


async def keep(tx: Transaction, transitions: Sequence[Transition], acting: Acting) -> None:
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
    await note(tx, transitions, acting)


async def note(tx: Transaction, transitions: Sequence[Transition], acting: Acting) -> None:
    """Write down each step and tell of it; where the dossiers stand is written already."""
    noted = [one for transition in transitions for one in _noted(transition, acting)]
    if noted:
        await store.add_steps(tx, noted)
    moves = [one for transition in transitions for one in _clock_moves(transition, acting)]
    await add_clock_moves(tx, moves)
    facts = (fact for transition in transitions for fact in _facts(transition, acting))
    await publish_all(tx, facts)
    known = [
        way for transition in transitions if not transition.is_new for way in transition.ways
    ]
    await settle(tx, known, acting)


def _noted(transition: Transition, acting: Acting) -> list[store.Noted]:
    return [
        store.Noted(
            transition.before.id, _happened(nth, way, who=acting.person or MACHINE), acting.now
        )
        for nth, way in enumerate(transition.ways, transition.nth + 1)
    ]


def _happened(nth: int, way: Way, *, who: str) -> Happened:
    before, taken, after = way
    is_moved = after.promised_on != before.promised_on
    return Happened(
        nth=nth, taken=taken, who=who, moved_from=before.promised_on if is_moved else None
    )


def _clock_moves(transition: Transition, acting: Acting) -> list[ClockMove]:
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
            moved_at=acting.now,
        )
        for before, taken, after in transition.ways
        if after.promised_on != before.promised_on
    ]


def _facts(transition: Transition, acting: Acting) -> list[OutgoingEvent]:
    moves = [outgoing.dossier_moved(way, acting) for way in transition.ways]
    if transition.is_new:
        return [outgoing.dossier_received(transition.before, acting), *moves]
    return moves


class DossierMovedMeanwhile(Conflict):
    """Hồ sơ vừa được người khác cập nhật; hãy xem lại trước khi ghi.
    Somebody else moved this dossier meanwhile; look at it again first.
    """


async def receive_dossier(tx: Transaction, told: MirroredDossier, *, acting: Acting) -> Dossier:
    """Register one dossier with all that has happened to it, and let the node know.

    Raises:
        DossierAlreadyKnown: if its code is registered.

    """
    heirs = await heirs_on(tx, acting.today)
    transition = first_transition(dated(filed(told, None, heirs, acting)), acting)
    if not await store.add_dossier(tx, transition.after):
        raise DossierAlreadyKnown
    await note(tx, [transition], acting)
    return transition.after


async def mirror_dossier(
    tx: Transaction, told: MirroredDossier, *, acting: Acting
) -> Transition:
    """Take over how a dossier stands in the one-stop system; told twice, it is one telling.

    Raises:
        ReceiptContradicted: if it is on record with another receipt.

    """
    heirs = await heirs_on(tx, acting.today)
    known = await store.find_dossier(tx, told.receipt.code, to_change=True)
    if known is None:
        transition = first_transition(dated(filed(told, None, heirs, acting)), acting)
        if await store.add_dossier(tx, transition.after):
            await note(tx, [transition], acting)
            return transition
        known = await store.load_dossier(tx, told.receipt.code, to_change=True)
    whole = dated(filed(told, known, heirs, acting))
    history = (await store.list_steps(tx, [known.id]))[known.id]
    transition = next_transition(whole, known, [one for one, _ in history], acting=acting)
    await keep(tx, [transition], acting)
    return transition


async def take_step(
    tx: Transaction, code: DossierCode, taken: DossierStepTaken, *, acting: Acting
) -> Dossier:
    """Move a dossier on, as an officer says, and let the node know.

    Raises:
        DossierUnknown: if there is none.
        DossierMovedMeanwhile: if it is not as it was seen.
        ReasonMissing: if the applicant would not learn why.

    """
    known = await store.load_dossier(tx, code, to_change=True)
    if acting.seen_version not in {None, known.version}:
        raise DossierMovedMeanwhile
    step = dated_step(explained(taken), receipt_of(known))
    ways = walked(known, [step], today=acting.today)
    transition = Transition(before=known, ways=ways, nth=known.version - 1)
    await keep(tx, [transition], acting)
    return transition.after


async def reschedule_dossier(
    tx: Transaction, dossier_id: DossierId, taken: DossierStepTaken, *, acting: Acting
) -> Dossier:
    """Name another date for the dossier with this id, as a letter says.

    Raises:
        DossierUnknown: if there is none.
        NewDateNotLater: if the date does not come after the one promised now.

    """
    code = await store.code_of(tx, dossier_id)
    return await take_step(tx, code, taken, acting=acting)
