"""`python -m deploy.contracts`: write what is promised, and never over what was promised."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.contracts.asyncapi import asyncapi
from deploy.contracts.openapi import SERVICES, openapi
from deploy.contracts.schemas import Promised, breaks, schema_of
from shared.events.catalogue import ALL_EVENTS
from shared.events.envelope import Event

HOUSE = Path(__file__).parents[2]
SCHEMAS = HOUSE / "tests" / "contract" / "schemas"
DOCS = HOUSE / "docs"
ADD_A_VERSION = "add a v2 next to it; never edit v1"


def golden_path(event: type[Event]) -> Path:
    """Where the schema of `event` is kept for good."""
    return SCHEMAS / f"{event.topic.name}.json"


def as_text(document: Mapping[str, object]) -> str:
    """A document as it is kept: stable, and readable in a review."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def documents() -> Iterator[tuple[Path, str]]:
    """What is generated anew each time."""
    yield DOCS / "asyncapi.json", as_text(asyncapi())
    for service in SERVICES:
        yield DOCS / "openapi" / f"{service}.json", as_text(openapi(service))


def broken_promises() -> list[str]:
    """What the code does differently from what was published, in words."""
    return [
        f"{event.topic.name}: {what}"
        for event in ALL_EVENTS
        if golden_path(event).exists()
        for what in breaks(_golden(event), schema_of(event))
    ]


def _golden(event: type[Event]) -> Promised:
    golden: Promised = json.loads(golden_path(event).read_text("utf-8"))
    return golden


def main() -> None:
    """Write every document that differs; refuse if a promise would be broken."""
    if broken := broken_promises():
        sys.exit("\n".join([*broken, f"A published event has changed: {ADD_A_VERSION}."]))
    schemas = ((golden_path(event), as_text(schema_of(event))) for event in ALL_EVENTS)
    for path, text in (*schemas, *documents()):
        _write(path, text)


def _write(path: Path, text: str) -> None:
    if path.exists() and path.read_text("utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    print(f"wrote {path.relative_to(HOUSE)}")


if __name__ == "__main__":
    main()
