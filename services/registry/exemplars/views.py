"""Exemplars as pages show them: lists, one nomination, one score sheet, all scores."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlencode

from services.registry.exemplars.domain.guide import Criterion, Guide, Principle, Procedure
from services.registry.exemplars.domain.nominations import (
    OPEN,
    STEPS,
    TRANSITIONS,
    Nomination,
    NominationState,
    NominationStep,
    NomineeQuery,
    Subject,
)
from services.registry.exemplars.domain.principles import Answer, Check, is_answered, is_broken
from services.registry.exemplars.domain.scoring import OVERALL, ScoreSheet
from services.registry.exemplars.queries import Listed, NominationFile, Scores, ScoringTask
from services.registry.org.domain import Askable
from shared.portal.formats import day as day_text
from shared.portal.formats import number
from shared.portal.options import Option
from shared.portal.parts import Fact, Moment, Progress, Tab
from shared.portal.words import Words

OLDEST_YEAR = 2018
PROPOSALS = "proposals"
"""The view of what nodes below propose to this level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarRow:
    nomination: Nomination
    title: str
    unit: str
    award: str
    achievement: str
    is_from_below: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarsView:
    rows: Sequence[ExemplarRow]
    tabs: Sequence[Tab]
    subjects: Sequence[Option]
    years: Sequence[Option]
    path: str
    state: str
    next_href: str
    may_nominate: bool


def list_view(
    listed: Listed,
    query: NomineeQuery,
    *,
    path: str,
    today: date,
    guide: Guide,
    words: Words,
    may_nominate: bool = False,
    here: str = "",
) -> ExemplarsView:
    is_full = listed.nominations and len(listed.nominations) == query.limit
    last = listed.nominations[-1].id if is_full else None
    years = [str(year) for year in range(today.year, OLDEST_YEAR - 1, -1)]
    return ExemplarsView(
        rows=[_row(n, listed, guide=guide, words=words, here=here) for n in listed.nominations],
        tabs=_tabs(listed, query, path=path, words=words),
        subjects=[Option(s.value, words(f"exemplars.subject.{s.value}")) for s in Subject],
        years=[Option(year, year) for year in years],
        path=path,
        state=query.state,
        next_href=_href(path, query, after=str(last)) if last else "",
        may_nominate=may_nominate,
    )


def title_of(
    nomination: Nomination, units: Mapping[str, Askable], *, words: Words, name: str = ""
) -> str:
    """What an exemplar is called: a person by name only where the person agreed to it."""
    if nomination.subject is Subject.INDIVIDUAL:
        return name or words("exemplars.person", code=nomination.code)
    unit = unit_name(nomination.unit, units, words)
    if nomination.subject is Subject.MODEL:
        return name or words("exemplars.model", unit=unit)
    return unit


def unit_name(code: str, units: Mapping[str, Askable], words: Words) -> str:
    """The name of a unit; its code where it is not known today."""
    unit = units.get(code)
    return words.pick(vi=unit.vi, en=unit.en) if unit else code


def _row(
    nomination: Nomination, listed: Listed, *, guide: Guide, words: Words, here: str
) -> ExemplarRow:
    given = listed.awards.get(nomination.id)
    award = guide.award(given.award) if given else None
    name = listed.names.get(nomination.id, "")
    is_person = nomination.subject is Subject.INDIVIDUAL
    return ExemplarRow(
        nomination=nomination,
        title=title_of(nomination, listed.units, words=words, name=name),
        unit=unit_name(nomination.unit, listed.units, words),
        award=words.pick(vi=award.vi, en=award.en) if award else "",
        achievement="" if is_person and not name else nomination.achievement,
        is_from_below=bool(here) and nomination.host != here,
    )


def _tabs(listed: Listed, query: NomineeQuery, *, path: str, words: Words) -> Sequence[Tab]:
    every = Tab(
        label=words("exemplars.all"),
        href=_href(path, query, state=""),
        is_here=not query.state and not query.is_proposed,
        count=None if query.is_proposed else sum(listed.counts.values()),
    )
    proposals = Tab(
        label=words("exemplars.proposals"),
        href=f"{path}?view={PROPOSALS}",
        is_here=query.is_proposed,
        count=listed.proposals,
        is_urgent=bool(listed.proposals),
    )
    by_state = [
        Tab(
            label=words(f"state.{state.value}"),
            href=_href(path, query, state=state.value),
            is_here=query.state == state.value,
            count=listed.counts[state],
        )
        for state in NominationState
        if state in listed.counts
    ]
    if query.is_proposed:
        return [every, proposals]
    return [every, *([proposals] if listed.proposals else []), *by_state]


