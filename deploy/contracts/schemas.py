"""Golden schemas: the shape of an event, without its wording, and what would break it."""

from collections.abc import Iterator
from typing import Any

from shared.events.envelope import Event

Promised = dict[str, Any]

WORDING = ("title", "description")
"""May be put better at any time without breaking anybody."""


def schema_of(event: type[Event]) -> Promised:
    """The JSON schema of an event's body, stripped of wording."""
    schema = _bare(event.model_json_schema())
    name = event.topic.name
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name} | schema


def breaks(golden: Promised, current: Promised) -> list[str]:
    """What of `golden` a reader or speaker of it could no longer rely on in `current`.

    Only an optional field may be new.

    >>> before = {"properties": {"unit": {"type": "string"}}, "required": ["unit"]}
    >>> after = {"properties": {"unit": {"type": "integer"}}, "required": ["unit"]}
    >>> breaks(before, before), breaks(before, after)
    ([], ['the field unit has changed'])
    """
    parts = {"": (golden, current)} | {
        f"{name}: ": (part, current.get("$defs", {}).get(name, {}))
        for name, part in golden.get("$defs", {}).items()
    }
    return [part + what for part, (old, new) in parts.items() for what in _broken(old, new)]


def _broken(golden: Promised, current: Promised) -> Iterator[str]:
    old, new = golden.get("properties", {}), current.get("properties", {})
    for field in old:
        if field not in new:
            yield f"the field {field} is gone"
        elif old[field] != new[field]:
            yield f"the field {field} has changed"
    for field in sorted(set(golden.get("required", ())) ^ set(current.get("required", ()))):
        yield f"the field {field} is required on one side only"


def _bare(schema: Promised) -> Promised:
    kept = {key: part for key, part in schema.items() if key not in WORDING}
    return {key: _bare_part(key, part) for key, part in kept.items()}


def _bare_part(key: str, part: Any) -> Any:
    if key in {"properties", "$defs"}:
        return {name: _bare(inner) for name, inner in part.items()}
    if isinstance(part, list):
        return [_bare(inner) if isinstance(inner, dict) else inner for inner in part]
    return _bare(part) if isinstance(part, dict) else part
