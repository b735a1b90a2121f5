"""Exemplars over HTTP: put forward, answered, moved on, scored, proposed upward."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict
from uuid_utils.compat import uuid7

from services.registry.exemplars import queries, workflows
from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.nominations import (
    Candidacy,
    Moved,
    NominationState,
    NominationStep,
    NomineeQuery,
    Reason,
    Subject,
)
from services.registry.exemplars.domain.principles import Answer, Spread, SpreadKind
from services.registry.exemplars.domain.scoring import Declaration, Score, ScoreSheet, Tie
from services.registry.exemplars.queries import NominationFile
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from shared.chassis.access import to_anyone
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right


class CriterionView(BaseModel):
    """One criterion; `rule` says what a figure must reach."""

    code: str
    kind: str
    vi: str
    en: str
    rule: str
    indicators: tuple[str, ...]
    model_config = ConfigDict(from_attributes=True)


class CriteriaList(BaseModel):
    """What a nominee of one kind is judged by."""

    criteria: list[CriterionView]


class ExemplarView(BaseModel):
    """A nomination; a person's name is not among what is told."""

    id: UUID
    code: str
    subject: Subject
    unit: str
    host: str
    year: int
    state: NominationState
    nominated_on: date
    moved_on: date
    achievement_id: UUID
    model: UUID | None
    campaign: UUID | None
    origin: UUID | None
    proposed_up_on: date | None
    version: int
    model_config = ConfigDict(from_attributes=True)


class ExemplarList(BaseModel):
    """Nominations, the newest first; `next` is given back as `after` for the page after."""

    exemplars: list[ExemplarView]
    next: UUID | None


class AnswerView(BaseModel):
    """What was answered to one criterion."""

    criterion: str
    evidence: str
    figure: str | None
    figure_source: str
    file: str | None


class NominationFileView(ExemplarView):
    """A nomination with its answers, and what the principles still lack."""

    answers: list[AnswerView]
    missing: dict[str, list[str]]

    @classmethod
    def of(cls, file: NominationFile) -> Self:
        """What is shown of a nomination's file."""
        answers = [
            AnswerView(
                criterion=answer.criterion,
                evidence=answer.evidence,
                figure=None if answer.figure is None else f"{answer.figure:f}",
                figure_source=answer.figure_source,
                file=f"/files/{answer.attachment}" if answer.attachment else None,
            )
            for answer in file.answers.values()
        ]
        missing = {check.principle: list(check.missing) for check in file.checks}
        plain = ExemplarView.model_validate(file.nomination).model_dump()
        return cls(**plain, answers=answers, missing=missing)


class NominationForm(BaseModel):
    """Who or what is put forward, and what for."""

    subject: Subject
    unit: str
    year: int
    achievement: str
    person: str = ""
    model: UUID | None = None
    campaign: UUID | None = None
    may_name_publicly: bool = False

    def candidacy(self) -> Candidacy:
        """The form in the words of the domain."""
        return Candidacy(**self.model_dump() | {"unit": UnitCode(self.unit)})


class NominationStepForm(BaseModel):
    """A step with its day and its document; `version` is the one that was looked at."""

    step: NominationStep
    happened_on: date
    document: str
    version: int
    reason: Reason | None = None
    award: str = ""

    def move(self) -> Moved:
        """The form in the words of the domain."""
        return Moved(**self.model_dump(exclude={"version"}))


