"""Sending: what a client's form says, before anything of it is believed."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.intake.categories.domain import Category, Datatype, Question
from services.intake.open311.domain.documents import MomentUnreadable, read_moment
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


@dataclass(frozen=True, slots=True)
class Pair:
    """A name as Open311 carries it."""

    first: str = ""
    last: str = ""

    @property
    def full(self) -> str:
        """The name as it is said here.

        >>> Pair("Hoa", "Nguyễn Thị").full, Pair("Hoa").full
        ('Nguyễn Thị Hoa', 'Hoa')
        """
        return " ".join(f"{self.last} {self.first}".split())


def pair_of(full: str) -> Pair:
    """A full name taken apart.

    >>> pair_of("Nguyễn Thị  Hoa"), pair_of("Hoa")
    (Pair(first='Hoa', last='Nguyễn Thị'), Pair(first='Hoa', last=''))
    """
    *family, given = full.split() or [""]
    return Pair(given, " ".join(family))


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
        or next(filter(None, (first(form, name) for name in REFERENCES)), ""),
    )


def reporter_in(form: Form) -> Reporter:
    """Whoever the form names."""
    values = {name: first(form, name)[:MOST_CHARS] for name in PERSONAL}
    return Reporter(
        name=Pair(values["first_name"], values["last_name"]),
        email=values["email"],
        phone=values["phone"],
        device=values["device_id"],
        account=values["account_id"],
        wants_secrecy=first(form, "public_anonymity_required").lower() == "true",
    )


PERSONAL = ("first_name", "last_name", "email", "phone", "device_id", "account_id")


def answers_in(form: Form, category: Category) -> dict[str, tuple[str, ...]]:
    """What was answered to the questions of a category; other attributes are left alone.

    Raises:
        AttributeMissing: if an answer that is needed is not there.
        AttributeUnreadable: if one is not of its kind, or not among those offered.

    """
    given = _attributes(form)
    answers: dict[str, tuple[str, ...]] = {}
    for question in category.questions:
        values = given.get(question.variable, ())
        if question.is_required and not values:
            raise AttributeMissing.named(question.variable)
        is_one = len(values) <= 1 or question.datatype is Datatype.MANY
        if not is_one or not all(_fits(question, value) for value in values):
            raise AttributeUnreadable.named(question.variable)
        answers |= {question.variable: values} if values else {}
    return answers


def words_of(sending: Sending, category: Category) -> str:
    """The words a case is opened with; who writes none means what the service is called.

    Media are not fetched from addresses that strangers name; staff see where they are.
    """
    words = sending.description or category.vi
    return "\n".join((words, *sending.media_urls))


def first(form: Form, name: str) -> str:
    """The first value of a field, trimmed; nothing if it is not there."""
    return next(iter(_all(form, name)), "")


def _all(form: Form, name: str) -> list[str]:
    values = [value.strip() for alias in (name, f"{name}[]") for value in form.get(alias, ())]
    return [value for value in values if value]


def _attributes(form: Form) -> dict[str, tuple[str, ...]]:
    attributes: dict[str, list[str]] = {}
    for name, values in form.items():
        if shape := ATTRIBUTE.fullmatch(name):
            given = [value.strip() for value in values if value.strip()]
            attributes.setdefault(shape[1], []).extend(given)
    return {code: tuple(dict.fromkeys(vs)) for code, vs in attributes.items() if vs}


def _fits(question: Question, value: str) -> bool:
    if question.values:
        return value in {choice.key for choice in question.values}
    if question.datatype is Datatype.NUMBER:
        return bool(NUMBER.fullmatch(value))
    if question.datatype is Datatype.DATETIME:
        return _is_moment(value)
    is_line = question.datatype is Datatype.TEXT or "\n" not in value
    return is_line and len(value) <= MOST_CHARS


def _is_moment(text: str) -> bool:
    try:
        read_moment(text, zone=CIVIC_TIME)
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
