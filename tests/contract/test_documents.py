"""The generated documents say what the code does, and are what they claim to be."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema

from deploy.contracts.__main__ import documents
from deploy.contracts.asyncapi import HEADERS, asyncapi
from shared.events.catalogue import ALL_EVENTS
from shared.events.envelope import Envelope
from shared.events.subjects import Reach
from shared.kernel.places import PlaceCode

DOCUMENTS = dict(documents())
ASYNCAPI = asyncapi()

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def resolves(document: Any, reference: str) -> bool:
    at = document
    for token in reference.removeprefix("#/").split("/"):
        at = at.get(token.replace("~1", "/").replace("~0", "~")) if at else None
    return at is not None


@every_document
def test_a_document_is_up_to_date(path: Path) -> None:
    assert path.exists(), "run `make contracts`"
    assert path.read_text("utf-8") == DOCUMENTS[path], "run `make contracts`"


@every_document
def test_every_reference_in_a_document_leads_somewhere(path: Path) -> None:
    document = json.loads(DOCUMENTS[path])
    assert [ref for ref in references(document) if not resolves(document, ref)] == []


def test_the_event_document_is_asyncapi_3() -> None:
    ApplicationSchema.model_validate(ASYNCAPI)
    assert ASYNCAPI["asyncapi"] == "3.0.0"


def test_every_event_is_described_in_every_lane_it_may_take() -> None:
    addresses = {channel["address"] for channel in ASYNCAPI["channels"].values()}

    lanes = {Reach.LOCAL: "ev", Reach.UP: "up", Reach.DOWN: "down.{target}"}
    said = {f"{lanes[r]}.{e.topic.name}" for e in ALL_EVENTS for r in e.topic.reaches}
    handed_up = {f"in.{{child}}.{lane}" for lane in said if lane.startswith("up.")}
    assert addresses == said | handed_up


def test_a_lane_declares_its_parameters() -> None:
    for channel in ASYNCAPI["channels"].values():
        named = {name for name in ("child", "target") if f"{{{name}}}" in channel["address"]}
        assert set(channel.get("parameters", {})) == named


def test_every_payload_is_a_schema_its_examples_fit() -> None:
    schemas = ASYNCAPI["components"]["schemas"]
    for event in ALL_EVENTS:
        payload = {"$ref": f"#/components/schemas/{event.topic.name}"}
        whole = payload | {"components": {"schemas": schemas}}
        jsonschema.Draft202012Validator.check_schema(schemas[event.topic.name])
        example = Path(__file__).parent / "examples" / event.topic.name / "first.json"
        jsonschema.validate(json.loads(example.read_text("utf-8"))["body"], whole)


def test_the_envelope_is_described_header_by_header() -> None:
    now = datetime(2026, 3, 2, 2, 15, tzinfo=UTC)
    envelope = Envelope(
        id=UUID(int=1),
        type="kheo.intake.feedback_received.v1",
        node=PlaceCode("sai-dong"),
        epoch=1,
        nseq=1,
        occurred_at=now,
        recorded_at=now,
        correlation_id=UUID(int=1),
    )

    assert set(HEADERS) == set(envelope.headers)
    jsonschema.validate(envelope.headers, ASYNCAPI["components"]["schemas"]["Envelope"])


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.parent.name == "openapi"])
def test_a_service_is_described_under_its_own_name(path: Path) -> None:
    document = json.loads(DOCUMENTS[path])

    assert document["openapi"].startswith("3.1")
    assert [route for route in document["paths"] if route.startswith(f"/api/{path.stem}/v1/")]