def _href(path: str, query: NomineeQuery, **changed: str) -> str:
    kept = {"year": str(query.year or ""), "subject": query.subject, "state": query.state}
    kept["view"] = PROPOSALS if query.is_proposed and "state" not in changed else ""
    given = {name: value for name, value in (kept | changed).items() if value}
    return f"{path}?{urlencode(given)}" if given else path


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    criterion: Criterion
    answer: Answer
    figure: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationPageView:
    """Everything of one nomination but the name of a person."""

    file: NominationFile
    nomination: Nomination
    title: str
    facts: Sequence[Fact]
    principles: Sequence[tuple[Principle, Check]]
    criteria: Sequence[CriterionRow]
    progress: Progress
    moments: Sequence[Moment]
    spread: Sequence[Moment]
    steps: Sequence[NominationStep]
    """The steps the reader may take now."""
    is_ours: bool
    may_fill: bool
    may_note_spread: bool
    may_propose: bool
    may_take_up: bool
    may_score: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationPermissions:
    work_for_unit: bool = False
    work_here: bool = False
    decide_here: bool = False
    review: bool = False

    def step(self, step: NominationStep) -> bool:
        """Whether the reader may take it when it is its turn."""
        if step is NominationStep.ACCEPT:
            return self.work_for_unit
        if step in {NominationStep.PUBLISH, NominationStep.REVIEW}:
            return self.work_here
        return self.decide_here


def file_view(
    file: NominationFile, *, guide: Guide, may: NominationPermissions, here: str, words: Words
) -> NominationPageView:
    nomination = file.nomination
    state, is_ours = nomination.state, nomination.host == here
    is_recognised = state in {NominationState.SELECTED, NominationState.COMMENDED}
    is_proposed = nomination.proposed_up_on is not None
    principles = {principle.code: principle for principle in guide.principles}
    return NominationPageView(
        file=file,
        nomination=nomination,
        title=title_of(nomination, file.units, words=words, name=file.title),
        facts=list(_facts(file, guide, words)),
        principles=[(principles[check.principle], check) for check in file.checks],
        criteria=[_criterion(c, file.answers.get(c.code), words) for c in file.criteria],
        progress=_progress(file, words),
        moments=list(_moments(file, words)),
        spread=list(_spread(file, words)),
        steps=[step for step in STEPS.next_steps(state) if is_ours and may.step(step)],
        is_ours=is_ours,
        may_fill=is_ours and may.work_for_unit and state in OPEN,
        may_note_spread=is_ours and may.work_for_unit and state is not NominationState.REVOKED,
        may_propose=is_ours and may.decide_here and is_recognised and not is_proposed,
        may_take_up=not is_ours and may.work_here and is_proposed and file.taken_up is None,
        may_score=is_ours and may.review and state is NominationState.PUBLISHED,
    )


def _facts(file: NominationFile, guide: Guide, words: Words) -> Iterator[Fact]:
    nomination = file.nomination
    subject = words(f"exemplars.subject.{nomination.subject.value}")
    yield Fact(label=words("exemplars.subject"), value=subject)
    unit = unit_name(nomination.unit, file.units, words)
    yield Fact(label=words("exemplars.unit"), value=unit)
    if nomination.achievement:
        yield Fact(label=words("exemplars.achievement"), value=nomination.achievement)
    yield Fact(label=words("exemplars.year"), value=str(nomination.year))
    when = day_text(nomination.nominated_on, words.language)
    yield Fact(label=words("exemplars.nominated_on"), value=when)
    if nomination.proposed_up_on:
        when = day_text(nomination.proposed_up_on, words.language)
        yield Fact(label=words("exemplars.proposed_up"), value=when)
    if file.award:
        award = guide.award(file.award.award)
        value = words.pick(vi=award.vi, en=award.en)
        yield Fact(label=words("exemplars.award"), value=value, note=file.award.document)


