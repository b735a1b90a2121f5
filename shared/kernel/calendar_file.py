"""Calendar files: a year as it stands in YAML or JSON, checked before anybody counts on it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from shared.kernel.calendar_years import CalendarYear, Confidence, DayKind, MarkedDay
from shared.kernel.rejection import Rejection

FIRST_YEAR, LAST_YEAR = 1976, 2200
SATURDAY = 5
MUST_NAME = ((1, 1), (4, 30), (5, 1), (9, 2))
"""A file without these is half a file."""
MOST_NAME_CHARS = 120
MOST_SOURCE_CHARS = 500
ON_WEEKDAYS = frozenset({DayKind.MAKEUP_OFF, DayKind.SWAP_OFF})

Word = TypeVar("Word", bound=StrEnum)


class CalendarYearUnreadable(Rejection):
    """Tệp lịch làm việc không đúng mẫu.
    The file of the working calendar does not follow the format.
    """


def calendar_year_from(document: object) -> CalendarYear:
    """The year that plain data tells of.

    Raises:
        CalendarYearUnreadable: naming the first thing that cannot be, and where.

    """
    if not isinstance(document, Mapping):
        raise _wrong("tệp", "cần có year, source và days", "it needs year, source and days")
    year = _whole(document, "year", least=FIRST_YEAR, most=LAST_YEAR)
    read = CalendarYear(
        year=year,
        version=_whole(document, "version", least=1, most=9_999),
        source=_text(document, "source", most=MOST_SOURCE_CHARS),
        is_confirmed=_yes_or_no(document, "confirmed"),
        days=tuple(_days(document.get("days"), year)),
    )
    _refuse_half(read)
    return read


def as_data(year: CalendarYear) -> dict[str, Any]:
    """A year in the shape `calendar_year_from` reads, fit for JSON."""
    return {
        "year": year.year,
        "version": year.version,
        "source": year.source,
        "confirmed": year.is_confirmed,
        "days": [
            {
                "day": day.on.isoformat(),
                "kind": day.kind.value,
                "confidence": day.confidence.value,
                "name": day.name,
            }
            for day in year.days
        ],
    }


def _days(document: object, year: int) -> Iterator[MarkedDay]:
    if not isinstance(document, Sequence) or isinstance(document, str):
        raise _wrong("days", "cần là một danh sách ngày", "it must be a list of days")
    seen: set[date] = set()
    for nth, entry in enumerate(document, start=1):
        day = _day(entry, f"days[{nth}]")
        _refuse_misplaced(day, year=year, seen=seen, where=f"days[{nth}]")
        seen.add(day.on)
        yield day


def _day(entry: object, where: str) -> MarkedDay:
    if not isinstance(entry, Mapping):
        raise _wrong(where, "cần có day và kind", "it needs day and kind")
    return MarkedDay(
        on=_date(entry.get("day"), f"{where}.day"),
        kind=_one_of(DayKind, entry.get("kind"), f"{where}.kind"),
        confidence=_one_of(
            Confidence, entry.get("confidence", Confidence.HIGH), f"{where}.confidence"
        ),
        name=_text(entry, "name", most=MOST_NAME_CHARS),
    )


def _refuse_misplaced(day: MarkedDay, *, year: int, seen: set[date], where: str) -> None:
    is_rest = day.on.weekday() >= SATURDAY
    if day.on.year != year:
        raise _wrong(where, f"ngày {_vi(day.on)} không thuộc năm {year}", f"not in {year}")
    if day.on in seen:
        raise _wrong(where, f"ngày {_vi(day.on)} có hai lần", f"{day.on} stands there twice")
    if day.kind is DayKind.SWAP_WORK and not is_rest:
        raise _wrong(
            where,
            f"{_vi(day.on)} không phải Thứ Bảy hay Chủ Nhật nên không thể là ngày làm bù",
            f"{day.on} is a weekday and cannot be worked in exchange",
        )
    if day.kind in ON_WEEKDAYS and is_rest:
        raise _wrong(
            where,
            f"{_vi(day.on)} đã là ngày nghỉ hằng tuần",
            f"{day.on} is a weekly rest day already",
        )


def _refuse_half(year: CalendarYear) -> None:
    absent = [
        date(year.year, month, day)
        for month, day in MUST_NAME
        if date(year.year, month, day) not in year.days_off
    ]
    if absent:
        days = ", ".join(map(_vi, absent))
        raise _wrong("days", f"thiếu ngày lễ {days}", f"the holidays {days} are missing")


def _whole(document: Mapping[str, Any], key: str, *, least: int, most: int) -> int:
    value = document.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _wrong(key, f"cần số từ {least} đến {most}", f"a number from {least} to {most}")
    return value


def _yes_or_no(document: Mapping[str, Any], key: str) -> bool:
    value = document.get(key, True)
    if not isinstance(value, bool):
        raise _wrong(key, "cần true hoặc false", "true or false")
    return value


def _text(document: Mapping[str, Any], key: str, *, most: int) -> str:
    value = document.get(key, "")
    if not isinstance(value, str) or len(value) > most or not (value or "").isprintable():
        raise _wrong(
            key, f"cần chữ, không quá {most} ký tự", f"text of up to {most} characters"
        )
    return value.strip()


def _date(value: object, where: str) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as misread:
        raise _wrong(where, "cần ngày dạng 2027-01-01", "a day such as 2027-01-01") from misread


def _one_of(kind: type[Word], value: object, where: str) -> Word:
    try:
        return kind(str(value))
    except ValueError as unknown:
        known = ", ".join(kind)
        raise _wrong(where, f"chỉ nhận {known}", f"one of {known}") from unknown


def _wrong(where: str, vi: str, en: str) -> CalendarYearUnreadable:
    return CalendarYearUnreadable(
        f"Lịch làm việc, mục “{where}”: {vi}.", f"Working calendar, “{where}”: {en}."
    )


def _vi(day: date) -> str:
    return f"{day:%d/%m/%Y}"
