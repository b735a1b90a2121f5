"""Documents: one tree of values, written as XML or as JSON by the Spark convention.

A list is an array in JSON even when it has one child or none; what is empty is left out of
both, since checkers read the first text of every element they find.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, Union
from xml.sax.saxutils import escape

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
        return "".join(_element(value.item, one) for one in value.values)
    if isinstance(value, Mapping):
        told = ((name, one) for name, one in value.items() if not is_empty(one))
        return "".join(_element(name, one) for name, one in told)
    return escape(_text(value))


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return decimal(value) if isinstance(value, float) else _clean(str(value))


def _spark(value: Value) -> object:
    if isinstance(value, Listing):
        return [_spark(one) for one in value.values]
    if isinstance(value, Mapping):
        return {name: _spark(one) for name, one in value.items() if not is_empty(one)}
    if isinstance(value, float):
        return round(value, DECIMALS)
    return _clean(value) if isinstance(value, str) else value


def _clean(text: str) -> str:
    return UNWRITABLE.sub("", text)
