"""No person in any event: ids, codes, days, counts, and nothing anybody could have typed."""

from collections.abc import Iterator
from datetime import date, datetime
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)
from uuid import UUID

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.events import handing_over
from shared.events.catalogue import ALL_EVENTS
from shared.events.envelope import Event
from shared.events.subjects import Topic

PLAIN = frozenset({bool, date, datetime, int, UUID, type(None)})
CODES = frozenset({
    "category", "category_before", "host", "kind", "parent", "path", "procedure",
    "sector_parent", "service", "successor", "unit", "units",
})  # fmt: skip
"""Fields that hold codes of closed lists: of units, procedures, kinds, services."""
OFFICIAL_TEXTS = frozenset({
    ("CampaignLaunched", "title"), ("CampaignLaunched", "guidance"),
    ("CampaignLaunched", "number"), ("DutyAsked", "title"), ("PlanSubmitted", "number"),
    ("CalendarYearPublished", "source"),
})  # fmt: skip
"""Published by a public body in its own name: a directive's wording, a document's number."""
CODES_OF_CAMPAIGNS = frozenset({
    ("CampaignLaunched", "issuer"), ("CampaignLaunched", "content_set"),
    ("CampaignLaunched", "themes"), ("DutyAsked", "code"), ("DutyAsked", "kinds"),
})  # fmt: skip
NAMES_OF_PUBLIC_BODIES = frozenset({
    ("UnitEstablished", "vi"), ("UnitEstablished", "en"),
    ("ToldChapter", "vi"), ("ToldChapter", "en"), ("BegunUnit", "vi"), ("BegunUnit", "en"),
    ("UnitRenamed", "vi"), ("UnitRenamed", "en"),
})  # fmt: skip
NUMBERS_OF_DOCUMENTS = frozenset({
    *((name, "basis") for name in (
        "ToldChapter", "ToldLink", "UnitEstablished", "UnitRenamed", "UnitMoved",
        "UnitsMerged", "UnitSplit", "UnitAbolished",
    )),
})  # fmt: skip
"""Legal documents are published; registry refuses what is not in the form of their numbers."""
DECISIONS_ON_EXEMPLARS = frozenset({
    *((name, "basis") for name in (
        "ExemplarRecognised", "ExemplarProposed", "ExemplarRevoked", "AwardGiven",
    )),
    ("AwardGiven", "award"), ("BallotSealed", "seal"),
})  # fmt: skip
"""Numbers of decisions, codes of awards of the guide, and a hash that is read aloud."""
MODELS = frozenset({
    ("ModelRegistered", "title"), ("ModelRecognised", "basis"),
    *((name, "field") for name in ("ModelRegistered", "FieldCounted")),
    ("ModelRegistered", "themes"), ("PledgesCounted", "theme"), ("CommitmentsCounted", "theme"),
})  # fmt: skip
"""A model's title is published by its unit, whose form warns not to name anybody in it."""
CODES_OF_UNITS = frozenset({
    (name, code) for name in ("UnitEstablished", "BegunUnit") for code in ("gso_code", "eid")
})  # fmt: skip
"""The codes that the statistics office and the electronic registry give to public bodies."""
AT_THE_DOOR = frozenset({("FeedbackReceived", "channel")})
"""Codes of the channels by which messages come."""
CASES_THAT_CHANGE_HANDS = frozenset({
    *((name, "to_unit") for name in (
        "FeedbackHandedOver", "FeedbackPassedOn", "FeedbackHandOverWithdrawn",
        "FeedbackEscalated", "AppealFiled",
    )),
    *((name, "from_unit") for name in (
        "FeedbackTakenOver", "FeedbackHandedBack", "FeedbackProgressTold",
    )),
    ("FeedbackProgressTold", "state"),
    ("FeedbackEscalated", "of_unit"), ("AppealDecided", "of_unit"),
    ("FeedbackHostDecided", "holder"), ("FeedbackHostDecided", "named"),
})  # fmt: skip
"""Codes of units and of the states of a case."""
SHAPES = {
    ("NodeKeyTold", "key"): handing_over.PublicKey,
    ("FeedbackHandedOver", "sealed"): handing_over.Sealed,
    ("AppealFiled", "sealed"): handing_over.Sealed,
    ("AppealDecided", "sealed"): handing_over.Sealed,
    ("FeedbackHandedOver", "trails"): handing_over.Trail,
}
"""Not text but numbers written in letters: public keys, slow hashes, and sealed boxes, which
carry what an event may not hold to the one node that can open them (decision 0027). Each must
be of its own narrow form, which no sentence, name or telephone number fits.
"""
PUBLIC = (
    AT_THE_DOOR
    | CODES_OF_UNITS
    | MODELS
    | DECISIONS_ON_EXEMPLARS
    | NAMES_OF_PUBLIC_BODIES
    | NUMBERS_OF_DOCUMENTS
    | OFFICIAL_TEXTS
    | CODES_OF_CAMPAIGNS
    | CASES_THAT_CHANGE_HANDS
    | SHAPES.keys()
)


