"""One-time codes: what stands on a slip of paper, and what is kept of it.

    code     eighty random bits, on the slip only
    receipt  made from the code; published beside the choice after closing
    mark     made from the receipt; all marks are published before the first vote

Nobody comes back from a mark to its receipt, or from a receipt to its code.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any, NewType

from shared.kernel.rejection import Rejection

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is read as a digit, and none too many for a phone."""
CODE_BYTES = 10
CODE_CHARS = 16
GROUP = 4
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
SHAPE = re.compile(rf"[{ALPHABET}]{{{CODE_CHARS}}}")

Code = NewType("Code", str)
Receipt = NewType("Receipt", str)
Mark = NewType("Mark", str)


class CodeUnreadable(Rejection):
    """Mã phiếu gồm 16 chữ và số, in thành 4 nhóm. Xin ông/bà xem lại phiếu và nhập đủ.
    A ballot code has 16 letters and digits in 4 groups. Please look at your slip again.
    """


def code_from(chance: bytes) -> Code:
    """The code that ten random bytes make.

    >>> code_from(bytes(range(10)))
    '000G40R40M30E209'
    """
    number, chars = int.from_bytes(chance[:CODE_BYTES], "big"), ""
    for _ in range(CODE_CHARS):
        number, digit = divmod(number, len(ALPHABET))
        chars = ALPHABET[digit] + chars
    return Code(chars)


def read_code(text: str) -> Code:
    """A code as people type it: in any case, with any dashes and blanks, O for 0.

    >>> read_code("ooog-40r4 om30.e2o9")
    '000G40R40M30E209'

    Raises:
        CodeUnreadable: if it cannot be one.

    """
    form = re.sub(r"[\W_]", "", text).upper().translate(LOOK_ALIKES)
    if not SHAPE.fullmatch(form):
        raise CodeUnreadable
    return Code(form)


def in_groups(text: str) -> str:
    """Four by four, as it is printed.

    >>> in_groups("000G40R40M30E209")
    '000G-40R4-0M30-E209'
    """
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def receipt_of(code: Code) -> Receipt:
    """What the holder of a code finds the own ballot by."""
    digest = sha256(f"kheo receipt {code}".encode()).digest()
    return Receipt(in_groups(code_from(digest)))


def mark_of(receipt: Receipt) -> Mark:
    """What is kept of a ballot that nobody has used."""
    return Mark(sha256(f"kheo ballot {receipt}".encode()).hexdigest())


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


class RecordUnreadable(Rejection):
    """Tệp này không phải biên bản bình chọn của Khéo, hoặc đã hỏng.
    This file is not the record of a ballot, or it is damaged.
    """


def written(record: BallotRecord) -> dict[str, Any]:
    """The record as plain data; fractions as text, so that nothing is rounded."""
    return {
        "format": FORMAT,
        "options": list(record.options),
        "seats": record.seats,
        "roll": record.roll,
        "offline_cap": str(record.offline_cap),
        "opening": record.opening,
        "marks": list(record.marks),
        "closing": record.closing,
        "votes": [
            {"receipt": vote.receipt, "choices": list(vote.choices), "chain": vote.chain}
            for vote in record.votes
        ],
        "boxes": [
            {
                "box": box.box,
                "papers": box.papers,
                "votes": dict(box.votes),
                "blank": box.blank,
                "spoilt": box.spoilt,
            }
            for box in record.boxes
        ],
        "count": {option: str(weight) for option, weight in record.count.items()},
    }


def as_json(record: BallotRecord) -> str:
    """The record as anybody may keep it."""
    return json.dumps(written(record), indent=1, ensure_ascii=False) + "\n"


def as_csv(record: BallotRecord) -> str:
    """The votes as a sheet: the receipt, one column for each option, the chain."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(["receipt", *record.options, "chain"])
    for vote in record.votes:
        marked = [int(option in vote.choices) for option in record.options]
        sheet.writerow([vote.receipt, *marked, vote.chain])
    return text.getvalue()


def read_record(told: object) -> BallotRecord:
    """The record in plain data.

    Raises:
        RecordUnreadable: if it is none.

    """
    try:
        return _record(told)
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as wrong:
        raise RecordUnreadable from wrong


def _record(told: Any) -> BallotRecord:
    if told["format"] != FORMAT:
        raise ValueError(told["format"])
    return BallotRecord(
        options=tuple(str(option) for option in told["options"]),
        seats=int(told["seats"]),
        roll=int(told["roll"]),
        offline_cap=Fraction(told["offline_cap"]),
        opening=str(told["opening"]),
        marks=tuple(str(mark) for mark in told["marks"]),
        closing=str(told["closing"]),
        votes=tuple(_vote(each) for each in told["votes"]),
        boxes=tuple(_box(each) for each in told["boxes"]),
        count={str(option): Fraction(weight) for option, weight in told["count"].items()},
    )


def _vote(told: Mapping[str, Any]) -> CastVote:
    choices = tuple(str(choice) for choice in told["choices"])
    return CastVote(receipt=str(told["receipt"]), choices=choices, chain=str(told["chain"]))


def _box(told: Mapping[str, Any]) -> Box:
    return Box(
        box=str(told["box"]),
        papers=int(told["papers"]),
        votes={str(option): int(votes) for option, votes in told["votes"].items()},
        blank=int(told["blank"]),
        spoilt=int(told["spoilt"]),
    )
