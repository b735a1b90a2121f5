"""What was published stays as it was published."""

import copy
import json
from typing import Any

import jsonschema
import pytest

from deploy.contracts.__main__ import ADD_A_VERSION, SCHEMAS, golden_path
from deploy.contracts.schemas import breaks, schema_of
from shared.events.catalogue import ALL_EVENTS, BY_NAME
from shared.events.envelope import Event
from shared.events.intake import DossierReturned
from shared.events.reporting import HeadsTold

every_event = pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.topic.name)


def golden(event: type[Event]) -> dict[str, Any]:
    path = golden_path(event)
    assert path.exists(), f"{path.name} is missing: run `make contracts`"
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


def changed(event: type[Event]) -> dict[str, Any]:
    return copy.deepcopy(golden(event))


@every_event
def test_a_published_event_has_not_changed(event: type[Event]) -> None:
    assert breaks(golden(event), schema_of(event)) == [], ADD_A_VERSION


@every_event
def test_its_golden_schema_knows_every_field(event: type[Event]) -> None:
    assert golden(event) == schema_of(event), "run `make contracts`"


@every_event
def test_its_golden_schema_is_a_schema(event: type[Event]) -> None:
    jsonschema.Draft202012Validator.check_schema(golden(event))


def test_no_published_event_is_forgotten() -> None:
    published = {path.name.removesuffix(".json") for path in SCHEMAS.glob("*.json")}
    assert published == set(BY_NAME)


def test_a_lost_field_is_noticed() -> None:
    now = changed(DossierReturned)
    del now["properties"]["unit"]
    now["required"].remove("unit")

    assert breaks(golden(DossierReturned), now) == [
        "the field unit is gone",
        "the field unit is required on one side only",
    ]


def test_another_type_is_noticed() -> None:
    now = changed(DossierReturned)
    now["properties"]["channel"]["enum"].append("pigeon")

    assert breaks(golden(DossierReturned), now) == ["the field channel has changed"]


def test_a_change_inside_a_part_is_noticed() -> None:
    now = changed(HeadsTold)
    now["$defs"]["Mark"]["properties"]["nseq"] = {"type": "string"}

    assert breaks(golden(HeadsTold), now) == ["Mark: the field nseq has changed"]


def test_a_new_field_must_be_optional() -> None:
    now = changed(DossierReturned)
    now["properties"]["pages"] = {"type": "integer", "default": 0}
    assert breaks(golden(DossierReturned), now) == []

    now["required"].append("pages")
    assert breaks(golden(DossierReturned), now) == [
        "the field pages is required on one side only"
    ]
