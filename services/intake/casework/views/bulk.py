"""What became of many cases at once, and which of several is to speak for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.tracking import TrackingNumber, tracking_code
from services.intake.casework.views.inbox import title_of
from shared.kernel.places import PlaceCode
from shared.kernel.rejection import Rejection
from shared.portal.formats import day
from shared.portal.words import Words


@dataclass(frozen=True, slots=True)
class Refused:
    """A case with which it could not be done, and why."""

    number: TrackingNumber
    why: Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalLine:
    """One of them, as it is read."""

    code: str
    href: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkView:
    """How many it was done with, and each it was not."""

    done: int
    lines: Sequence[RefusalLine]
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeLine:
    """A case one may choose to speak for the others."""

    number: str
    code: str
    title: str
    told: str
    is_oldest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeView:
    """Which of several cases is to speak for all."""

    lines: Sequence[MergeLine]


def bulk_view(
    refused: Sequence[Refused], *, done: int, back: str, here: PlaceCode, words: Words
) -> BulkView:
    """What became of many cases at once."""
    lines = [
        RefusalLine(
            code=tracking_code(one.number, here),
            href=f"/cases/{one.number}",
            why=words.pick(vi=one.why.vi, en=one.why.en),
        )
        for one in refused
    ]
    return BulkView(done=done, lines=lines, back=back)


def merge_view(cases: Sequence[Case], *, here: PlaceCode, words: Words) -> MergeView:
    """The chosen cases, the oldest first: it is the one that stays, unless told otherwise."""
    inorder = sorted(cases, key=lambda case: case.received_at)
    return MergeView(
        lines=[
            MergeLine(
                number=case.number,
                code=tracking_code(case.number, here),
                title=title_of(case.text),
                told=words(
                    "inbox.merge.told",
                    day=day(case.received_on, words.language),
                    due=day(case.promised_on, words.language),
                ),
                is_oldest=case is inorder[0],
            )
            for case in inorder
        ]
    )
