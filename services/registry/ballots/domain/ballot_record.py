"""The record of a ballot: whoever has it can count again, and sees what was tampered with.

A record is plain lines. Each line is chained to the one before:

    chain = SHA-256(chain before + newline + line), in hexadecimal; the first chain is 64 zeros

so that one short number, read aloud at the opening or at the closing, holds all lines fast.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from services.registry.ballots.domain.ballot_codes import Receipt, mark_of

FORMAT = "kheo-ballot/1"
START = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class CastVote:
    """One vote as it is published: what was chosen, and who may recognise it."""

    receipt: str
    choices: tuple[str, ...]
    chain: str = ""

    @property
    def line(self) -> str:
        """What is chained: the receipt and the choices in alphabetical order."""
        return f"{self.receipt} {','.join(sorted(self.choices)) or '-'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The agreed count of one box of paper ballots."""

    box: str
    papers: int
    votes: Mapping[str, int]
    blank: int = 0
    spoilt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotRecord:
    """Everything that is published of one ballot after closing."""

    options: tuple[str, ...]
    seats: int
    roll: int
    offline_cap: Fraction
    marks: tuple[str, ...]
    opening: str
    """The last link of the chain of marks, known before the first vote."""
    votes: tuple[CastVote, ...]
    closing: str
    boxes: tuple[Box, ...]
    count: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class RecountFinding:
    """One thing that is not as it must be."""

    code: str
    where: str


def chained(lines: Iterable[str]) -> Iterator[str]:
    """The link of every line.

    >>> [link[:8] for link in chained(["a", "b"])]
    ['2e04306c', '9a934938']
    """
    link = START
    for line in lines:
        link = sha256(f"{link}\n{line}".encode()).hexdigest()
        yield link


def last_link(lines: Iterable[str]) -> str:
    """The one number that holds all lines fast."""
    link = START
    for link in chained(lines):  # noqa: B007 - the last one is what is wanted
        pass
    return link


def in_order(votes: Iterable[CastVote]) -> tuple[CastVote, ...]:
    """Votes by their receipts, which are random, so that their order tells no time; chained."""
    ordered = sorted(votes, key=lambda vote: vote.receipt)
    links = chained(vote.line for vote in ordered)
    return tuple(
        CastVote(receipt=vote.receipt, choices=tuple(sorted(vote.choices)), chain=link)
        for vote, link in zip(ordered, links, strict=True)
    )


def offline_weight(online: int, offline: int, cap: Fraction) -> Fraction:
    """What one paper from the box weighs, so that the box never outweighs its share.

    >>> offline_weight(50, 30, Fraction(1, 2)), offline_weight(20, 40, Fraction(1, 2))
    (Fraction(1, 1), Fraction(1, 2))

    Where nobody voted online there is nothing to be weighed against, and a paper weighs one.
    """
    if online == 0 or offline == 0 or cap == 1 or offline <= cap * (online + offline):
        return Fraction(1)
    return cap * online / ((1 - cap) * offline)


def counted(
    options: Sequence[str], votes: Sequence[CastVote], boxes: Sequence[Box], *, cap: Fraction
) -> dict[str, Fraction]:
    """How much weight each option was given."""
    online = Counter(choice for vote in votes for choice in vote.choices)
    paper: Counter[str] = Counter()
    for box in boxes:
        paper.update(box.votes)
    weight = offline_weight(len(votes), sum(box.papers for box in boxes), cap)
    return {option: online[option] + weight * paper[option] for option in options}


def findings(
    record: BallotRecord, *, opening: str = "", closing: str = ""
) -> list[RecountFinding]:
    """Everything wrong with a record; `opening` and `closing` as they were read aloud."""
    return [
        *_announced(record, opening, closing),
        *_marks(record),
        *_chain(record),
        *_votes(record),
        *_boxes(record),
        *_count(record),
    ]


def _announced(record: BallotRecord, opening: str, closing: str) -> Iterator[RecountFinding]:
    if opening and opening != record.opening:
        yield RecountFinding("opening_differs", record.opening)
    if closing and closing != record.closing:
        yield RecountFinding("closing_differs", record.closing)


def _marks(record: BallotRecord) -> Iterator[RecountFinding]:
    if last_link(record.marks) != record.opening:
        yield RecountFinding("marks_changed", record.opening)
    if list(record.marks) != sorted(set(record.marks)):
        yield RecountFinding("marks_unsorted", "")
    if len(record.marks) > record.roll:
        yield RecountFinding("more_ballots_than_roll", f"{len(record.marks)} > {record.roll}")


def _chain(record: BallotRecord) -> Iterator[RecountFinding]:
    """The first line that was changed; all after it follow from that."""
    links = list(chained(vote.line for vote in record.votes))
    for number, (vote, link) in enumerate(zip(record.votes, links, strict=True), start=1):
        if vote.chain != link:
            yield RecountFinding("row_changed", f"{number}: {vote.receipt}")
            break
    if (links[-1] if links else START) != record.closing:
        yield RecountFinding("rows_changed", record.closing)


def _votes(record: BallotRecord) -> Iterator[RecountFinding]:
    marks = frozenset(record.marks)
    seen: set[str] = set()
    for vote in record.votes:
        if vote.receipt in seen:
            yield RecountFinding("voted_twice", vote.receipt)
        if mark_of(Receipt(vote.receipt)) not in marks:
            yield RecountFinding("no_such_ballot", vote.receipt)
        if not is_valid(vote.choices, record.options, record.seats):
            yield RecountFinding("choice_unknown", vote.receipt)
        seen.add(vote.receipt)


def is_valid(choices: Sequence[str], options: Sequence[str], seats: int) -> bool:
    """Whether a vote names options only, none twice, and no more than may be named."""
    is_known = set(choices) <= set(options)
    return is_known and len(set(choices)) == len(choices) <= seats


def _boxes(record: BallotRecord) -> Iterator[RecountFinding]:
    for box in record.boxes:
        if not adds_up(box, record.options, record.seats):
            yield RecountFinding("box_does_not_add_up", box.box)
    papers = sum(box.papers for box in record.boxes)
    if papers + len(record.votes) > record.roll:
        yield RecountFinding(
            "more_votes_than_roll", f"{papers + len(record.votes)} > {record.roll}"
        )


def adds_up(box: Box, options: Sequence[str], seats: int) -> bool:
    """Whether the votes of a box could stand on its papers."""
    good = box.papers - box.blank - box.spoilt
    numbers = [*box.votes.values(), box.blank, box.spoilt, good]
    marked = sum(box.votes.values())
    is_known = set(box.votes) <= set(options)
    is_possible = all(0 <= votes <= good for votes in box.votes.values())
    return is_known and is_possible and min(numbers) >= 0 and good <= marked <= good * seats


def _count(record: BallotRecord) -> Iterator[RecountFinding]:
    again = counted(record.options, record.votes, record.boxes, cap=record.offline_cap)
    for option in sorted({*again, *record.count}):
        if record.count.get(option) != again.get(option):
            yield RecountFinding("count_differs", option)
