"""Happenings: what was said and done about a case, newest first, as its sender reads it."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from services.intake.cases.domain.clock_moves import ClockMove
from services.intake.cases.queries.feedback import Entry
from services.intake.following.queries import SEAL_OPENED, Followed
from services.intake.letters.domain.letters import Letter
from shared.portal.formats import clock, day, long_day
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
