"""The record of a ballot as a file anybody may keep: written, and read with suspicion."""

import csv
import io
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from services.registry.ballots.domain.ballot_record import FORMAT, BallotRecord, Box, CastVote
from shared.kernel.rejection import Rejection


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
