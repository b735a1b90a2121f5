"""Every example ever published is still understood, by its reader and by its schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from deploy.contracts.__main__ import golden_path
from shared.events.catalogue import BY_NAME
from shared.events.envelope import TYPE_PREFIX, read_envelope
from shared.events.subjects import route_of

EXAMPLES = Path(__file__).parent / "examples"
PUBLISHED = sorted(EXAMPLES.rglob("*.json"))

every_example = pytest.mark.parametrize(
    "path", PUBLISHED, ids=lambda path: f"{path.parent.name}/{path.stem}"
)


def read(path: Path) -> dict[str, Any]:
    example: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return example


@every_example
def test_an_example_parses_and_says_the_same_again(path: Path) -> None:
    body = read(path)["body"]

    event = BY_NAME[path.parent.name].model_validate_json(json.dumps(body))

    assert body.items() <= json.loads(event.model_dump_json()).items()


@every_example
def test_an_example_fits_its_schema(path: Path) -> None:
    schema = json.loads(golden_path(BY_NAME[path.parent.name]).read_text("utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER

    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(read(path)["body"])


@every_example
def test_its_envelope_is_read_and_agrees_with_its_subject(path: Path) -> None:
    example = read(path)

    envelope = read_envelope(example["headers"])

    assert envelope.headers == example["headers"]
    assert route_of(example["subject"]).name == path.parent.name
    assert envelope.type == TYPE_PREFIX + path.parent.name


@every_example
def test_a_newer_speaker_never_breaks_an_older_reader(path: Path) -> None:
    said = read(path)["body"] | {"a_field_of_tomorrow": 1}

    heard = BY_NAME[path.parent.name].model_validate_json(json.dumps(said))

    assert not hasattr(heard, "a_field_of_tomorrow")


def test_there_is_an_example_of_every_event() -> None:
    assert {path.parent.name for path in PUBLISHED} == set(BY_NAME)
