"""The facts of a case, and who wrote, as far as one may know without opening anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from services.intake.cases.domain.cases import Visibility
from services.intake.cases.domain.tracking import TrackingNumber, tracking_code
from services.intake.casework.queries import CaseFile
from services.intake.casework.views.inbox import channel_said
from services.intake.categories.views import category_said, unit_said
from services.intake.org.queries import Viewer
from shared.portal.formats import clock, day
from shared.portal.parts import Fact
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Who reads, in which words, by which clock."""

    viewer: Viewer
    words: Words
    zone: tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A message whose sender can be reached."""

    message: str
    said: str
    is_sealed: bool
    may_open: bool


def facts_of(file: CaseFile, teller: Teller) -> Iterator[Fact]:
    """What a case is about, where, and whose it is."""
    case, words = file.case, teller.words
    at = case.received_at.astimezone(teller.zone)
    yield Fact(label=words("case.fact.kind"), value=words(f"kind_of_case.{case.kind}"))
    yield Fact(
        label=words("inbox.category"),
        value=category_said(case.leaf or case.category, file.tree, words),
    )
    if case.address or case.latitude is not None:
        position = "" if case.latitude is None else f"{case.latitude:.5f}, {case.longitude:.5f}"
        yield Fact(
            label=words("case.fact.place"), value=case.address or position, note=position
        )
    yield Fact(
        label=words("inbox.channel"),
        value=channel_said(case.channel, words),
        note=f"{day(at.date(), words.language)}, {clock(at)}",
    )
    yield Fact(label=words("case.fact.unit"), value=unit_said(case.unit, file.names, words))
    if case.assigned_to is not None:
        name = file.people.get(case.assigned_to, words("inbox.somebody"))
        yield Fact(label=words("case.fact.officer"), value=name)
    for _, number in file.merged:
        code = tracking_code(TrackingNumber(number), teller.viewer.here)
        yield Fact(label=words("case.fact.merged"), value=code, href=f"/cases/{number}")
    if case.reopened:
        count = words("inbox.reopened", count=case.reopened)
        yield Fact(label=words("case.fact.reopened"), value=count)
    if case.rating is not None:
        yield Fact(label=words("case.fact.rating"), value=words("case.rating", of=case.rating))


def senders_of(file: CaseFile, words: Words) -> Iterator[Sender]:
    """Who wrote, as far as one may know without opening anything."""
    for message in file.messages:
        reach = file.reaches.get(message.id)
        if reach is None:
            yield Sender(
                message=str(message.id),
                said=words("case.sender.nobody"),
                is_sealed=False,
                may_open=False,
            )
            continue
        is_sealed = message.visibility is Visibility.CONFIDENTIAL
        ways = [name for name in ("phone", "email") if getattr(reach, f"has_{name}")]
        told = ", ".join(words(f"case.sender.{way}") for way in ways)
        key = "case.sender.sealed" if is_sealed else "case.sender.named"
        yield Sender(
            message=str(message.id),
            said=words(key, ways=told or words("case.sender.name_only")),
            is_sealed=is_sealed,
            may_open=file.may_decide if is_sealed else file.may_work,
        )
