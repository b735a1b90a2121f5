"""What becomes of the promise of a dossier with each step it takes."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from uuid_utils.compat import uuid7

from services.intake.dossiers import outgoing, store
from services.intake.dossiers.catalogue import office_calendar, procedures
from services.intake.dossiers.domain.dates import appointed, counted_anew
from services.intake.dossiers.domain.dossiers import (
    RULES,
    RUNNING,
    Dossier,
    DossierAlreadyKnown,
    DossierChannel,
    DossierCode,
    DossierId,
    DossierReceipt,
    opened,
    receipt_of,
)
from services.intake.dossiers.domain.mirror import MirroredDossier, in_order, unheard, walked
from services.intake.dossiers.domain.steps import (
    DossierReason,
    DossierStep,
    DossierStepTaken,
    Happened,
    explained,
    moved,
)
from services.intake.dossiers.outgoing import Way
from services.intake.org.workflows import HostedUnits
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
from shared.chassis.database import Database, Transaction
from shared.chassis.importing import Upload
from shared.chassis.outbox import OutgoingEvent, publish_all
from shared.chassis.sheet_rows import Check, Row
from shared.chassis.sheets import (
    Column,
    Progress,
    RowErrors,
    SheetRefused,
    a_code,
    a_date,
    one_of,
)
from shared.kernel.hosting import served
from shared.kernel.rejection import Conflict, Rejection

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
    transition = first_transition(dated(told), acting)
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
    whole = dated(told)
    known = await store.find_dossier(tx, told.receipt.code, to_change=True)
    if known is None:
        transition = first_transition(whole, acting)
        if await store.add_dossier(tx, transition.after):
            await note(tx, [transition], acting)
            return transition
        known = await store.load_dossier(tx, told.receipt.code, to_change=True)
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


STEPS = {
    "supplement_requested_on": DossierStep.REQUEST_SUPPLEMENT,
    "supplemented_on": DossierStep.SUPPLEMENT,
    "rescheduled_on": DossierStep.RESCHEDULE,
    "rejected_on": DossierStep.REJECT,
    "withdrawn_on": DossierStep.WITHDRAW,
    "stopped_on": DossierStep.STOP,
    "returned_on": DossierStep.RETURN,
}
"""Which step the date of which column tells."""
APPOINTS = {
    DossierStep.SUPPLEMENT: "supplemented_due_on",
    DossierStep.RESCHEDULE: "rescheduled_to",
}
"""Under which column stands the date that a step appoints."""
optional = partial(Column, required=False, may_be_absent=True)
COLUMNS = (
    Column("dossier_code", a_code),
    Column("procedure_code", a_code),
    Column("unit", a_code),
    Column("channel", one_of(*DossierChannel)),
    Column("received_on", a_date),
    Column("due_on", a_date, required=False),
    *(optional(name, a_date) for name in STEPS),
    *(optional(name, a_date) for name in APPOINTS.values()),
    optional("delay_reason", one_of(*DossierReason)),
)
NOBODY = DossierId(UUID(int=0))


class RegisterAlreadyImported(Rejection):
    """Tệp này đã được nhập trước đó; không có gì thay đổi.
    This file was imported before; nothing has changed.
    """


@dataclass(frozen=True, slots=True)
class DossierRegister:
    """A sound file: its dossiers, and the row each stands in."""

    told: list[MirroredDossier]
    numbers: list[int]


@dataclass(slots=True)
class RowsRefused:
    """What stands against rows of a register on record."""

    register: DossierRegister
    errors: RowErrors = field(default_factory=RowErrors)

    def add(self, start: int, at: int, fault: Rejection) -> None:
        """Note what is wrong with the row `at` of the batch that begins at `start`."""
        self.errors.add(self.register.numbers[start + at], "dossier_code", fault)


async def import_upload(
    database: Database, hosted: HostedUnits, upload: Upload, acting: Acting, tell: Progress
) -> int:
    """Take an uploaded register in, all or nothing; says how many dossiers brought news.

    Raises:
        SheetRefused: if anything is wrong, with every error found.

    """
    async with database.transaction() as tx:
        served = await hosted.codes(tx)
    register = await read_register(upload, hosted=served, today=acting.today, tell=tell)
    async with database.transaction() as tx:
        return await import_register(tx, register, acting=acting, tell=tell)


async def read_register(
    upload: Upload, *, hosted: Collection[str], today: date, tell: Progress
) -> DossierRegister:
    """The dossiers in an uploaded file.

    Raises:
        SheetRefused: if anything is wrong, with every error found.

    """
    checks = _checks(hosted, _Faults(today))
    sheet = await upload.sheet(COLUMNS, tell=tell, key=("dossier_code",), checks=checks)
    return DossierRegister([told_in(row) for row in sheet.rows], sheet.numbers)


def told_in(row: Row) -> MirroredDossier:
    """What a row tells of a dossier; its cells are of the right kind already.

    Raises:
        AppointedDateUnknown: if it names no date, and none can be counted.

    """
    cells: dict[str, Any] = dict(row)
    steps = [
        _step(step, cells[column], cells)
        for column, step in STEPS.items()
        if cells[column] is not None
    ]
    return MirroredDossier(receipt=_receipt(cells), steps=in_order(steps))


def refuse_old(total: int, news: int) -> None:
    """Let pass only a file that brings something new.

    Raises:
        SheetRefused: if every dossier is on record just as the file has it.

    """
    if news:
        return
    vi_count = f"{total:,}".replace(",", ".")
    raise SheetRefused.because(
        RegisterAlreadyImported(
            f"Tệp này đã được nhập trước đó: cả {vi_count} hồ sơ đều đã có;"
            " không có gì thay đổi.",
            f"This file was imported before: all {total:,} dossiers are registered already;"
            " nothing has changed.",
        )
    )


def _receipt(cells: dict[str, Any]) -> DossierReceipt:
    code, received_on = cells["procedure_code"], cells["received_on"]
    due = cells["due_on"] or appointed(received_on, procedures().find(code), office_calendar())
    return DossierReceipt(
        code=DossierCode(cells["dossier_code"]),
        procedure=code,
        unit=cells["unit"],
        channel=cells["channel"],
        received_on=received_on,
        due_on=due,
    )


def _step(step: DossierStep, on: date, cells: dict[str, Any]) -> DossierStepTaken:
    due = cells[APPOINTS[step]] if step in APPOINTS else None
    reason = cells["delay_reason"] if step is DossierStep.RESCHEDULE else None
    return DossierStepTaken(step=step, on=on, due_on=due, reason=reason)


class _Faults:
    """What is wrong with the row that is being looked at, looked for once."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._row: Row | None = None
        self._found: tuple[str, Rejection] | None = None

    def refuse(self, column: str, row: Row) -> None:
        """Let pass a row whose fault, if any, stands in another column."""
        if row is not self._row:
            self._row, self._found = row, self._fault_in(row)
        if self._found is not None and self._found[0] == column:
            raise self._found[1]

    def _fault_in(self, row: Row) -> tuple[str, Rejection] | None:
        column = "due_on"
        try:
            told = dated(told_in(row))
            for column, rule in RULES.items():  # noqa: B007 - where it stopped
                rule(told.receipt, self._today)
            dossier = opened(told.receipt, called=NOBODY, today=self._today)
            for taken in told.steps:
                column = COLUMN_OF_STEP[taken.step]
                dossier = moved(dossier, taken, today=self._today)
        except Rejection as fault:
            return column, fault
        return None


