"""Ballots as their pages show them: to staff, to voters, and counted to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from services.registry.ballots.domain.ballots import BoxStanding, Seal
from services.registry.ballots.domain.record import offline_weight
from services.registry.ballots.queries import BallotCount, Options
from services.registry.exemplars.domain.nominations import Subject
from services.registry.exemplars.domain.scoring import ranked
from services.registry.exemplars.views import title_of, unit_name
from services.registry.org.domain import Askable
from shared.portal.formats import number, percent
from shared.portal.options import Option
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    place: int
    label: str
    hint: str
    online: int
    paper: int
    weight: str
    is_chosen: bool
    tenths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRow:
    receipt: str
    choices: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    rows: Sequence[CountRow]
    votes: Sequence[VoteRow]
    turnout: str
    weight: str
    is_weighed: bool
    opening: str
    closing: str
    is_tied: bool
    looked_for: str
    found: VoteRow | None
    """The vote of the receipt that was looked for, if there is one."""


def options_of(options: Options, words: Words) -> list[Option]:
    return [_option(code, options, words) for code in options.codes]


def result_of(
    count: BallotCount, words: Words, *, looked_for: Sequence[str] = ()
) -> ResultView:
    ballot, record = count.ballot, count.record
    options = options_of(count.options, words)
    labels = {option.value: option.label for option in options}
    weight = offline_weight(len(record.votes), count.papers, ballot.offline_cap)
    voters = len(record.votes) + count.papers
    turnout = Fraction(100 * voters, ballot.roll) if ballot.roll else None
    rows = _counted(count, options, words)
    votes = [
        VoteRow(receipt=vote.receipt, choices=[labels[choice] for choice in vote.choices])
        for vote in record.votes
    ]
    return ResultView(
        rows=rows,
        votes=votes,
        turnout=percent(turnout, words.language),
        weight=f"{number(weight, words.language, digits=2)} ({weight})",
        is_weighed=weight != 1,
        opening=in_fours(ballot.opening),
        closing=in_fours(ballot.closing),
        is_tied=sum(row.is_chosen for row in rows) != ballot.seats,
        looked_for=looked_for[0] if looked_for else "",
        found=next((vote for vote in votes if vote.receipt in looked_for), None),
    )


def in_fours(chain: str) -> str:
    """A chain in groups of four, as it is read aloud.

    >>> in_fours("0f1e2d3c")
    '0f1e 2d3c'
    """
    return " ".join(chain[at : at + 4] for at in range(0, len(chain), 4))


def seal_rows(
    seals: Sequence[Seal], units: Mapping[str, Askable], words: Words
) -> list[tuple[str, str, str, date]]:
    """The seals known here: of whom, of what, the number, the day."""
    return [
        (
            unit_name(seal.unit, units, words),
            words(f"ballots.seal.{seal.phase}"),
            in_fours(seal.seal),
            seal.sealed_on,
        )
        for seal in seals
    ]


def box_rows(
    boxes: Sequence[BoxStanding], options: Sequence[Option], words: Words
) -> list[tuple[BoxStanding, list[str]]]:
    """The boxes; with the numbers that differ, never with what the other typed."""
    names = {name: words(f"ballots.box.{name}") for name in ("papers", "blank", "spoilt")}
    names = {option.value: option.label for option in options} | names
    return [(box, [names[name] for name in box.differing]) for box in boxes]


def _option(code: str, options: Options, words: Words) -> Option:
    nomination = options.nominations.get(code)
    if nomination is None:
        return Option(code, code)
    name = options.names.get(nomination.id, "")
    unit = unit_name(nomination.unit, options.units, words)
    is_person = nomination.subject is Subject.INDIVIDUAL
    achievement = "" if is_person and not name else nomination.achievement
    hint = f"{unit} · {achievement}" if is_person and achievement else achievement or unit
    return Option(code, title_of(nomination, options.units, words=words, name=name), hint)


def _counted(count: BallotCount, options: Sequence[Option], words: Words) -> list[CountRow]:
    record = count.record
    named = {option.value: option for option in options}
    places = ranked(record.count)
    top = max(record.count.values(), default=0)
    last = places[record.seats - 1][2]
    return [
        CountRow(
            place=place,
            label=named[code].label,
            hint=named[code].hint,
            online=sum(code in vote.choices for vote in record.votes),
            paper=sum(box.votes.get(code, 0) for box in record.boxes),
            weight=number(weight, words.language, digits=2),
            is_chosen=weight >= last and weight > 0,
            tenths=int(10 * weight / top) if top else 0,
        )
        for place, code, weight in places
    ]
