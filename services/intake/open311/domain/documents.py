"""Documents: one tree of values, written as XML or as JSON by the Spark convention.

A list is an array in JSON even when it has one child or none; what is empty is left out of
both, since checkers read the first text of every element they find.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import TypeAlias, Union
from xml.sax.saxutils import escape

from shared.kernel.rejection import Rejection

Value: TypeAlias = Union[str, int, float, bool, "Listing", "Record", None]
Record: TypeAlias = Mapping[str, Value]

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, not even escaped."""
DECIMALS = 7
"""Of a degree: a centimetre."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Children of one name, as many as there are."""

    item: str
    values: Sequence["str | Record"]


def xml_of(root: str, value: Value) -> bytes:
    """A document with `root` around it, in UTF-8, without a namespace.

    >>> print(xml_of("service_requests", Listing("request", [{"lat": 21.0, "x": ""}])).decode())
    <?xml version="1.0" encoding="UTF-8"?>
    <service_requests><request><lat>21.0</lat></request></service_requests>
    <BLANKLINE>
    """
    return f"{DECLARATION}{_element(root, value)}\n".encode()


def json_of(value: Value) -> bytes:
    """The same by the Spark convention: the root is gone, lists are arrays.

    >>> print(json_of(Listing("service", [{"metadata": True, "group": ""}])).decode())
    [{"metadata": true}]
    """
    return json.dumps(_spark(value), ensure_ascii=False, allow_nan=False).encode()


def decimal(number: float) -> str:
    """A coordinate with its point, and never with an exponent.

    >>> decimal(21.0), decimal(-0.00001), decimal(105.84123456789)
    ('21.0', '-0.00001', '105.8412346')
    """
    whole, _, rest = f"{number:.{DECIMALS}f}".partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}"


def is_empty(value: Value) -> bool:
    """Whether there is nothing to say: no value, blanks only. An empty list says something."""
    return value is None or (isinstance(value, str) and not _clean(value).strip())


def _element(name: str, value: Value) -> str:
    return f"<{name}>{_inside(value)}</{name}>"


def _inside(value: Value) -> str:
    if isinstance(value, Listing):
        return "".join(_element(value.item, child) for child in value.values)
    if isinstance(value, Mapping):
        fields = ((name, field) for name, field in value.items() if not is_empty(field))
        return "".join(_element(name, field) for name, field in fields)
    return escape(_text(value))


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return decimal(value) if isinstance(value, float) else _clean(str(value))


def _spark(value: Value) -> object:
    if isinstance(value, Listing):
        return [_spark(child) for child in value.values]
    if isinstance(value, Mapping):
        return {name: _spark(field) for name, field in value.items() if not is_empty(field)}
    if isinstance(value, float):
        return round(value, DECIMALS)
    return _clean(value) if isinstance(value, str) else value


def _clean(text: str) -> str:
    return UNWRITABLE.sub("", text)


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
    match = SHAPE.fullmatch(text.strip())
    if match is None:
        raise MomentUnreadable
    try:
        return _moment(match, zone=zone, is_end=is_end)
    except (ValueError, OverflowError) as refused:
        raise MomentUnreadable from refused


def promised_at(day: date, zone: tzinfo) -> datetime:
    """The moment by which something promised for `day` is due.

    >>> written(promised_at(date(2026, 11, 27), UTC))
    '2026-11-27T17:00:00Z'
    """
    return datetime.combine(day, CLOSES_AT, tzinfo=zone)


def _moment(match: re.Match[str], *, zone: tzinfo, is_end: bool) -> datetime:
    day, minutes, seconds, fraction, offset = match.groups()
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