COLUMN_OF_STEP = {step: column for column, step in STEPS.items()}


def _checks(hosted: Collection[str], faults: _Faults) -> dict[str, Check]:
    def unit(row: Row) -> None:
        served(str(row["unit"]), hosted)

    judged: dict[str, Callable[[Row], None]] = {
        column: partial(faults.refuse, column) for column in (*RULES, *STEPS)
    }
    return {"unit": unit} | judged


BATCH = 1000

Refuse = Callable[[int, Rejection], None]


async def import_register(
    tx: Transaction, register: DossierRegister, *, acting: Acting, tell: Progress
) -> int:
    """Take over every dossier of a file, all or none, with all that has happened to them.

    Raises:
        SheetRefused: if any of them contradicts what is on record, or none brings news.

    """
    await store.lock_imports(tx)
    total, news = len(register.told), 0
    refused = RowsRefused(register)
    for start in range(0, total, BATCH):
        tell("writing", start, total)
        batch = register.told[start : start + BATCH]
        transitions = await _walks(tx, batch, acting, refuse=partial(refused.add, start))
        news += len(transitions)
        await keep(tx, transitions, acting)
    refused.errors.refuse_if_any()
    refuse_old(total, news)
    tell("writing", total, total)
    return news


async def _walks(
    tx: Transaction, batch: Sequence[MirroredDossier], acting: Acting, *, refuse: Refuse
) -> list[Transition]:
    """What each row brings; those that bring nothing new are passed over.

    Only what changes is held, and looked at again once nobody else can change it.
    """
    looked = await _looked_at(tx, list(enumerate(batch)), acting, refuse=refuse)
    new = [transition for _, transition in looked if transition.is_new]
    news = [
        (at, batch[at])
        for at, transition in looked
        if transition.ways and not transition.is_new
    ]
    if not news:
        return new
    held = await _looked_at(tx, news, acting, refuse=refuse, to_change=True)
    return [*new, *(transition for _, transition in held if transition.ways)]


async def _looked_at(
    tx: Transaction,
    rows: Sequence[tuple[int, MirroredDossier]],
    acting: Acting,
    *,
    refuse: Refuse,
    to_change: bool = False,
) -> list[tuple[int, Transition]]:
    codes = [told.receipt.code for _, told in rows]
    known = await store.known_dossiers(tx, codes, to_change=to_change)
    histories = await store.list_steps(tx, [one.id for one in known.values()])
    transitions = []
    for at, told in rows:
        one = known.get(told.receipt.code)
        history = [step for step, _ in histories[one.id]] if one else []
        try:
            transitions.append((at, _walk(dated(told), one, history, acting=acting)))
        except Rejection as no:
            refuse(at, no)
    return transitions


def _walk(
    told: MirroredDossier, known: Dossier | None, history: Sequence[Happened], *, acting: Acting
) -> Transition:
    if known is None:
        return first_transition(told, acting)
    return next_transition(told, known, history, acting=acting)
