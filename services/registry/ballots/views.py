"""Ballots as their pages show them: to staff, to voters, and counted to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from services.registry.ballots.domain.ballot_record import offline_weight
from services.registry.ballots.domain.ballots import Ballot, BallotState
from services.registry.ballots.domain.boxes import BoxStanding
from services.registry.ballots.domain.seals import Seal
from services.registry.ballots.queries import BallotCount, BallotDesk, Options
from services.registry.exemplars.domain.exemplars import Subject
from services.registry.exemplars.domain.scoring import ranked
from services.registry.exemplars.views.exemplars import title_of, unit_name
from services.registry.org.domain import Askable
from shared.portal.formats import number, percent
from shared.portal.options import Option
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One ballot of the list."""

    href: str
    title: str
    state: str
    options: int
    roll: int
    slips: int
    opened_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxRow:
    """One box as it stands; which numbers differ, never what the other typed."""

    box: str
    href: str
    state: str
    differing: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """A ballot as those who hold it see it."""

    id: str
    title: str
    state: str
    options: Sequence[Option]
    seats: int
    roll: int
    slips: int
    voted: int
    cap: str
    opening: str
    opened_on: date | None
    boxes: Sequence[BoxRow]
    public_href: str
    has_settled_boxes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VoterView:
    """A ballot as a voter sees it."""

    id: str
    title: str
    state: str
    options: Sequence[Option]
    seats: int
    opening: str
    slips: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """What one option was given."""

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
    """One vote as it is published."""

    receipt: str
    choices: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """A closed ballot, counted."""

    id: str
    title: str
    rows: Sequence[CountRow]
    votes: Sequence[VoteRow]
    online: int
    papers: int
    roll: int
    turnout: str
    weight: str
    is_weighed: bool
    opening: str
    closing: str
    opened_on: date | None
    closed_on: date | None
    is_tied: bool
    looked_for: str
    found: VoteRow | None
    """The vote of the receipt that was looked for, if there is one."""


def summary_of(ballot: Ballot) -> Summary:
    """One ballot of the list."""
    return Summary(
        href=f"/ballots/{ballot.id}",
        title=ballot.title,
        state=ballot.state.value,
        options=len(ballot.options),
        roll=ballot.roll,
        slips=ballot.slips,
        opened_on=ballot.opened_on,
        closed_on=ballot.closed_on,
    )


def options_of(ballot: Ballot, told: Options, words: Words) -> list[Option]:
    """What can be chosen, in the order of the ballot."""
    return [_option(code, told, words) for code in ballot.options]


def desk_of(told: BallotDesk, words: Words) -> DeskView:
    """A ballot as those who hold it see it."""
    ballot = told.ballot
    options = options_of(ballot, told.options, words)
    labels = {option.value: option.label for option in options}
    return DeskView(
        id=str(ballot.id),
        title=ballot.title,
        state=ballot.state.value,
        options=options,
        seats=ballot.seats,
        roll=ballot.roll,
        slips=ballot.slips,
        voted=told.voted,
        cap=percent(ballot.offline_cap * 100, words.language),
        opening=in_fours(ballot.opening),
        opened_on=ballot.opened_on,
        boxes=[_box(ballot, each, labels, words=words) for each in told.boxes],
        public_href=f"/public/ballots/{ballot.id}",
        has_settled_boxes=all(each.state.value == "agreed" for each in told.boxes),
    )


def voter_of(ballot: Ballot, told: Options, words: Words) -> VoterView:
    """A ballot as a voter sees it."""
    return VoterView(
        id=str(ballot.id),
        title=ballot.title,
        state=ballot.state.value,
        options=options_of(ballot, told, words),
        seats=ballot.seats,
        opening=in_fours(ballot.opening) if ballot.state is not BallotState.PREPARED else "",
        slips=ballot.slips,
    )


def result_of(told: BallotCount, words: Words, *, looked_for: Sequence[str] = ()) -> ResultView:
    """A closed ballot, counted."""
    ballot, record = told.ballot, told.record
    options = options_of(ballot, told.options, words)
    labels = {option.value: option.label for option in options}
    weight = offline_weight(len(record.votes), told.papers, ballot.offline_cap)
    voters = len(record.votes) + told.papers
    rows = _counted(told, options, words)
    votes = [
        VoteRow(receipt=vote.receipt, choices=[labels[choice] for choice in vote.choices])
        for vote in record.votes
    ]
    return ResultView(
        id=str(ballot.id),
        title=ballot.title,
        rows=rows,
        votes=votes,
        online=len(record.votes),
        papers=told.papers,
        roll=ballot.roll,
        turnout=percent(_share(voters, ballot.roll), words.language),
        weight=f"{number(weight, words.language, digits=2)} ({weight})",
        is_weighed=weight != 1,
        opening=in_fours(ballot.opening),
        closing=in_fours(ballot.closing),
        opened_on=ballot.opened_on,
        closed_on=ballot.closed_on,
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


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(100 * part, whole) if whole else None


def _option(code: str, told: Options, words: Words) -> Option:
    nomination = told.nominations.get(code)
    if nomination is None:
        return Option(code, code)
    name = told.names.get(nomination.id, "")
    unit = unit_name(nomination.unit, told.units, words)
    is_person = nomination.subject is Subject.INDIVIDUAL
    achievement = "" if is_person and not name else nomination.achievement
    hint = f"{unit} · {achievement}" if is_person and achievement else achievement or unit
    return Option(code, title_of(nomination, told.units, words=words, name=name), hint)


def _box(
    ballot: Ballot, standing: BoxStanding, labels: Mapping[str, str], *, words: Words
) -> BoxRow:
    plain = {name: words(f"ballots.box.{name}") for name in ("papers", "blank", "spoilt")}
    named = {**labels, **plain}
    return BoxRow(
        box=standing.box,
        href=f"/ballots/{ballot.id}/box?box={standing.box}",
        state=standing.state.value,
        differing=[named[name] for name in standing.differing],
    )


def _counted(told: BallotCount, options: Sequence[Option], words: Words) -> list[CountRow]:
    record = told.record
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
