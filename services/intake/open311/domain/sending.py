"""Sending: what a client's form says, before anything of it is believed."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.intake.categories.domain import CategoryTreeCategory, Datatype, Question
from services.intake.open311.domain.moments import MomentUnreadable, read_moment
from services.intake.open311.domain.names import Pair
from services.intake.open311.domain.refusals import (
    AttributeMissing,
    AttributeUnreadable,
    LocationMissing,
    LocationUnreadable,
    ServiceMissing,
)
from shared.kernel.places import CIVIC_TIME

Form = Mapping[str, Sequence[str]]
"""Fields by name, each as often as it came; the empty ones are left out."""

ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,100})\](?:\[\d*\])?")
REFERENCES = ("service_request_id_ext", "attribute[fixmystreet_id]", "external_id")
"""What clients call their own number of what they send; the first that is there counts."""
MOST_CHARS = 500
NUMBER = re.compile(r"[+-]?\d{1,18}(?:[.,]\d{1,18})?")
FARTHEST_NORTH, FARTHEST_EAST = 90.0, 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where it is: at a point, in words, or both."""

    latitude: float | None = None
    longitude: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Whoever is said to have sent it; all of it may be empty."""

    name: Pair = field(default_factory=Pair)
    email: str = ""
    phone: str = ""
    device: str = ""
    account: str = ""
    wants_secrecy: bool = False
    """FixMyStreet's word for: let nobody read who wrote."""

    @property
    def is_known(self) -> bool:
        """Whether there is a name, or a way to answer."""
        return bool(self.name.full or self.email or self.phone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One request as a client sends it."""

    service: str
    location: Location
    description: str
    reporter: Reporter
    media_urls: tuple[str, ...] = ()
    reference: str = ""
    """The client's own number: what is sent twice under one number is one request."""


def sending_in(form: Form, *, reference: str = "") -> Sending:
    """What the form says; its attributes are read when the service is known.

    `reference` is the client's own number where it gave one beside the form.

    Raises:
        ServiceMissing: if it does not say what it is about.
        LocationMissing: if it does not say where.
        LocationUnreadable: if it says so in no numbers of this earth.

    """
    service = first(form, "service_code")
    if not service:
        raise ServiceMissing
    return Sending(
        service=service,
        location=_location(form),
        description=first(form, "description"),
        reporter=reporter_in(form),
        media_urls=tuple(url[:MOST_CHARS] for url in _all(form, "media_url")),
        reference=reference
        or next((told for name in REFERENCES if (told := first(form, name))), ""),
    )


def reporter_in(form: Form) -> Reporter:
    """Whoever the form names."""
    told = {name: first(form, name)[:MOST_CHARS] for name in PERSONAL}
    return Reporter(
        name=Pair(told["first_name"], told["last_name"]),
        email=told["email"],
        phone=told["phone"],
        device=told["device_id"],
        account=told["account_id"],
        wants_secrecy=first(form, "public_anonymity_required").lower() == "true",
    )


PERSONAL = ("first_name", "last_name", "email", "phone", "device_id", "account_id")


def answers_in(form: Form, category: CategoryTreeCategory) -> dict[str, tuple[str, ...]]:
    """What was answered to the questions of a category; other attributes are left alone.

    Raises:
        AttributeMissing: if an answer that is needed is not there.
        AttributeUnreadable: if one is not of its kind, or not among those offered.

    """
    given = _attributes(form)
    answers: dict[str, tuple[str, ...]] = {}
    for question in category.questions:
        told = given.get(question.variable, ())
        if question.is_required and not told:
            raise AttributeMissing.named(question.variable)
        if not all(_fits(question, one) for one in _told_once(question, told)):
            raise AttributeUnreadable.named(question.variable)
        answers |= {question.variable: told} if told else {}
    return answers


def words_of(sending: Sending, category: CategoryTreeCategory) -> str:
    """The words a case is opened with; who writes none means what the service is called.

    Media are not fetched from addresses that strangers name; staff see where they are.
    """
    words = sending.description or category.vi
    return "\n".join((words, *sending.media_urls))


def first(form: Form, name: str) -> str:
    """The first value of a field, trimmed; nothing if it is not there."""
    return next(iter(_all(form, name)), "")


def _reference(form: Form) -> str:
    told = (first(form, name) for name in REFERENCES)
    return next((one for one in told if one), "")


def _all(form: Form, name: str) -> list[str]:
    told = [one.strip() for alias in (name, f"{name}[]") for one in form.get(alias, ())]
    return [one for one in told if one]


def _attributes(form: Form) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, values in form.items():
        shape = ATTRIBUTE.fullmatch(name)
        if shape:
            told = [one.strip() for one in values if one.strip()]
            found.setdefault(shape[1], []).extend(told)
    return {code: tuple(dict.fromkeys(values)) for code, values in found.items() if values}


def _told_once(question: Question, told: tuple[str, ...]) -> tuple[str, ...]:
    if len(told) > 1 and question.datatype is not Datatype.MANY:
        raise AttributeUnreadable.named(question.variable)
    return told


def _fits(question: Question, told: str) -> bool:
    if question.values:
        return told in {choice.key for choice in question.values}
    if question.datatype is Datatype.NUMBER:
        return bool(NUMBER.fullmatch(told))
    if question.datatype is Datatype.DATETIME:
        return _is_moment(told)
    is_line = question.datatype is Datatype.TEXT or "\n" not in told
    return is_line and len(told) <= MOST_CHARS


def _is_moment(told: str) -> bool:
    try:
        read_moment(told, zone=CIVIC_TIME)
    except MomentUnreadable:
        return False
    return True


def _location(form: Form) -> Location:
    latitude, longitude = first(form, "lat"), first(form, "long")
    words = first(form, "address_string") or first(form, "address_id")
    if latitude or longitude:
        north, east = _degrees(latitude, FARTHEST_NORTH), _degrees(longitude, FARTHEST_EAST)
        return Location(latitude=north, longitude=east, words=words[:MOST_CHARS])
    if not words:
        raise LocationMissing
    return Location(words=words[:MOST_CHARS])


def _degrees(text: str, farthest: float) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError as refused:
        raise LocationUnreadable from refused
    if not math.isfinite(number) or abs(number) > farthest:
        raise LocationUnreadable
    return number
