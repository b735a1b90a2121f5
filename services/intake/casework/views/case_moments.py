"""What was said and done about a case, newest first, in words."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from uuid import UUID

from services.intake.cases.domain.messages import Message
from services.intake.cases.domain.tracking import TrackingNumber, tracking_code
from services.intake.cases.queries import Entry
from services.intake.casework.queries import CaseFile
from services.intake.casework.views.inbox import channel_said
from services.intake.categories.views import category_said
from shared.kernel.places import PlaceCode
from shared.portal.form_reader import NoSuchDay, day_of_text
from shared.portal.formats import clock, day
from shared.portal.parts import Moment
from shared.portal.words import Words

SHAPES = {
    "acknowledged": "met", "taken_up": "in_progress", "interim_reply": "open",
    "resolved": "met", "rejected": "cancelled", "confirmed": "met", "reopened": "overdue",
    "rated": "open", "closed": "closed", "merged": "closed", "unmerged": "open",
    "transferred": "prepared", "handed_over": "prepared", "seal_opened": "due_soon",
    "contact_read": "due_soon", "lease_taken_over": "due_soon", "split_off": "open",
}  # fmt: skip
"""Those not named here are drawn as waiting."""


def moments_of(file: CaseFile, words: Words, *, zone: tzinfo, here: PlaceCode) -> list[Moment]:
    """Entries and messages together, the newest first."""
    told = [(entry.at, _entry(entry, file, words, here=here)) for entry in file.entries]
    told += [(message.received_at, _message(message, words)) for message in file.messages]
    told.sort(key=lambda one: one[0], reverse=True)
    return [
        Moment(
            state=moment.state,
            title=moment.title,
            when=_when(at.astimezone(zone), words),
            by=moment.by,
            text=moment.text,
        )
        for at, moment in told
    ]


def _when(at: datetime, words: Words) -> str:
    return f"{day(at.date(), words.language)}, {clock(at)}"


def who_said(who: str, people: Mapping[UUID, str], words: Words) -> str:
    """Whose hand it was, by name."""
    if words.knows(f"case.who.{who}"):
        return words(f"case.who.{who}")
    try:
        return people.get(UUID(who), words("inbox.somebody"))
    except ValueError:
        return who.removeprefix("node:")


def _message(message: Message, words: Words) -> Moment:
    channel = channel_said(message.channel, words)
    return Moment(
        state="waiting",
        title=words("case.entry.message", channel=channel),
        text="" if message.opened else message.text,
    )


def _entry(entry: Entry, file: CaseFile, words: Words, *, here: PlaceCode) -> Moment:
    key = f"case.entry.{entry.what}"
    title = words(key) if words.knows(key) else entry.what
    if entry.is_public and entry.words:
        title = words("case.entry.told", what=title)
    return Moment(
        state=SHAPES.get(entry.what, "waiting"),
        title=title,
        by=who_said(entry.who, file.people, words),
        text="\n".join(
            part for part in (entry.words, _data(entry, file, words, here=here)) if part
        ),
    )


def _data(entry: Entry, file: CaseFile, words: Words, *, here: PlaceCode) -> str:
    data = entry.data
    if entry.what == "categorised":
        name = category_said(str(data.get("to", "")), file.tree, words)
        return words("case.entry.categorised.to", name=name)
    if entry.what == "assigned":
        return words(
            "case.entry.assigned.to", name=who_said(str(data["to"]), file.people, words)
        )
    if "with" in data:
        other = tracking_code(TrackingNumber(str(data["with"])), here)
        return words("case.entry.with", code=other)
    if "promised_on" in data:
        return _promised(str(data["promised_on"]), words)
    return ""


def _promised(written: str, words: Words) -> str:
    try:
        return words("case.entry.promised", day=day(day_of_text(written), words.language))
    except NoSuchDay:
        return ""
