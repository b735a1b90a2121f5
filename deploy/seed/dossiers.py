"""Dossiers: one row for each file a ward's one-stop office took in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from deploy.seed.dice import Dice, shares
from deploy.seed.office_days import OFFICE_DAYS
from deploy.seed.wards import Ward
from shared.chassis.calendars.shipped import shipped_calendar
from shared.kernel.working_days import due_on

HEADER = (
    "dossier_code",
    "procedure_code",
    "unit",
    "channel",
    "received_on",
    "due_on",
    "returned_on",
)

WEEKDAY_WEIGHTS = (1.2, 1.05, 1.0, 0.95, 0.8)
MONTH_WEIGHTS = (1.0, 0.8, 1.05, 1.0, 1.0, 1.1, 1.15, 1.2, 0.95)
AFTER_CUT_OFF = 0.12
"""How often a same-day request comes after 15:00, and is promised for the next day."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure of a ward's one-stop office."""

    code: str
    working_days: int
    online: float = 0.0


PROCEDURES = (
    (Procedure("2.000815.000.00.00.H26", 0), 52.0),  # chứng thực bản sao từ bản chính
    (Procedure("2.000635.000.00.00.H26", 0, 0.2), 13.0),  # bản sao trích lục hộ tịch
    (Procedure("2.000884.000.00.00.H26", 0), 10.0),  # chứng thực chữ ký
    (Procedure("1.001193.000.00.00.H26", 0, 0.3), 8.0),  # đăng ký khai sinh
    (Procedure("1.004873.000.00.00.H26", 3, 0.3), 7.0),  # xác nhận tình trạng hôn nhân
    (Procedure("2.001035.000.00.00.H26", 2), 3.0),  # chứng thực hợp đồng, giao dịch
    (Procedure("1.000894.000.00.00.H26", 5, 0.1), 2.5),  # đăng ký kết hôn
    (Procedure("1.000656.000.00.00.H26", 0), 1.5),  # đăng ký khai tử
    (Procedure("1.004859.000.00.00.H26", 6), 1.5),  # thay đổi, cải chính hộ tịch
    (Procedure("1.001776.000.00.00.H26", 15), 1.5),  # trợ cấp xã hội hằng tháng
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One row of the file."""

    code: str
    procedure: Procedure
    unit: str
    channel: str
    received_on: date
    due_on: date
    returned_on: date | None

    def cells(self) -> tuple[str, ...]:
        """The row as it stands in the file."""
        returned = self.returned_on.isoformat() if self.returned_on else ""
        received, due = self.received_on.isoformat(), self.due_on.isoformat()
        procedure = self.procedure.code
        return (self.code, procedure, self.unit, self.channel, received, due, returned)


def dossiers(ward: Ward) -> list[Dossier]:
    """The nine months of `ward`, in the order of receipt."""
    dice = Dice(f"dossiers of {ward.unit}")
    per_day = _busyness(ward.on_time + ward.late + ward.open_overdue, dice)
    rows = [
        _dossier(ward, day, number, dice=dice)
        for day, count in zip(OFFICE_DAYS, per_day, strict=True)
        for number in range(1, count + 1)
    ]
    return _delayed(rows, ward, dice)


def _busyness(total: int, dice: Dice) -> list[int]:
    """How many people come on each office day."""
    usual = [
        MONTH_WEIGHTS[day.month - 1] * WEEKDAY_WEIGHTS[day.weekday()] for day in OFFICE_DAYS
    ]
    return shares(total, dice.jittered(usual, spread=0.15))


def _dossier(ward: Ward, day: date, number: int, *, dice: Dice) -> Dossier:
    procedure = dice.pick(PROCEDURES)
    promise = procedure.working_days or int(dice.fraction() < AFTER_CUT_OFF)
    return Dossier(
        code=f"{ward.office}-{day:%y%m%d}-{number:04}",
        procedure=procedure,
        unit=ward.unit,
        channel=_channel(procedure, dice),
        received_on=day,
        due_on=due_on(day, promise, shipped_calendar()).on,
        returned_on=_returned(day, promise, dice),
    )


def _channel(procedure: Procedure, dice: Dice) -> str:
    online = procedure.online
    return dice.pick((("counter", 0.99 - online), ("online", online), ("post", 0.01)))


def _returned(received_on: date, promise: int, dice: Dice) -> date:
    """On one of the days promised, and before the report was closed."""
    taken = min(promise, 1 + int(dice.fraction() * promise))
    return min(due_on(received_on, taken, shipped_calendar()).on, OFFICE_DAYS[-1])


def _delayed(rows: list[Dossier], ward: Ward, dice: Dice) -> list[Dossier]:
    """`rows`, with as many late and forgotten ones as the ward had."""
    unlucky = iter(dice.shuffled(list(_delayable(rows))))
    for _ in range(ward.late):
        at = next(unlucky)
        days_late = 1 + int(dice.fraction() * 6)
        rows[at] = replace(
            rows[at], returned_on=due_on(rows[at].due_on, days_late, shipped_calendar()).on
        )
    recent = (at for at in unlucky if rows[at].received_on.month >= OFFICE_DAYS[-1].month - 1)
    for _ in range(ward.open_overdue):
        at = next(recent)
        rows[at] = replace(rows[at], returned_on=None)
    return rows


def _delayable(rows: Sequence[Dossier]) -> Iterator[int]:
    """Where a delay is believable: not at the counter, and over before the report."""
    latest_due = OFFICE_DAYS[-8]
    for at, row in enumerate(rows):
        if row.procedure.working_days and row.due_on <= latest_due:
            yield at
