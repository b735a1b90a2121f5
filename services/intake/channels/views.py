"""Channels: how each fares, in words; what waits for somebody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from services.intake.cases.domain.tracking import tracking_code
from services.intake.channels.domain.mail_records import MailRecord
from services.intake.channels.queries import ChannelState, Faring, Lost
from shared.chassis.channels import Channels
from shared.kernel.places import Place
from shared.portal.ages import how_long_ago
from shared.portal.formats import clock, day
from shared.portal.words import Words

WORKS, FAILS, UNUSED, CLOSED = "well", "cut", "awaited", "not_applicable"
SAID = {WORKS: "works", FAILS: "fails", UNUSED: "unused", CLOSED: "closed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLine:
    """One way in or out."""

    name: str
    state: str
    said: str
    worked: str
    failed: str
    failure: str
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """A letter that waits for somebody."""

    id: int
    seen: str
    why: str
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LostLine:
    """A notice that could not be told."""

    id: str
    code: str
    href: str
    kind: str
    channel: str
    at: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelsView:
    """The page of channels."""

    lines: Sequence[ChannelLine]
    parked: Sequence[MailLine]
    lost: Sequence[LostLine]
    taken: int
    ignored: int
    may_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReader:
    """In which words, and seen from which moment and place."""

    words: Words
    place: Place
    now: datetime

    @property
    def zone(self) -> tzinfo:
        """The time zone of the place."""
        return self.place.time_zone

    def ago(self, moment: datetime | None) -> str:
        """How long ago; empty if never."""
        if moment is None:
            return ""
        return how_long_ago(moment, now=self.now, words=self.words, zone=self.zone)

    def at(self, moment: datetime) -> str:
        """A day and an hour here."""
        local = moment.astimezone(self.zone)
        return f"{clock(local)}, {day(local.date(), self.words.language)}"


def channels_view(
    faring: Faring, channels: Channels, reader: ChannelReader, *, may_read: bool
) -> ChannelsView:
    """How every channel fares."""
    return ChannelsView(
        lines=list(_lines(faring, channels, reader)),
        parked=[_mail(record, reader) for record in faring.parked],
        lost=[_lost(lost, reader) for lost in faring.lost],
        taken=faring.mails.get("taken", 0),
        ignored=faring.mails.get("ignored", 0),
        may_read=may_read,
    )


def _lines(faring: Faring, channels: Channels, reader: ChannelReader) -> Iterator[ChannelLine]:
    keys, words = channels.keys, reader.words
    channels_open = (
        ("email", channels.mailbox is not None),
        ("email-out", channels.smtp is not None),
        ("sms", bool(keys.sms.get_secret_value())),
        ("sms-out", channels.sms is not None),
        ("zalo_oa", bool(keys.zalo.get_secret_value())),
        ("zalo-out", channels.zalo is not None),
    )
    for code, is_open in channels_open:
        known = faring.states.get(code, ChannelState(channel=code))
        state = _state(known) if is_open else CLOSED
        fails = state == FAILS
        yield ChannelLine(
            name=words(f"channels.way.{code}"),
            state=state,
            said=words(f"channels.state.{SAID[state]}"),
            worked=reader.ago(known.worked_at),
            failed=reader.ago(known.failed_at) if fails else "",
            failure=known.failure if fails else "",
            waiting=faring.waiting.get(code.removesuffix("-out"), 0)
            if code.endswith("-out")
            else 0,
        )


def _state(known: ChannelState) -> str:
    """What happened last is how it fares."""
    if known.failed_at and (known.worked_at is None or known.failed_at > known.worked_at):
        return FAILS
    return WORKS if known.worked_at else UNUSED


def _mail(record: MailRecord, reader: ChannelReader) -> MailLine:
    words = reader.words
    why = words("channels.parked.other", code=record.reason)
    if words.knows(f"channels.parked.{record.reason}"):
        why = words(f"channels.parked.{record.reason}")
    return MailLine(
        id=record.id, seen=reader.at(record.seen_at), why=why, is_kept=record.raw is not None
    )


def _lost(lost: Lost, reader: ChannelReader) -> LostLine:
    words, notice = reader.words, lost.notice
    code = tracking_code(lost.number, reader.place.code) if lost.number else ""
    kind = words("channels.notice.other")
    if words.knows(f"channels.notice.{notice.kind}"):
        kind = words(f"channels.notice.{notice.kind}")
    return LostLine(
        id=str(notice.id),
        code=code,
        href=f"/cases/{lost.number}" if lost.number else "",
        kind=kind,
        channel=words(f"channels.way.{notice.channel}-out"),
        at=reader.at(notice.created_at),
        why=notice.failure,
    )
