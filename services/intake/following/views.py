"""Happenings: what was said and done about a case, newest first, as its sender reads it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum

from services.intake.cases.domain.cases import ANSWERED, Case, CaseState
from services.intake.cases.queries import Entry
from services.intake.following.queries import SEAL_OPENED, Followed, is_in_window
from services.intake.handing_over.queries import Whereabouts
from services.intake.letters.domain.letters import Letter
from services.intake.org.queries import UnitName
from services.intake.promises.domain import ClockMove
from services.intake.sending.views import Thumbnail, category_name
from shared.portal.formats import clock, day, long_day
from shared.portal.options import Option
from shared.portal.parts import Moment
from shared.portal.words import Words

STATES = {
    "received": "on_time",
    "acknowledged": "on_time",
    "taken_up": "in_progress",
    "interim_reply": "in_progress",
    "resolved": "met",
    "confirmed": "met",
    "closed": "closed",
    "rejected": "closed",
    "reopened": "due_soon",
    "citizen_said": "waiting",
    "merged": "in_progress",
    "unmerged": "in_progress",
    "split_off": "in_progress",
    "handed_over": "in_progress",
    "taken_over": "in_progress",
    "came_back": "due_soon",
    "received_from": "in_progress",
    "host_decided": "in_progress",
    "transferred": "closed",
    "moved": "late",
    "letter": "in_progress",
    "appealed": "waiting",
    "appeal_decided": "in_progress",
    "escalated": "in_progress",
}
OTHERWISE = "in_progress"
TOLD_OTHERWISE = frozenset({"received", SEAL_OPENED, "due_moved"})
"""The receipt stands last, seals beside who one is, moves are told as moves."""
SAID_BY_ENTRY = frozenset({"interim_reply", "reopened"})
"""Moves of the promise that an entry tells of already."""


def happenings(told: Followed, *, zone: tzinfo, words: Words) -> Iterator[Moment]:
    """Entries and moves of the promise, newest first; the receipt stands last."""
    case = told.case
    found: list[tuple[datetime, Moment]] = [(case.received_at, _receipt(told, words, zone))]
    found += [(one.at, _entry(one, words, zone)) for one in told.entries if _is_told(one)]
    found += [
        (one.moved_at, _moved(one, words, zone))
        for one in told.moves
        if one.reason not in SAID_BY_ENTRY
    ]
    found += [(one.issue.signed_at, _letter(one, words)) for one in told.letters if one.issue]
    yield from (moment for _, moment in sorted(found, key=lambda one: one[0], reverse=True))


def openings(told: Followed, *, zone: tzinfo, words: Words) -> list[str]:
    """When one's own seal was opened, and why."""
    return [
        words("following.opened", when=_when(one.at, words, zone), why=one.words)
        for one in told.entries
        if one.what == SEAL_OPENED
    ]


def _is_told(entry: Entry) -> bool:
    return entry.what not in TOLD_OTHERWISE


def _receipt(told: Followed, words: Words, zone: tzinfo) -> Moment:
    due = long_day(told.case.due_on, words.language)
    return Moment(
        state=STATES["received"],
        title=words("following.entry.received"),
        when=_when(told.case.received_at, words, zone),
        text=words("following.entry.received.told", due=due),
    )


def _entry(entry: Entry, words: Words, zone: tzinfo) -> Moment:
    key = f"following.entry.{entry.what}"
    promised = entry.data.get("promised_on")
    told = f"{key}.promised"
    title = words(key if words.knows(key) else "following.entry.other")
    if promised and words.knows(told):
        title = words(told, day=day(date.fromisoformat(str(promised)), words.language))
    return Moment(
        state=STATES.get(entry.what, OTHERWISE),
        title=title,
        when=_when(entry.at, words, zone),
        text=entry.words,
    )


def _moved(move: ClockMove, words: Words, zone: tzinfo) -> Moment:
    why = f"following.moved.{move.reason}"
    return Moment(
        state=STATES["moved"],
        title=words(
            "following.moved",
            old=day(move.old_on, words.language),
            new=day(move.new_on, words.language),
        ),
        when=_when(move.moved_at, words, zone),
        text=words(why) if words.knows(why) else "",
    )