def query_of(
    *,
    year: Annotated[int | None, Query()] = None,
    subject: Annotated[Subject | None, Query()] = None,
    state: Annotated[NominationState | None, Query()] = None,
    unit: Annotated[str, Query(max_length=80)] = "",
    after: Annotated[UUID | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> NomineeQuery:
    """Which nominations are asked for."""
    return NomineeQuery(
        year=year, subject=subject or "", state=state or "", unit=unit, after=after, limit=limit
    )


class AnswerForm(BaseModel):
    """An answer to one criterion."""

    criterion: str
    evidence: str = ""
    figure: Decimal | None = None
    figure_source: str = ""


class ChecklistForm(BaseModel):
    """Answers; `version` is the one of the nomination that was looked at."""

    version: int
    answers: list[AnswerForm]


class SpreadForm(BaseModel):
    """Where an exemplar was copied or spoken of."""

    kind: SpreadKind
    happened_on: date
    note: str


class DocumentForm(BaseModel):
    """The number of the document by which something is done."""

    document: str


class DeclarationForm(BaseModel):
    """The ties one has with a nominee; an empty list declares none."""

    ties: list[Tie]


class ScoreForm(BaseModel):
    """What is given for one criterion."""

    points: int
    comment: str = ""


class SheetForm(BaseModel):
    """A score sheet; one that amends an earlier one says why."""

    scores: dict[str, ScoreForm]
    is_amendment: bool = False
    reason: str = ""


class Accepted(BaseModel):
    """That it was kept."""

    kept: bool = True


class OutcomeView(BaseModel):
    """What the sheets came to, exactly."""

    result: str
    sheets: int
    dropped_at_each_end: int
    by_criterion: dict[str, str]


Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
Leader = Annotated[Viewer, Depends(viewing(Right.DECIDE))]
Reviewer = Annotated[Viewer, Depends(viewing(Right.REVIEW))]


exemplar_routes = APIRouter(prefix="/api/registry/v1/exemplars", tags=["registry"])


@exemplar_routes.post("", status_code=201)
async def post_nomination(web: Web, form: NominationForm, viewer: Writer) -> ExemplarView:
    """Put a unit served here, its model or somebody of it forward."""
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.WORK, form.unit)
        nomination = await workflows.nominate(tx, form.candidacy(), viewer)
    return ExemplarView.model_validate(nomination)


@exemplar_routes.post("/{nomination_id}/steps")
async def post_step(
    web: Web, *, nomination_id: UUID, form: NominationStepForm, viewer: Writer
) -> ExemplarView:
    """Take the next step."""
    acting = replace(viewer, seen_version=form.version)
    async with web.database.transaction() as tx:
        await queries.must_for_step(tx, nomination_id, form.step, viewer=viewer)
        nomination = await workflows.move_on(
            tx, nomination_id, form.move(), guide=the_guide(), acting=acting
        )
    return ExemplarView.model_validate(nomination)


@exemplar_routes.get("/criteria", dependencies=[to_anyone])
async def get_criteria(subject: Subject, kind: str = "") -> CriteriaList:
    """What a nominee of a kind of unit is judged by."""
    criteria = the_guide().criteria_for(subject, kind)
    return CriteriaList(criteria=[CriterionView.model_validate(each) for each in criteria])


@exemplar_routes.get("")
async def get_exemplars(
    web: Web, query: Annotated[NomineeQuery, Depends(query_of)], viewer: Reader
) -> ExemplarList:
    """The nominations of the units one may read."""
    async with web.database.transaction() as tx:
        listed = await queries.exemplars_shown(tx, query, viewer)
    views = [ExemplarView.model_validate(nomination) for nomination in listed.nominations]
    return ExemplarList(
        exemplars=views, next=views[-1].id if len(views) == query.limit else None
    )


@exemplar_routes.get("/{nomination_id}")
async def get_exemplar(web: Web, nomination_id: UUID, viewer: Reader) -> NominationFileView:
    """One nomination with its answers."""
    async with web.database.transaction() as tx:
        file = await queries.nomination_file(tx, nomination_id, the_guide(), viewer=viewer)
    return NominationFileView.of(file)


@exemplar_routes.put("/{nomination_id}/answers")
async def put_answers(
    web: Web, *, nomination_id: UUID, form: ChecklistForm, viewer: Writer
) -> ExemplarView:
    """Answer criteria, until the nomination is published for comment."""
    answers = [Answer(**each.model_dump()) for each in form.answers]
    acting = replace(viewer, seen_version=form.version)
    async with web.database.transaction() as tx:
        await queries.nomination_worked_on(tx, nomination_id, viewer)
        nomination = await workflows.fill_in(
            tx, nomination_id, answers, guide=the_guide(), acting=acting
        )
    return ExemplarView.model_validate(nomination)


@exemplar_routes.post("/{nomination_id}/spread", status_code=201)
async def post_spread(
    web: Web, *, nomination_id: UUID, form: SpreadForm, viewer: Writer
) -> Accepted:
    """Note that an exemplar was copied or spoken of."""
    spread = Spread(id=uuid7(), nomination=nomination_id, **form.model_dump())
    async with web.database.transaction() as tx:
        await queries.nomination_worked_on(tx, nomination_id, viewer)
        await workflows.note_spread(tx, spread, viewer)
    return Accepted()


@exemplar_routes.post("/{nomination_id}/proposal")
async def post_proposal(
    web: Web, *, nomination_id: UUID, form: DocumentForm, viewer: Leader
) -> ExemplarView:
    """Propose what was selected here to the level above."""
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.DECIDE, viewer.here)
        nomination = await workflows.propose_up(tx, nomination_id, form.document, acting=viewer)
    return ExemplarView.model_validate(nomination)


@exemplar_routes.post("/{nomination_id}/taking-up", status_code=201)
async def post_taking_up(
    web: Web, *, nomination_id: UUID, form: DocumentForm, viewer: Writer
) -> ExemplarView:
    """Take a proposal from below through the council of this level."""
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.WORK, viewer.here)
        nomination = await workflows.take_up(tx, nomination_id, form.document, acting=viewer)
    return ExemplarView.model_validate(nomination)


@exemplar_routes.post("/{nomination_id}/declarations", status_code=201)
async def post_declaration(
    web: Web, *, nomination_id: UUID, form: DeclarationForm, viewer: Reviewer
) -> Accepted:
    """Declare one's ties before scoring."""
    declaration = Declaration(
        nomination=nomination_id,
        reviewer=viewer.principal.account,
        declared_at=viewer.now,
        ties=frozenset(form.ties),
    )
    async with web.database.transaction() as tx:
        await queries.nomination_to_score(tx, nomination_id, viewer)
        await workflows.declare(tx, declaration, viewer)
    return Accepted()


@exemplar_routes.post("/{nomination_id}/sheets", status_code=201)
async def post_sheet(
    web: Web, *, nomination_id: UUID, form: SheetForm, viewer: Reviewer
) -> Accepted:
    """Hand a score sheet in, or amend the own one."""
    sheet = ScoreSheet(
        nomination=nomination_id,
        reviewer=viewer.principal.account,
        handed_in_at=viewer.now,
        scores={code: Score(s.points, s.comment) for code, s in form.scores.items()},
        reason=form.reason,
    )
    is_amendment = form.is_amendment
    async with web.database.transaction() as tx:
        await queries.nomination_to_score(tx, nomination_id, viewer)
        await workflows.hand_in(
            tx, sheet, is_amendment=is_amendment, guide=the_guide(), acting=viewer
        )
    return Accepted()


@exemplar_routes.get("/{nomination_id}/scores")
async def get_scores(web: Web, nomination_id: UUID, viewer: Reader) -> OutcomeView:
    """What the sheets came to, once all are in."""
    async with web.database.transaction() as tx:
        scores = await queries.scores_shown(tx, nomination_id, the_guide(), viewer=viewer)
    outcome = scores.outcome
    return OutcomeView(
        result=str(outcome.result),
        sheets=outcome.sheets,
        dropped_at_each_end=outcome.dropped,
        by_criterion={code: str(mean) for code, mean in outcome.by_criterion.items()},
    )
