"""One nomination as its page shows it: principles, checklist, steps, what happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.registry.exemplars.domain.checklist import Answer, is_answered, is_broken
from services.registry.exemplars.domain.exemplars import (
    OPEN,
    NominationState,
    NominationStep,
    next_steps,
)
from services.registry.exemplars.domain.guide import Criterion, Guide
from services.registry.exemplars.domain.principles import Check
from services.registry.exemplars.domain.spread import Spread
from services.registry.exemplars.queries import NominationFile
from services.registry.exemplars.views.exemplars import only, title_of, unit_name
from shared.portal.formats import day as day_text
from shared.portal.formats import number
from shared.portal.parts import Fact, Moment, Progress
from shared.portal.words import Words

LED_TO = {
    NominationStep.ACCEPT: NominationState.ACCEPTED,
    NominationStep.PUBLISH: NominationState.PUBLISHED,
    NominationStep.REVIEW: NominationState.REVIEWED,
    NominationStep.SELECT: NominationState.SELECTED,
    NominationStep.COMMEND: NominationState.COMMENDED,
    NominationStep.REVOKE: NominationState.REVOKED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """One criterion with what was answered."""

    code: str
    text: str
    kind: str
    rule: str
    wants_figure: bool
    evidence: str
    figure: str
    figure_source: str
    file_href: str
    state: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipleRow:
    """One principle and what it still lacks."""

    code: str
    text: str
    state: str
    missing: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationFileView:
    """Everything of one nomination but the name of a person."""

    id: str
    code: str
    title: str
    state: str
    version: int
    facts: Sequence[Fact]
    principles: Sequence[PrincipleRow]
    criteria: Sequence[CriterionRow]
    progress: Progress
    moments: Sequence[Moment]
    spread: Sequence[Moment]
    steps: Sequence[str]
    """The steps the reader may take now, by their codes."""
    may_fill: bool
    may_note_spread: bool
    may_propose: bool
    may_take_up: bool
    may_score: bool
    has_scores: bool
    scoring: str
    is_ours: bool
    is_person: bool
    has_name: bool
    name: str
    readings: int
    taken_up_href: str
    comment_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationPermissions:
    """What the reader may do with the unit, and at this place."""

    work_for_unit: bool
    work_here: bool
    decide_here: bool
    review: bool


def scene_of(
    told: NominationFile,
    *,
    guide: Guide,
    may: NominationPermissions,
    here: str,
    words: Words,
    name: str = "",
) -> NominationFileView:
    """The page of one nomination."""
    nomination = told.nomination
    units = only(told.unit)
    is_ours = nomination.host == here
    is_recognised = nomination.state in {NominationState.SELECTED, NominationState.COMMENDED}
    answered = sum(is_answered(c, told.answers.get(c.code)) for c in told.criteria)
    return NominationFileView(
        id=str(nomination.id),
        code=nomination.code,
        title=title_of(nomination, units, words=words, name=told.title),
        state=nomination.state.value,
        version=nomination.version,
        facts=list(
            _facts(told, unit_name(nomination.unit, units, words), guide=guide, words=words)
        ),
        principles=[_principle(check, guide, words) for check in told.checks],
        criteria=[_criterion(c, told.answers.get(c.code), words) for c in told.criteria],
        progress=_progress(answered, len(told.criteria), words),
        moments=list(_moments(told, words)),
        spread=[_spread(each, words) for each in told.spread],
        steps=[s.value for s in next_steps(nomination.state) if is_ours and _allowed(s, may)],
        may_fill=is_ours and may.work_for_unit and nomination.state in OPEN,
        may_note_spread=is_ours
        and may.work_for_unit
        and nomination.state is not NominationState.REVOKED,
        may_propose=is_ours
        and may.decide_here
        and is_recognised
        and nomination.proposed_up_on is None,
        may_take_up=not is_ours
        and may.work_here
        and nomination.proposed_up_on is not None
        and told.taken_up is None,
        may_score=is_ours and may.review and nomination.state is NominationState.PUBLISHED,
        has_scores=told.sheets > 0,
        scoring=words("exemplars.scoring.standing", sheets=told.sheets, panel=told.panel),
        is_ours=is_ours,
        is_person=nomination.subject.value == "individual",
        has_name=told.has_name,
        name=name,
        readings=told.readings,
        taken_up_href=f"/exemplars/{told.taken_up.id}" if told.taken_up else "",
        comment_until=told.comment_until,
    )


def _allowed(step: NominationStep, may: NominationPermissions) -> bool:
    if step is NominationStep.ACCEPT:
        return may.work_for_unit
    if step in {NominationStep.PUBLISH, NominationStep.REVIEW}:
        return may.work_here
    return may.decide_here


def _facts(told: NominationFile, unit: str, *, guide: Guide, words: Words) -> Iterator[Fact]:
    nomination = told.nomination
    yield Fact(label=words("exemplars.subject"), value=_subject(told, words))
    yield Fact(label=words("exemplars.unit"), value=unit)
    if nomination.achievement:
        yield Fact(label=words("exemplars.achievement"), value=nomination.achievement)
    yield Fact(label=words("exemplars.year"), value=str(nomination.year))
    yield Fact(
        label=words("exemplars.nominated_on"),
        value=day_text(nomination.nominated_on, words.language),
    )
    if nomination.proposed_up_on:
        when = day_text(nomination.proposed_up_on, words.language)
        yield Fact(label=words("exemplars.proposed_up"), value=when)
    if told.award:
        award = guide.award(told.award.award)
        yield Fact(
            label=words("exemplars.award"),
            value=words.pick(vi=award.vi, en=award.en),
            note=told.award.document,
        )


def _subject(told: NominationFile, words: Words) -> str:
    return words(f"exemplars.subject.{told.nomination.subject.value}")


def _principle(check: Check, guide: Guide, words: Words) -> PrincipleRow:
    (principle,) = [each for each in guide.principles if each.code == check.principle]
    return PrincipleRow(
        code=check.principle,
        text=words.pick(vi=principle.vi, en=principle.en),
        state="met" if check.is_met else "waiting",
        missing=[words(f"exemplars.missing.{missing.value}") for missing in check.missing],
    )


def _criterion(criterion: Criterion, answer: Answer | None, words: Words) -> CriterionRow:
    state = _answer_state(criterion, answer)
    given = answer or Answer(criterion=criterion.code)
    return CriterionRow(
        code=criterion.code,
        text=words.pick(vi=criterion.vi, en=criterion.en),
        kind=words(f"exemplars.kind.{criterion.kind.value}"),
        rule=criterion.rule,
        wants_figure=criterion.kind.wants_figure,
        evidence=given.evidence,
        figure=figure_text(given.figure, words),
        figure_source=given.figure_source,
        file_href=f"/files/{given.attachment}" if given.attachment else "",
        state=state,
        said=words(f"exemplars.answer.{state}"),
    )


def figure_text(figure: Decimal | None, words: Words) -> str:
    """A figure with as many decimals as were typed in."""
    if figure is None:
        return ""
    exponent = figure.normalize().as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return number(figure, words.language, digits=digits)


def _answer_state(criterion: Criterion, answer: Answer | None) -> str:
    if is_broken(criterion, answer):
        return "missed"
    return "met" if is_answered(criterion, answer) else "waiting"


def _progress(answered: int, asked: int, words: Words) -> Progress:
    said = words("exemplars.checklist.done", done=answered, asked=asked)
    state = "met" if answered == asked else "in_progress"
    return Progress(done=answered, of=asked, said=said, state=state)


def _moments(told: NominationFile, words: Words) -> Iterator[Moment]:
    for move in reversed(told.moves):
        reason = words(f"exemplars.reason.{move.reason.value}") if move.reason else ""
        yield Moment(
            state=LED_TO[move.step].value,
            title=words(f"exemplars.moved.{move.step.value}"),
            when=day_text(move.happened_on, words.language),
            text=reason,
            by=move.document,
        )
    yield Moment(
        state=NominationState.PROPOSED.value,
        title=words("exemplars.moved.nominate"),
        when=day_text(told.nomination.nominated_on, words.language),
    )


def _spread(spread: Spread, words: Words) -> Moment:
    kind = spread.kind.value
    return Moment(
        state="replicated",
        title=words(f"exemplars.spread.{kind}"),
        when=day_text(spread.happened_on, words.language),
        text=spread.note,
    )
