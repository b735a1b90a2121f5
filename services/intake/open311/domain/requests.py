"""Requests as anybody may see them: where a case stands, and no word that was not published.

What is shown is decided here alone. A case shows its words, its place and its photos if its
reporter signed it and an officer published it; whoever brought it with a key sees what that
key brought. Everybody else sees what it is about, where it stands and when it is due.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from uuid import UUID

from services.intake.cases.domain.cases import CaseState, Visibility
from services.intake.open311.domain.documents import Listing, Record, Value
from services.intake.open311.domain.moments import promised_at, written
from services.intake.open311.domain.standing import NOTES, status_of, step_said

WITHHELD = "Nội dung không công bố / Content not published"
NO_WORDS = "Không có lời kèm / No words"
METRES = 4
"""Decimals of a published point: some ten metres, a house front and not a door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One question of a category, and what was answered."""

    code: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStep:
    """Something that happened to a case and that anybody may know of."""

    id: UUID
    case: UUID
    what: str
    at: datetime
    words: str = ""
    is_own: bool = False
    """Whether whoever asks brought the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A case as it is kept, with all that decides what is shown of it."""

    id: UUID
    unit: str
    category: str
    visibility: Visibility
    state: CaseState
    channel: str
    address: str
    latitude: float | None
    longitude: float | None
    received_at: datetime
    promised_on: date
    updated_at: datetime
    published: str | None
    """The words an officer published, if any."""
    own_words: str | None
    """The words whoever asks brought, if any."""
    own_place: bool

    @property
    def is_public(self) -> bool:
        """Whether words and place may be read by anybody."""
        return self.visibility is Visibility.NAMED and self.published is not None

    @property
    def words(self) -> str:
        """The words to be shown to whoever asks."""
        if self.own_words is not None:
            return self.own_words
        return (self.published or "") if self.is_public else WITHHELD

    @property
    def shows_place(self) -> bool:
        """Whether it is shown where exactly it is."""
        return self.is_public or self.own_place


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a case needs to be told in words: names, photos, answers, steps, and the zone."""

    zone: tzinfo
    services: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)
    """Published photos, by case."""
    photos_at: str = ""
    """The address of a photo, with `{}` for its id."""
    answers: Mapping[UUID, Sequence[Answered]] = field(default_factory=dict)
    steps: Mapping[UUID, Sequence[RequestStep]] = field(default_factory=dict)


def request_record(seen: Seen, around: Surroundings, *, extended: bool = False) -> Record:
    """One request; the fields are in the order of the specification."""
    unit = around.units.get(seen.unit, seen.unit)
    photos = _photos(seen, around)
    record: dict[str, Value] = {
        "service_request_id": str(seen.id),
        "status": status_of(seen.state).value,
        "status_notes": NOTES[seen.state],
        "service_name": around.services.get(seen.category, seen.category),
        "service_code": seen.category,
        "description": seen.words or NO_WORDS,
        "agency_responsible": unit,
        "requested_datetime": written(seen.received_at),
        "updated_datetime": written(seen.updated_at),
        "expected_datetime": written(promised_at(seen.promised_on, around.zone)),
        "address": (seen.address if seen.shows_place else "") or unit,
        "lat": _degrees(seen, seen.latitude),
        "long": _degrees(seen, seen.longitude),
        "media_url": next(iter(photos), None),
    }
    return record | dict(_extensions(seen, around, photos)) if extended else record


def update_record(step: RequestStep) -> Record:
    """One update, as FixMyStreet reads it."""
    status, said = step_said(step.what)
    return {
        "update_id": str(step.id),
        "service_request_id": str(step.case),
        "status": status,
        "external_status_code": step.what,
        "updated_datetime": written(step.at),
        "description": (step.words if step.is_own else "") or said,
    }


def _photos(seen: Seen, around: Surroundings) -> list[str]:
    shown = around.photos.get(seen.id, ()) if seen.shows_place else ()
    return [around.photos_at.format(photo) for photo in shown]


def _degrees(seen: Seen, degrees: float | None) -> float | None:
    if degrees is None or not seen.shows_place:
        return None
    return degrees if seen.own_place else round(degrees, METRES)


def _extensions(seen: Seen, around: Surroundings, photos: Sequence[str]) -> Record:
    answers = around.answers.get(seen.id, ()) if seen.own_words is not None else ()
    return {
        "attributes": Listing("attribute", [_attribute(one) for one in answers]),
        "extended_attributes": {
            "channel": seen.channel,
            "photos": Listing("photo", [{"media_url": url} for url in photos]),
        },
        "notes": Listing("note", [_note(step) for step in around.steps.get(seen.id, ())]),
    }


def _attribute(answered: Answered) -> Record:
    return {
        "code": answered.code,
        "label": answered.label,
        "name": answered.code,
        "value": ", ".join(answered.values),
    }


def _note(step: RequestStep) -> Record:
    return {
        "datetime": written(step.at),
        "description": (step.words if step.is_own else "") or step_said(step.what)[1],
        "type": step.what,
    }
