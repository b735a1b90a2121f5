"""Moments as Open311 writes and reads them: the W3C's form, with a zone."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from shared.kernel.rejection import Rejection

SHAPE = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|z|[+ -]\d\d:?\d\d)?)?"
)
CLOSES_AT = time(17, 0)
"""The end of office hours: by then what was promised for a day is due."""


class MomentUnreadable(Rejection):
    """Ngày giờ không đọc được; hãy ghi dạng 2026-11-25T08:00:00Z.
    The date and time cannot be read; write it like 2026-11-25T08:00:00Z.
    """


def written(moment: datetime) -> str:
    """UTC, without a fraction: the only form every checker takes.

    >>> written(datetime(2026, 11, 25, 1, 2, 3, 456, tzinfo=UTC))
    '2026-11-25T01:02:03Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(text: str, *, zone: tzinfo, is_end: bool = False) -> datetime:
    """A moment somebody asks for; a bare day means its beginning here, or its end.

    A plus that came in an address unescaped is a blank by now, and is taken for a plus.

    >>> read_moment("2026-11-25T08:00:00 07:00", zone=UTC).isoformat()
    '2026-11-25T01:00:00+00:00'

    Raises:
        MomentUnreadable: if it is none, or lies outside any calendar.

    """
    found = SHAPE.fullmatch(text.strip())
    if found is None:
        raise MomentUnreadable
    try:
        return _moment(found, zone=zone, is_end=is_end)
    except (ValueError, OverflowError) as refused:
        raise MomentUnreadable from refused


def promised_at(day: date, zone: tzinfo) -> datetime:
    """The moment by which something promised for `day` is due.

    >>> written(promised_at(date(2026, 11, 27), UTC))
    '2026-11-27T17:00:00Z'
    """
    return datetime.combine(day, CLOSES_AT, tzinfo=zone)


def _moment(found: re.Match[str], *, zone: tzinfo, is_end: bool) -> datetime:
    day, minutes, seconds, fraction, offset = found.groups()
    if minutes is None:
        begun = datetime.combine(date.fromisoformat(day), time.min, tzinfo=zone)
        ended = begun + timedelta(days=1, microseconds=-1) if is_end else begun
        return ended.astimezone(UTC)
    micro = (fraction or ".0")[:7].ljust(7, "0")
    plain = datetime.fromisoformat(f"{day}T{minutes}{seconds or ':00'}{micro}")
    return plain.replace(tzinfo=_zone(offset) if offset else zone).astimezone(UTC)


def _zone(offset: str) -> tzinfo:
    if offset in {"Z", "z"}:
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if offset[0] == "-" else ahead)
