"""Scoring as its pages show it: one sheet to fill, and what all sheets came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.registry.exemplars.domain.exemplars import Nomination
from services.registry.exemplars.domain.guide import Criterion, Procedure
from services.registry.exemplars.domain.scoring import OVERALL, ScoreSheet
from services.registry.exemplars.queries import Scores, ScoringDesk
from services.registry.exemplars.views.exemplars import only, title_of
from services.registry.exemplars.views.nomination_files import figure_text
from services.registry.org.domain import Askable
from shared.portal.formats import number
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One criterion to score, with what was answered to it."""

    code: str
    text: str
    evidence: str
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPageView:
    """What lies before one reviewer."""

    id: str
    title: str
    code: str
    rows: Sequence[ScoreRow]
    points: Sequence[int]
    has_declared: bool
    is_clear: bool
    has_handed_in: bool
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """What one reviewer gave; reviewers are numbered, in no order that tells who they are."""

    name: str
    mean: str
    edition: int
    reason: str
    scores: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One criterion over all reviewers."""

    code: str
    text: str
    points: Sequence[str]
    mean: str
    comments: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresView:
    """What all sheets came to."""

    id: str
    title: str
    code: str
    result: str
    exact: str
    how: str
    columns: Sequence[SheetColumn]
    rows: Sequence[ResultRow]


def desk_of(told: ScoringDesk, procedure: Procedure, words: Words) -> DeskPageView:
    """One sheet to be filled in."""
    declaration = told.declaration
    return DeskPageView(
        id=str(told.nomination.id),
        title=_title(told.nomination, told.unit, words),
        code=told.nomination.code,
        rows=[_row(told, criterion, words) for criterion in told.criteria] or [_overall(words)],
        points=list(range(procedure.top_score + 1)),
        has_declared=declaration is not None,
        is_clear=declaration is not None and declaration.is_clear,
        has_handed_in=told.own is not None,
        standing=words("scoring.standing", handed_in=told.handed_in, panel=told.panel),
    )


def scores_of(told: Scores, procedure: Procedure, words: Words) -> ScoresView:
    """What all sheets came to; the order of sheets follows their means, not their hours."""
    sheets = sorted(told.sheets, key=lambda sheet: (sheet.mean, str(sheet.reviewer)))
    how = "trimmed" if told.outcome.dropped else "plain"
    return ScoresView(
        id=str(told.nomination.id),
        title=_title(told.nomination, told.unit, words),
        code=told.nomination.code,
        result=_points(told.outcome.result, words),
        exact=str(told.outcome.result),
        how=words(f"scoring.how.{how}", sheets=told.outcome.sheets, least=procedure.trim_from),
        columns=[_column(nth, sheet, words) for nth, sheet in enumerate(sheets, start=1)],
        rows=[_result(code, sheets, told, words=words) for code in told.outcome.by_criterion],
    )


def _title(nomination: Nomination, unit: Askable | None, words: Words) -> str:
    return title_of(nomination, only(unit), words=words)


def _row(told: ScoringDesk, criterion: Criterion, words: Words) -> ScoreRow:
    answer = told.answers.get(criterion.code)
    return ScoreRow(
        code=criterion.code,
        text=words.pick(vi=criterion.vi, en=criterion.en),
        evidence=answer.evidence if answer else "",
        figure=figure_text(answer.figure if answer else None, words),
    )


def _overall(words: Words) -> ScoreRow:
    return ScoreRow(code=OVERALL, text=words("scoring.overall"), evidence="", figure="")


def _column(nth: int, sheet: ScoreSheet, words: Words) -> SheetColumn:
    return SheetColumn(
        name=words("scoring.sheet", nth=nth),
        mean=_points(sheet.mean, words),
        edition=sheet.edition,
        reason=sheet.reason,
        scores=[str(score.points) for score in sheet.scores.values()],
    )


def _result(
    code: str, sheets: Sequence[ScoreSheet], told: Scores, *, words: Words
) -> ResultRow:
    texts = {c.code: words.pick(vi=c.vi, en=c.en) for c in told.criteria}
    return ResultRow(
        code="" if code == OVERALL else code,
        text=texts.get(code) or words("scoring.overall"),
        points=[str(sheet.scores[code].points) for sheet in sheets],
        mean=_points(told.outcome.by_criterion[code], words),
        comments=[sheet.scores[code].comment for sheet in sheets if sheet.scores[code].comment],
    )


def _points(value: Fraction, words: Words) -> str:
    return number(value, words.language, digits=2)
