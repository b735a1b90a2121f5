"""Following: where a case stands, the promise, the one question, and what happened so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum

from services.intake.cases.domain.cases import ANSWERED, Case, CaseState
from services.intake.following.queries import Followed, is_in_window
from services.intake.following.views.timeline import happenings, openings
from services.intake.handing_over.queries import CaseRoute
from services.intake.org.queries.units import UnitName
from services.intake.sending.views import Shot, category_name
from shared.portal.formats import clock, long_day
from shared.portal.options import Option
from shared.portal.parts import Moment
from shared.portal.words import Words

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
    own_shots: Sequence[Shot] = ()
    result_shots: Sequence[Shot] = ()
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


def elsewhere(way: CaseRoute, name: UnitName, words: Words) -> str:
    """Who has it now, and how far it has come there, as far as that was told."""
    unit = words.pick(vi=name.vi, en=name.en)
    if not way.is_taken_over:
        return words("following.elsewhere.waits", unit=unit)
    if not way.stands_due_on:
        return words("following.elsewhere.taken", unit=unit)
    due = long_day(way.stands_due_on, words.language)
    return words("following.elsewhere.due", unit=unit, due=due)


def _shots(told: Followed, code: str) -> tuple[list[Shot], list[Shot]]:
    shots = [
        (
            photo.message == told.message.id,
            Shot(href=_photo_href(code, photo.id), digest="", nth=nth),
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
