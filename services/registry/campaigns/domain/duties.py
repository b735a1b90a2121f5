"""Deeds: what a unit has done of what campaigns ask, in one shape for all of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.working_days import Calendar, due_on, late_working_days, working_days_left


class What(StrEnum):
    """What a campaign may ask of a unit."""

    PLAN = "plan"
    MODEL = "model"
    INITIATIVE = "initiative"
    PLEDGE = "pledge"
    NOMINATION = "nomination"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something a unit registered, handed in or promised; `ref` is the thing's own id.

    A deed that names no campaign counts for each one whose days it falls on.
    """

    what: What
    ref: str
    unit: UnitCode
    occurred_on: date
    host: PlaceCode
    """The node that told of it."""
    campaign: UUID | None = None
    amount: int = 1
    """How many of what was asked for it is worth."""


def reached_on(deeds: Iterable[Deed], wanted: int) -> date | None:
    """The day on which `wanted` of something were there, if they are.

    >>> def deed(ref, day):
    ...     return Deed(what=What.MODEL, ref=ref, unit="w", host="w", occurred_on=day)
    >>> some = [deed("b", date(2026, 3, 9)), deed("a", date(2026, 3, 2))]
    >>> reached_on(some, 2), reached_on(some, 3)
    (datetime.date(2026, 3, 9), None)
    """
    there = 0
    for deed in sorted(deeds, key=lambda deed: deed.occurred_on):
        there += deed.amount
        if there >= wanted:
            return deed.occurred_on
    return None


def amount_of(deeds: Iterable[Deed]) -> int:
    """How many of what was asked for there are.

    >>> amount_of([])
    0
    """
    return sum(deed.amount for deed in deeds)


MOST_DUTIES = 30
MOST_COUNT = 999
MOST_DAYS = 260
"""Working days of a year."""
MOST_TITLE_CHARS = 120


class DutyIncomplete(Rejection):
    """Nghĩa vụ này còn thiếu nội dung.
    This duty lacks something.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing asked. Either `due_on` is set, or `within_days` after the launch."""

    code: str
    what: What
    title: str
    kinds: tuple[str, ...] = ()
    units: tuple[UnitCode, ...] = ()
    """Units asked by name, whatever their kind."""
    count: int = 1
    due_on: date | None = None
    within_days: int | None = None
    """Working days after the launch; resolved to a date when the campaign is launched."""

    def asks(self, unit: str, kind: str) -> bool:
        """Whether it is asked of a unit.

        >>> Duty(code="D1", what=What.PLAN, title="…", kinds=("ward",)).asks("w", "ward")
        True
        """
        return unit in self.units or kind in self.kinds

    def resolved(self, launched_on: date, calendar: Calendar) -> "Duty":
        """The duty with the day on which it is due."""
        if self.due_on is not None or self.within_days is None:
            return self
        due = due_on(launched_on, self.within_days, calendar)
        return replace(self, due_on=due.on)


def complete(duty: Duty, *, first_day: date, last_day: date) -> Duty:
    """`duty`, if it can be asked.

    Raises:
        DutyIncomplete: if it has no title, asks nobody, or is due outside the campaign.

    """
    named = f"{duty.code} “{duty.title}”" if duty.title else duty.code
    if not duty.title.strip():
        raise _lacks(named, "hãy ghi tên nghĩa vụ.", "give it a title.")
    if not duty.kinds and not duty.units:
        raise _lacks(
            named, "hãy chọn ít nhất một loại đơn vị.", "choose at least one kind of unit."
        )
    if duty.due_on is None and duty.within_days is None:
        raise _lacks(named, "hãy ghi hạn hoàn thành.", "say by when.")
    if duty.due_on is not None and not first_day <= duty.due_on <= last_day:
        raise _lacks(
            named,
            f"hạn {duty.due_on:%d/%m/%Y} nằm ngoài thời gian của đợt"
            f" ({first_day:%d/%m/%Y} – {last_day:%d/%m/%Y}).",
            f"it is due on {duty.due_on}, outside the campaign ({first_day} – {last_day}).",
        )
    return duty


def units_named(duties: Collection[Duty]) -> frozenset[UnitCode]:
    """The units that duties ask by name.

    >>> units_named([])
    frozenset()
    """
    return frozenset(unit for duty in duties for unit in duty.units)


def _lacks(named: str, vi: str, en: str) -> DutyIncomplete:
    return DutyIncomplete(f"Nghĩa vụ {named}: {vi}", f"Duty {named}: {en}")


SOON_DAYS = 5
"""Working days before its day from which a duty is due soon."""


