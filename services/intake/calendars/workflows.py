"""Recounts: open promises counted again by a new calendar, a batch in each transaction.

Whatever dies in between has either done a batch with its mark, or left no trace of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from services.intake.calendars import store
from services.intake.calendars.domain import (
    AN_INSTANT,
    Moved,
    Recalendared,
    Recount,
    RecountStep,
    recounted,
    recounted_dossier,
    span_of_change,
)
from services.intake.calendars.outgoing import calendar_year_published, dossier_due_moved
from services.intake.cases.domain.cases import Case
from services.intake.cases.outgoing import feedback_due_moved
from services.intake.cases.store.cases import save_case
from services.intake.cases.workflows.entries import SYSTEM, note, notify
from services.intake.dossiers.catalogue import procedures
from services.intake.dossiers.domain.dossiers import Dossier
from services.intake.dossiers.store import save_dossiers
from services.intake.promises.domain import ClockMove, ClockSubject
from services.intake.promises.workflows import add_clock_moves
from shared.chassis import audit
from shared.chassis.calendars.known import (
    KnownYear,
    calendar_at,
    keep_year,
    known_calendar,
    list_known_years,
)
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish, publish_all
from shared.chassis.principal import Principal
from shared.kernel.calendar_years import CalendarYear
from shared.kernel.clocks import ClockName
from shared.kernel.places import Place

BATCH = 200
SETTLED = timedelta(seconds=5)
"""So long after a year is in force, all that was counted before it has been committed."""
REASON = "calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountBatch:
    """What a batch is counted by, when, and where."""

    recount: Recount
    by: Recalendared
    place: Place
    now: datetime
    most: int


async def follow_year(tx: Transaction, kept: KnownYear) -> None:
    """What a new year sets in motion here: whatever it may concern is counted again."""
    before = calendar_at(await list_known_years(tx), kept.in_force_at - AN_INSTANT)
    span = span_of_change(before.years.get(kept.year.year), kept.year)
    if span is None:
        return
    recount = Recount(
        year=kept.year.year,
        version=kept.year.version,
        in_force_at=kept.in_force_at,
        first_day=span.first,
        last_day=span.last,
    )
    await store.add_recount(tx, recount)


async def recount_some(
    tx: Transaction, *, place: Place, now: datetime, most: int = BATCH
) -> bool:
    """Count a batch again; whether there is more to do at once."""
    await known_calendar(tx, now)  # so that the process remembers, whoever asks it
    recount = await store.take_recount(tx)
    if recount is None or now < recount.in_force_at + SETTLED:
        return False
    known = await list_known_years(tx)
    by = Recalendared(
        old=calendar_at(known, recount.in_force_at - AN_INSTANT),
        new=calendar_at(known, recount.in_force_at),
    )
    turn = RecountBatch(recount=recount, by=by, place=place, now=now, most=most)
    step = _recount_cases if recount.step is RecountStep.FEEDBACK else _recount_dossiers
    await store.save_recount(tx, await step(tx, turn))
    return True


async def _recount_cases(tx: Transaction, turn: RecountBatch) -> Recount:
    cases = await store.list_cases(tx, turn.recount, most=turn.most)
    moved = 0
    for case in cases:
        after, moves = recounted(case, turn.by)
        if after != case:
            await save_case(tx, after)
        if moves:
            await _tell_case(tx, after, moves, turn=turn)
        moved += bool(moves)
    return turn.recount.gone_on(looked=len(cases), moved=moved, last=_last(cases))


async def _tell_case(
    tx: Transaction, case: Case, moves: Sequence[Moved], *, turn: RecountBatch
) -> None:
    """Each move is kept and told; whoever wrote is only told when it takes longer."""
    on, version = turn.place.day_of(turn.now), turn.recount.version
    kept = [_clock_move(ClockSubject.FEEDBACK, case.id, move, turn=turn) for move in moves]
    await add_clock_moves(tx, kept)
    facts = [
        feedback_due_moved(case, one, judged=move.judged, on=on, calendar_version=version)
        for one, move in zip(kept, moves, strict=True)
    ]
    await publish_all(tx, facts)
    promise = _promise_in(moves, case)
    if promise is None:
        return
    data = {"promised_on": case.promised_on.isoformat(), "calendar": turn.recount.name}
    await note(tx, case, who=SYSTEM, what="due_moved", now=turn.now, is_public=True, data=data)
    if promise.is_later:
        once = f"{REASON} {turn.recount.name}"
        await notify(tx, case, "due_moved", now=turn.now, data=data, once=once)


async def _recount_dossiers(tx: Transaction, turn: RecountBatch) -> Recount:
    dossiers = await store.list_dossiers(tx, turn.recount, most=turn.most)
    turned = [(before, _recounted(before, turn)) for before in dossiers]
    moved = [(before, after) for before, after in turned if after != before]
    if moved:
        await save_dossiers(tx, [after for _, after in moved])
        await _tell_dossiers(tx, moved, turn=turn)
    return turn.recount.gone_on(looked=len(dossiers), moved=len(moved), last=_last(dossiers))


async def _tell_dossiers(
    tx: Transaction, moved: Sequence[tuple[Dossier, Dossier]], *, turn: RecountBatch
) -> None:
    resolve = ClockName.RESOLVE
    told = [
        (one.id, Moved(clock=resolve, old_on=before.promised_on, new_on=one.promised_on))
        for before, one in moved
        if one.promised_on != before.promised_on
    ]
    kept = [_clock_move(ClockSubject.DOSSIER, one, move, turn=turn) for one, move in told]
    await add_clock_moves(tx, kept)
    on = turn.place.day_of(turn.now)
    facts = [
        dossier_due_moved(before, after, turn.recount, on=on, now=turn.now)
        for before, after in moved
    ]
    await publish_all(tx, facts)


def _promise_in(moves: Sequence[Moved], case: Case) -> Moved | None:
    """The move of the day a citizen was told, if that one moved."""
    told = (move for move in moves if move.clock is ClockName.RESOLVE)
    return next((move for move in told if move.new_on == case.promised_on), None)


def _recounted(dossier: Dossier, turn: RecountBatch) -> Dossier:
    procedure = procedures().find(dossier.procedure)
    return recounted_dossier(dossier, turn.by, procedure.working_days if procedure else None)


def _clock_move(
    kind: ClockSubject, subject_id: UUID, move: Moved, *, turn: RecountBatch
) -> ClockMove:
    return ClockMove(
        id=uuid7(),
        subject_kind=kind,
        subject_id=subject_id,
        clock=move.clock,
        old_on=move.old_on,
        new_on=move.new_on,
        reason=REASON,
        cause=turn.recount.name,
        moved_at=turn.now,
    )


def _last(looked: Sequence[Case | Dossier]) -> UUID | None:
    return looked[-1].id if looked else None


OPERATOR = "operator"
"""Whoever showed the token of the node."""


async def publish_year(
    tx: Transaction,
    year: CalendarYear,
    *,
    principal: Principal | None,
    place: Place,
    now: datetime,
) -> KnownYear | None:
    """Let a year count here and below; None if this very version is known.

    Raises:
        CalendarVersionTaken: if the version is known with other days.
        CalendarVersionOld: if a higher version is known.

    """
    by = str(principal.account) if principal else OPERATOR
    kept = await keep_year(tx, year, now=now, by=by)
    if kept is not None:
        await audit.record(
            tx, principal, "calendar.published", subject=f"{year.year}.{year.version}"
        )
        await publish(tx, calendar_year_published(year, place, now=now))
        await follow_year(tx, kept)
    return kept