def _criterion(criterion: Criterion, answer: Answer | None, words: Words) -> CriterionRow:
    given = answer or Answer(criterion=criterion.code)
    state = "met" if is_answered(criterion, answer) else "waiting"
    return CriterionRow(
        criterion=criterion,
        answer=given,
        figure=figure_text(given.figure, words),
        state="missed" if is_broken(criterion, answer) else state,
    )


def figure_text(figure: Decimal | None, words: Words) -> str:
    """A figure with as many decimals as were typed in."""
    if figure is None:
        return ""
    exponent = figure.normalize().as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return number(figure, words.language, digits=digits)


def _progress(file: NominationFile, words: Words) -> Progress:
    done = sum(is_answered(c, file.answers.get(c.code)) for c in file.criteria)
    of = len(file.criteria)
    said = words("exemplars.checklist.done", done=done, asked=of)
    return Progress(done=done, of=of, said=said, state="met" if done == of else "in_progress")


def _moments(file: NominationFile, words: Words) -> Iterator[Moment]:
    for move in reversed(file.moves):
        _, state = TRANSITIONS[move.step]
        yield Moment(
            state=state.value,
            title=words(f"exemplars.moved.{move.step.value}"),
            when=day_text(move.happened_on, words.language),
            text=words(f"exemplars.reason.{move.reason.value}") if move.reason else "",
            by=move.document,
        )
    yield Moment(
        state=NominationState.PROPOSED.value,
        title=words("exemplars.moved.nominate"),
        when=day_text(file.nomination.nominated_on, words.language),
    )


def _spread(file: NominationFile, words: Words) -> Iterator[Moment]:
    for spread in file.spread:
        yield Moment(
            state="replicated",
            title=words(f"exemplars.spread.{spread.kind.value}"),
            when=day_text(spread.happened_on, words.language),
            text=spread.note,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    code: str
    text: str
    evidence: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """What one reviewer gave; reviewers are numbered, in no order that tells who they are."""

    name: str
    mean: str
    sheet: ScoreSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    code: str
    text: str
    points: Sequence[int]
    mean: str
    comments: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresView:
    title: str
    result: str
    exact: str
    how: str
    columns: Sequence[SheetColumn]
    rows: Sequence[ResultRow]


def score_rows(task: ScoringTask, words: Words) -> Sequence[ScoreRow]:
    """What one reviewer has to score; the whole where there are no criteria."""
    rows = [_score_row(criterion, task, words) for criterion in task.criteria]
    return rows or [ScoreRow(code=OVERALL, text=words("scoring.overall"))]


def scores_view(scores: Scores, procedure: Procedure, words: Words) -> ScoresView:
    """What all sheets came to; the order of sheets follows their means, not their hours."""
    sheets = sorted(scores.sheets, key=lambda sheet: (sheet.mean, str(sheet.reviewer)))
    outcome, how = scores.outcome, "trimmed" if scores.outcome.dropped else "plain"
    return ScoresView(
        title=title_of(scores.nomination, scores.units, words=words),
        result=_points(outcome.result, words),
        exact=str(outcome.result),
        how=words(f"scoring.how.{how}", sheets=outcome.sheets, least=procedure.trim_from),
        columns=[
            SheetColumn(
                name=words("scoring.sheet", nth=nth), mean=_points(each.mean, words), sheet=each
            )
            for nth, each in enumerate(sheets, start=1)
        ],
        rows=[_result(code, sheets, scores, words=words) for code in outcome.by_criterion],
    )


def _score_row(criterion: Criterion, task: ScoringTask, words: Words) -> ScoreRow:
    answer = task.answers.get(criterion.code)
    return ScoreRow(
        code=criterion.code,
        text=words.pick(vi=criterion.vi, en=criterion.en),
        evidence=answer.evidence if answer else "",
        figure=figure_text(answer.figure if answer else None, words),
    )


def _result(
    code: str, sheets: Sequence[ScoreSheet], scores: Scores, *, words: Words
) -> ResultRow:
    texts = {c.code: words.pick(vi=c.vi, en=c.en) for c in scores.criteria}
    given = [sheet.scores[code] for sheet in sheets]
    return ResultRow(
        code="" if code == OVERALL else code,
        text=texts.get(code) or words("scoring.overall"),
        points=[score.points for score in given],
        mean=_points(scores.outcome.by_criterion[code], words),
        comments=[score.comment for score in given if score.comment],
    )


def _points(value: Fraction, words: Words) -> str:
    return number(value, words.language, digits=2)