class CellState(StrEnum):
    """What a cell says, the most pressing first."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    LATE = "late"
    PARTLY = "partly"
    WAITING = "waiting"
    WAITING_FOR_UNIT = "waiting_for_unit"
    ON_TIME = "on_time"
    NOT_ASKED = "not_asked"


DONE = frozenset({CellState.ON_TIME, CellState.LATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is known of one duty of one unit on one day."""

    state: CellState
    have: int = 0
    wanted: int = 0
    done_on: date | None = None
    days: int = 0
    """Working days: left if it is due soon, gone by if it is late or overdue."""

    @property
    def is_asked(self) -> bool:
        """Whether the unit owes it at all."""
        return self.state is not CellState.NOT_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """One unit and its cells, in the order of the duties."""

    unit: UnitCode
    kind: str
    cells: tuple[Cell, ...]

    @property
    def overdue(self) -> int:
        """How many of its duties have gone by undone."""
        return sum(cell.state is CellState.OVERDUE for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedUnit:
    """A unit that may be asked; `is_awaited` if nobody has told of it yet."""

    unit: UnitCode
    kind: str
    is_awaited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The whole board of a campaign on one day."""

    duties: tuple[Duty, ...]
    rows: tuple[DutyRow, ...]

    def done(self, at: int) -> tuple[int, int]:
        """How many units have done the duty at a place of the row, of how many asked."""
        cells = [row.cells[at] for row in self.rows if row.cells[at].is_asked]
        return sum(cell.state in DONE for cell in cells), len(cells)

    @property
    def tally(self) -> Mapping[CellState, int]:
        """How many cells say what."""
        return Counter(cell.state for row in self.rows for cell in row.cells)


def matrix_of(
    duties: Sequence[Duty],
    units: Iterable[AskedUnit],
    deeds: Iterable[Deed],
    *,
    today: date,
    calendar: Calendar,
) -> Matrix:
    """The board: units that owe nothing have no row."""
    by_key: dict[tuple[str, What], list[Deed]] = {}
    for deed in deeds:
        by_key.setdefault((deed.unit, deed.what), []).append(deed)

    def row_of(unit: AskedUnit) -> DutyRow:
        before = counted_before(duties, unit)
        cells = tuple(
            cell_of(
                Claim(duty, unit, tuple(by_key.get((unit.unit, duty.what), ())), before[at]),
                today=today,
                calendar=calendar,
            )
            for at, duty in enumerate(duties)
        )
        return DutyRow(unit=unit.unit, kind=unit.kind, cells=cells)

    rows = [row_of(unit) for unit in units]
    owing = [row for row in rows if any(cell.is_asked for cell in row.cells)]
    return Matrix(duties=tuple(duties), rows=tuple(owing))


def counted_before(duties: Sequence[Duty], unit: AskedUnit) -> list[int]:
    """For each duty, how many of the same are owed before it: one plan answers one duty."""
    owed = [duty.asks(unit.unit, unit.kind) for duty in duties]

    def is_before(other: int, at: int) -> bool:
        first, second = (duties[i].due_on or date.max for i in (other, at))
        return (first, other) < (second, at)

    return [
        sum(
            other.count
            for i, other in enumerate(duties)
            if owed[i] and other.what is duty.what and is_before(i, at)
        )
        for at, duty in enumerate(duties)
    ]


@dataclass(frozen=True, slots=True)
class Claim:
    """One duty of one unit, and the deeds that may answer it."""

    duty: Duty
    unit: AskedUnit
    deeds: tuple[Deed, ...] = ()
    before: int = 0
    """How many deeds answer earlier duties of the same kind."""


def cell_of(claim: Claim, *, today: date, calendar: Calendar) -> Cell:
    """What one cell says on a day."""
    duty, unit = claim.duty, claim.unit
    if not duty.asks(unit.unit, unit.kind):
        return Cell(state=CellState.NOT_ASKED)
    if unit.is_awaited or duty.due_on is None:
        return Cell(state=CellState.WAITING_FOR_UNIT, wanted=duty.count)
    done_on = reached_on(claim.deeds, claim.before + duty.count)
    have = max(0, amount_of(claim.deeds) - claim.before)
    late = late_working_days(duty.due_on, done_on or today, calendar)
    left = working_days_left(today, duty.due_on, calendar)
    state = _done(late) if done_on else _not_done(late, left=left, have=have)
    days = late or (0 if done_on else left)
    return Cell(state=state, have=have, wanted=duty.count, done_on=done_on, days=days)


def _done(late: int) -> CellState:
    return CellState.LATE if late else CellState.ON_TIME


def _not_done(late: int, *, left: int, have: int) -> CellState:
    if late:
        return CellState.OVERDUE
    if left <= SOON_DAYS:
        return CellState.DUE_SOON
    return CellState.PARTLY if have else CellState.WAITING


PRESSING = (CellState.OVERDUE, CellState.DUE_SOON, CellState.LATE, CellState.PARTLY)


class BoardOrder(StrEnum):
    """In which order the units of a board stand."""

    NAME = "name"
    URGENCY = "urgency"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """What somebody wants to see of a board."""

    kind: str = ""
    state: str = ""
    order: BoardOrder = BoardOrder.NAME


def filtered(matrix: Matrix, board_filter: BoardFilter) -> tuple[DutyRow, ...]:
    """The rows that pass, in the order wanted; order by name is the order they come in."""
    rows = [row for row in matrix.rows if _passes(row, board_filter)]
    return tuple(
        sorted(rows, key=_urgency) if board_filter.order is BoardOrder.URGENCY else rows
    )


def to_chase(rows: Iterable[DutyRow]) -> list[DutyRow]:
    """Who has let a day go by, the one with most of them first."""
    late = [row for row in rows if row.overdue]
    return sorted(late, key=lambda row: -row.overdue)


def kinds_of(rows: Sequence[DutyRow]) -> list[str]:
    """The kinds of unit on a board, each once, in order."""
    return list(dict.fromkeys(row.kind for row in rows))


def _passes(row: DutyRow, board_filter: BoardFilter) -> bool:
    if board_filter.kind and row.kind != board_filter.kind:
        return False
    return not board_filter.state or any(
        cell.state.value == board_filter.state for cell in row.cells
    )


def _urgency(row: DutyRow) -> list[int]:
    """More of the most pressing comes first."""
    return [-sum(cell.state is state for cell in row.cells) for state in PRESSING]