def _letter(letter: Letter, words: Words) -> Moment:
    """That a letter was signed; whom it is addressed to stands on the letter alone."""
    assert letter.issue is not None
    issue, language = letter.issue, words.language
    new_on = letter.new_on
    return Moment(
        state=STATES["letter"],
        title=words(f"following.letter.{letter.kind.value}", number=str(issue.number)),
        when=words("following.letter.signed", day=long_day(issue.issued_on, language)),
        text=letter.reason
        + (
            "\n" + words("following.letter.new", day=long_day(new_on, language))
            if new_on
            else ""
        ),
    )


def _when(at: datetime, words: Words, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{long_day(local.date(), words.language)}, {clock(local)}"


POOR = 2
TITLE_CHARS = 64
CONTESTS = ("not_done", "again", "beside")
FACES = (5, 4, 3, 2, 1)


class CitizenQuestion(StrEnum):
    """The one thing a citizen is asked on the page, if anything."""

    NONE = ""
    DONE = "done"
    RATE = "rate"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """The day that was promised: the largest thing on the page."""

    label: str
    day: str
    state: str
    said: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowView:
    """One case, as the holder of a code sees it."""

    code: str
    title: str
    state: str
    since: str
    told: str
    promise: PromiseLine
    question: CitizenQuestion
    may_reopen: bool
    reopen_last: str
    rated: int | None
    contests: Sequence[Option]
    moments: Sequence[Moment]
    own_words: str
    own_shots: Sequence[Thumbnail] = ()
    result_shots: Sequence[Thumbnail] = ()
    visibility: str
    openings: Sequence[str]
    is_told: bool
    was_told: bool
    ways: str
    may_speak: bool
    may_add: bool
    at: str
    faces: Sequence[tuple[int, str]] = field(default_factory=tuple)


def follow_view(
    told: Followed, code: str, *, today: date, zone: tzinfo, words: Words
) -> FollowView:
    """The page of a code."""
    case, message = told.case, told.message
    mine, results = _shots(told, code)
    return FollowView(
        code=code,
        at=f"/follow/{code}",
        title=title_of(told, words),
        state=(CaseState.MERGED if told.merged else case.state).value,
        since=_since(case, zone=zone, words=words),
        told=_told(told, words),
        promise=promise_of(case, today=today, words=words),
        question=question_of(told, today),
        may_reopen=told.may_speak and case.state in ANSWERED and is_in_window(case, today),
        reopen_last=long_day(case.reopen_until, words.language) if case.reopen_until else "",
        rated=case.rating if told.may_speak else None,
        contests=[Option(one, words(f"following.contest.{one}")) for one in CONTESTS],
        moments=list(happenings(told, zone=zone, words=words)),
        own_words=message.text,
        own_shots=mine,
        result_shots=results,
        visibility=message.visibility.value,
        openings=openings(told, zone=zone, words=words),
        is_told=bool(told.follower and told.follower.is_told),
        was_told=told.follower is not None,
        ways=_ways(told, words),
        may_speak=told.may_speak,
        may_add=told.may_speak
        and case.state not in {CaseState.REJECTED, CaseState.TRANSFERRED},
        faces=[(level, words(f"following.face.{level}")) for level in FACES],
    )


def question_of(told: Followed, today: date) -> CitizenQuestion:
    """What is asked: first whether it is done, then how content, then whether to appeal."""
    case = told.case
    if not told.may_speak or case.state not in ANSWERED:
        return CitizenQuestion.NONE
    if case.state is CaseState.RESOLVED and is_in_window(case, today):
        return CitizenQuestion.DONE
    if case.rating is None:
        return CitizenQuestion.RATE
    return (
        CitizenQuestion.APPEAL
        if case.rating <= POOR and told.may_appeal
        else CitizenQuestion.NONE
    )


def promise_of(case: Case, *, today: date, words: Words) -> PromiseLine:
    """The promise, kept, running or broken; that it never moved is said as well."""
    day = long_day(case.promised_on, words.language)
    state, said = _kept(case, today=today, words=words)
    moved = case.promised_on != case.due_on
    first = long_day(case.due_on, words.language)
    received = long_day(case.received_on, words.language)
    note = (
        words("following.promise.moved", first=first)
        if moved
        else words("following.promise.unmoved", received=received)
    )
    label = words("following.promise.was" if case.closed_on else "following.promise")
    return PromiseLine(label=label, day=day, state=state, said=said, note=note)


def title_of(told: Followed, words: Words) -> str:
    """The first sentence of one's own words, or as much of it as fits on two lines."""
    line = told.message.text.strip().splitlines()[0]
    sentence = line.partition(". ")[0].rstrip(".")
    if len(sentence) <= TITLE_CHARS:
        return sentence or category_name(told.case.category, words)
    return sentence[:TITLE_CHARS].rsplit(" ", 1)[0] + "…"


def _kept(case: Case, *, today: date, words: Words) -> tuple[str, str]:
    if case.state is CaseState.TRANSFERRED:
        return "not_applicable", words("following.promise.gone")
    if case.closed_on is not None:
        code = "on_time" if case.closed_on <= case.promised_on else "late"
        return code, words(f"following.promise.{code}")
    left = (case.promised_on - today).days
    if left < 0:
        return "late", words("following.promise.overdue", count=-left)
    if left == 0:
        return "due_soon", words("following.promise.today")
    return "waiting", words("following.promise.left", count=left)


def _since(case: Case, *, zone: tzinfo, words: Words) -> str:
    at = case.resolved_at or case.received_at
    key = "following.since.resolved" if case.resolved_at else "following.since.received"
    return words(key, time=_time(at, zone), day=_day(at, zone, words))


def _told(told: Followed, words: Words) -> str:
    """What a state means for whoever wrote, where the chip alone would leave them guessing."""
    if told.merged is not None:
        return words(
            "following.told.merged", day=long_day(told.case.promised_on, words.language)
        )
    if told.way is not None and told.way_name is not None:
        return elsewhere(told.way, told.way_name, words)
    key = f"following.told.{told.case.state.value}"
    return words(key) if words.knows(key) else ""


def elsewhere(way: Whereabouts, name: UnitName, words: Words) -> str:
    """Who has it now, and how far it has come there, as far as that was told."""
    unit = words.pick(vi=name.vi, en=name.en)
    if not way.is_taken_over:
        return words("following.elsewhere.waits", unit=unit)
    if not way.stands_due_on:
        return words("following.elsewhere.taken", unit=unit)
    due = long_day(way.stands_due_on, words.language)
    return words("following.elsewhere.due", unit=unit, due=due)


def _shots(told: Followed, code: str) -> tuple[list[Thumbnail], list[Thumbnail]]:
    shots = [
        (
            photo.message == told.message.id,
            Thumbnail(href=_photo_href(code, photo.id), digest="", nth=nth),
        )
        for nth, photo in enumerate(told.photos, 1)
    ]
    return [one for mine, one in shots if mine], [one for mine, one in shots if not mine]


def _photo_href(code: str, photo_id: object) -> str:
    return f"/follow/{code}/photos/{photo_id}"


def _ways(told: Followed, words: Words) -> str:
    follower = told.follower
    if follower is None or not follower.is_told:
        return ""
    ways = [name for name, has in _has(told) if has]
    return words(f"following.ways.{'_and_'.join(ways)}")


def _has(told: Followed) -> Iterator[tuple[str, bool]]:
    assert told.follower is not None
    yield "phone", told.follower.has_phone
    yield "email", told.follower.has_email


def _time(at: datetime, zone: tzinfo) -> str:
    return clock(at.astimezone(zone))


def _day(at: datetime, zone: tzinfo, words: Words) -> str:
    return long_day(at.astimezone(zone).date(), words.language)
