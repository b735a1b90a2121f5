"""The inbox: rows grouped by the day promised, each with a light that needs no colour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import groupby
from uuid import UUID

from services.intake.cases.domain.tracking import TrackingNumber, tracking_code
from services.intake.casework.domain import (
    CaseLight,
    InboxTab,
    Order,
    Row,
    Traffic,
    after_of,
    traffic,
)
from services.intake.casework.queries import Inbox
from services.intake.categories.views import (
    category_said,
    leaf_options,
    parent_options,
    unit_said,
)
from services.intake.org.queries import Viewer
from shared.portal.formats import clock, day, long_day
from shared.portal.list_query import ListQuery, Pages, keyed
from shared.portal.options import Option
from shared.portal.parts import Link, Tab
from shared.portal.words import Words

TITLE_CHARS = 110
LIGHTS = {
    CaseLight.OVERDUE: "overdue",
    CaseLight.TODAY: "due_soon",
    CaseLight.TOMORROW: "waiting",
    CaseLight.THIS_WEEK: "waiting",
    CaseLight.LATER: "waiting",
}
"""The state each light is drawn as."""
SHAPES = {
    "received": "waiting", "acknowledged": "open", "in_progress": "in_progress",
    "handed_over": "prepared", "resolved": "accepted", "confirmed": "met", "closed": "closed",
    "rejected": "cancelled", "merged": "closed", "transferred": "prepared",
}  # fmt: skip
"""The shape each state of a case is drawn in."""
CHANNELS = (
    *("online_channel", "counter", "phone", "hotline", "portal_1022", "email", "zalo_oa"),
    *("sms", "open311", "citizen_reception", "suggestion_box", "press_media", "letter"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who has a case: initials, a name, and since or until when."""

    initials: str
    name: str
    note: str
    is_mine: bool
    is_at_work: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """A case as a row."""

    number: str
    code: str
    href: str
    title: str
    light: str
    due: str
    due_note: str
    meta: Sequence[str]
    state: str
    state_said: str
    reopened: str
    holder: Hand | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows of one day."""

    title: str
    is_over: bool
    lines: Sequence[InboxLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxView:
    """The whole page."""

    said: str
    given: Sequence[Link]
    tabs: Sequence[Tab]
    view: str
    groups: Sequence[Group]
    pages: Pages
    categories: Sequence[Option]
    leaves: Sequence[Option]
    channels: Sequence[Option]
    people: Sequence[Option]
    colleagues: Sequence[Option]
    orders: Sequence[Option]
    is_sifted: bool
    may_work: bool
    here: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxReader:
    """Who reads the inbox, in which words, and by which clock."""

    viewer: Viewer
    words: Words
    zone: tzinfo


def inbox_view(
    inbox: Inbox, reader: InboxReader, sheet: ListQuery, *, may_work: bool
) -> InboxView:
    """One page of one view."""
    words, wanted = reader.words, inbox.wanted
    last = inbox.rows[-1] if inbox.has_more else None
    following = after_of(last, wanted.order).written() if last else ""
    return InboxView(
        said=_now_said(reader),
        given=list(_given(inbox, reader)),
        tabs=[_tab(view, inbox, sheet=sheet, words=words) for view in InboxTab],
        view=wanted.view.value,
        groups=list(_groups(inbox, reader)),
        pages=keyed(sheet, shown=len(inbox.rows), next_after=following),
        categories=parent_options(inbox.tree, words),
        leaves=leaf_options(inbox.tree, words),
        channels=channel_options(words),
        people=[
            Option("me", words("inbox.who.me")),
            Option("nobody", words("inbox.who.nobody")),
            *(Option(str(one.account), one.name) for one in inbox.colleagues),
        ],
        colleagues=[Option(str(one.account), one.name) for one in inbox.colleagues],
        orders=[Option(order.value, words(f"inbox.order.{order.value}")) for order in Order],
        is_sifted=any(
            sheet.value(name) for name in ("category", "channel", "who", "q", "order")
        ),
        may_work=may_work,
        here=sheet.href,
    )


def channel_options(words: Words) -> list[Option]:
    """The channels a case may have come by."""
    return [Option(code, words(f"channel.{code}")) for code in CHANNELS]


def channel_said(code: str, words: Words) -> str:
    """A channel by its name; by its code where it is newer than our words."""
    return words(f"channel.{code}") if words.knows(f"channel.{code}") else code


def title_of(text: str) -> str:
    """The first line of what somebody wrote, short enough for a row.

    >>> title_of("Rác đổ thành đống. Mong phường cho dọn.")
    'Rác đổ thành đống. Mong phường cho dọn.'
    """
    first = " ".join(text.split())
    if len(first) <= TITLE_CHARS:
        return first
    return first[:TITLE_CHARS].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def initials_of(name: str) -> str:
    """The letters somebody is known by: of the middle and the given name.

    >>> initials_of("Trần Văn Bình"), initials_of("Hà"), initials_of("…")
    ('VB', 'H', '…')
    """
    return "".join(part[0] for part in name.split()[-2:]).upper()


def due_said(light: Traffic, words: Words) -> str:
    """How long there is left, in words."""
    if light.light is CaseLight.OVERDUE:
        return words("inbox.over", count=-light.days)
    if light.light in {CaseLight.TODAY, CaseLight.TOMORROW}:
        return words(f"inbox.due.{light.light}")
    return words("inbox.due.days", count=light.days)


def _now_said(reader: InboxReader) -> str:
    viewer, words = reader.viewer, reader.words
    today = long_day(viewer.today, words.language)
    return words("inbox.now", day=today, hour=clock(viewer.now.astimezone(reader.zone)))


def _given(inbox: Inbox, reader: InboxReader) -> Iterator[Link]:
    """What colleagues gave one lately: the case, by whom, and when."""
    names = {str(one.account): one.name for one in inbox.colleagues}
    for one in inbox.given:
        at = one.at.astimezone(reader.zone)
        name = names.get(one.by, reader.words("inbox.somebody"))
        when = f"{clock(at)}, {day(at.date(), reader.words.language)}"
        note = reader.words("inbox.given.by", name=name, when=when)
        yield Link(title_of(one.text), f"/cases/{one.number}", note)


def _tab(view: InboxTab, inbox: Inbox, *, sheet: ListQuery, words: Words) -> Tab:
    return Tab(
        label=words(f"inbox.view.{view.value}"),
        href=sheet.only(view="" if view is InboxTab.ALL else view.value),
        is_here=view is inbox.wanted.view,
        count=inbox.counts[view],
        is_urgent=view is InboxTab.OVERDUE and inbox.counts[view] > 0,
    )


def _groups(inbox: Inbox, reader: InboxReader) -> Iterator[Group]:
    if inbox.wanted.order is Order.NEWEST:
        lines = [_line(row, inbox, reader) for row in inbox.rows]
        if lines:
            title = reader.words("inbox.group.newest")
            yield Group(title=title, is_over=False, lines=lines)
        return
    today = reader.viewer.today
    for title, rows in groupby(inbox.rows, key=lambda row: _group_of(row, today, reader.words)):
        found = list(rows)
        yield Group(
            title=title,
            is_over=found[0].promised_on < today and found[0].state != "resolved",
            lines=[_line(row, inbox, reader) for row in found],
        )


def _group_of(row: Row, today: date, words: Words) -> str:
    if row.state == "resolved":
        return words("inbox.group.answered")
    light = traffic(row.promised_on, today).light
    if light in {CaseLight.TODAY, CaseLight.TOMORROW}:
        when = long_day(row.promised_on, words.language)
        return words(f"inbox.group.{light}", day=when)
    return words(f"inbox.group.{light}")


def _line(row: Row, inbox: Inbox, reader: InboxReader) -> InboxLine:
    words, today = reader.words, reader.viewer.today
    light = traffic(row.promised_on, today)
    is_answered = row.state == "resolved"
    until = row.reopen_until or row.promised_on
    return InboxLine(
        number=row.number,
        code=tracking_code(TrackingNumber(row.number), reader.viewer.here),
        href=f"/cases/{row.number}",
        title=title_of(row.text),
        light="waiting" if is_answered else LIGHTS[light.light],
        due=words("inbox.answered") if is_answered else due_said(light, words),
        due_note=words(
            "inbox.until" if is_answered else "inbox.promised",
            day=day(until if is_answered else row.promised_on, words.language),
        ),
        meta=list(_meta(row, inbox, words)),
        state=SHAPES[row.state],
        state_said=words(f"case.state.{row.state}"),
        reopened=words("inbox.reopened", count=row.reopened) if row.reopened else "",
        holder=_hand(row, reader),
    )


def _meta(row: Row, inbox: Inbox, words: Words) -> Iterator[str]:
    yield category_said(row.leaf, inbox.tree, words)
    if row.address:
        yield row.address
    if len(inbox.names) > 1:
        yield unit_said(row.unit, inbox.names, words)
    yield channel_said(row.channel, words)
    if row.messages > 1:
        yield words("inbox.messages", count=row.messages)


def _hand(row: Row, reader: InboxReader) -> Hand | None:
    words, me = reader.words, reader.viewer.principal.account
    if row.holder is not None and row.held_until is not None:
        until = clock(row.held_until.astimezone(reader.zone))
        return _one_hand(
            row.holder,
            row.holder_name,
            me=me,
            words=words,
            note=words("inbox.held", hour=until),
        )
    if row.assigned_to is None:
        return None
    return _one_hand(row.assigned_to, row.assignee, me=me, words=words, note="")


def _one_hand(account: UUID, name: str | None, *, me: UUID, words: Words, note: str) -> Hand:
    shown = name or words("inbox.somebody")
    is_mine = account == me
    return Hand(
        initials=initials_of(shown),
        name=words("inbox.who.me") if is_mine else shown,
        note=note,
        is_mine=is_mine,
        is_at_work=bool(note),
    )