def leaves(model: type[BaseModel]) -> Iterator[tuple[str, str, Any]]:
    """Where each plain value stands: its model, its field, its type."""
    for name, field in model.model_fields.items():
        yield from ((model.__name__, name, kind) for kind in _plain(field.annotation))
        for part in _models(field.annotation):
            yield from leaves(part)


def _plain(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from _plain(get_args(annotation)[0])
    elif get_origin(annotation) in {Union, UnionType, tuple, list, frozenset}:
        for inner in get_args(annotation):
            yield from _plain(inner)
    elif annotation is not Ellipsis and not _is_model(annotation):
        yield annotation


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if _is_model(annotation):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def personal(model: type[BaseModel]) -> list[str]:
    """Fields that could carry a person or free text."""
    return [
        f"{owner}.{name}: {kind}"
        for owner, name, kind in leaves(model)
        if kind not in PLAIN
        and get_origin(kind) is not Literal
        and not (kind is str and (name in CODES or (owner, name) in PUBLIC))
    ]


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.topic.name)
def test_an_event_holds_ids_codes_days_and_counts(event: type[Event]) -> None:
    assert personal(event) == []


@pytest.mark.parametrize("where", SHAPES, ids=str)
def test_what_is_sealed_has_a_form_of_its_own(where: tuple[str, str]) -> None:
    event = next(one for one in ALL_EVENTS if one.__name__ == where[0])
    assert SHAPES[where] in _annotations(event, where[1])


@pytest.mark.parametrize("form", sorted(set(SHAPES.values()), key=str), ids=str)
@pytest.mark.parametrize(
    "said",
    [
        "", "Nguyễn Thị Hoa", "0912345678", "hoa@example.vn", "Ngo12NguyenSon",
        "Cong tac tu hom qua nuoc tran vao nha xin den som " * 2,
        "Congtactuhomquanuoctranvaonha" * 3 + ".",
    ],
)  # fmt: skip
def test_no_sentence_fits_such_a_form(form: Any, said: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(form).validate_python(said)


def _annotations(event: type[Event], name: str) -> list[Any]:
    annotation = get_type_hints(event, include_extras=True)[name]
    return [annotation, *get_args(annotation)]


class Note(BaseModel):
    """A part that somebody has smuggled text into."""

    words: str | None


class Telltale(Event):
    """An event as none may be."""

    topic: ClassVar[Topic] = Topic("intake", "told_on", 1)

    unit: str
    reporter: str
    extra: dict[str, str]
    notes: tuple[Note, ...]


def test_a_name_or_a_note_is_found_however_deep() -> None:
    assert personal(Telltale) == [
        "Telltale.reporter: <class 'str'>",
        "Telltale.extra: dict[str, str]",
        "Note.words: <class 'str'>",
    ]
