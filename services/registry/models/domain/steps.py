"""Steps: the way of a model from its registration to being copied by others."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.registry.models.domain.models import Model, ModelState
from shared.kernel.hosting import not_after
from shared.kernel.rejection import Conflict, NotAllowed, Rejection
from shared.kernel.step_table import StepTable

MOST_COMMENT_CHARS = 2000


class ModelStep(StrEnum):
    """What moves a model on."""

    REGISTER = "register"
    START = "start"
    REVIEW = "review"
    RECOGNISE = "recognise"
    REPLICATE = "replicate"
    CLOSE = "close"
    CANCEL = "cancel"


class NotADraft(Conflict):
    """Mô hình này đã được đăng ký.
    This model is registered already.
    """


class NotJustRegistered(Conflict):
    """Chỉ bắt đầu thực hiện được mô hình vừa đăng ký.
    Only a model that is registered and not yet begun can be begun.
    """


class NotInProgress(Conflict):
    """Chỉ thẩm định được mô hình đang thực hiện.
    Only a model in progress can be reviewed.
    """


class NotReviewed(Conflict):
    """Chỉ công nhận được mô hình đã thẩm định đạt.
    Only a model whose review it has passed can be recognised.
    """


class NotRecognised(Conflict):
    """Chỉ nhân rộng được mô hình đã được công nhận.
    Only a recognised model can be copied.
    """


class NotOpen(Conflict):
    """Mô hình chưa đăng ký, hoặc đã kết thúc.
    The model is not registered yet, or has ended.
    """


class TooLateToCancel(Conflict):
    """Mô hình đã thẩm định thì không hủy được nữa, chỉ kết thúc.
    A model that was reviewed cannot be cancelled any more, only closed.
    """


class StepBeforeTheLast(Rejection):
    """Ngày của bước này không thể trước ngày của bước liền trước.
    This step cannot have happened before the one it follows.
    """


class EvidenceMissing(Rejection):
    """Cần ít nhất một minh chứng giữa kỳ trước khi thẩm định.
    A review needs at least one piece of mid-term evidence.
    """


class ReviewOfOwnUnit(NotAllowed):
    """Người thẩm định không được thẩm định mô hình của chính đơn vị mình hoặc do mình đăng ký.
    Nobody reviews a model of one's own unit, or one that one has registered oneself.
    """


class CriteriaCountWrong(Rejection):
    """Số tiêu chí đạt phải từ 0 đến tổng số tiêu chí.
    The criteria met must be between none and all.
    """


S = ModelState
STEPS = StepTable(
    start=S.DRAFT,
    transitions={
        ModelStep.REGISTER: ({S.DRAFT}, S.REGISTERED),
        ModelStep.START: ({S.REGISTERED}, S.IN_PROGRESS),
        ModelStep.REVIEW: ({S.IN_PROGRESS}, S.REVIEWED),
        ModelStep.RECOGNISE: ({S.REVIEWED}, S.RECOGNISED),
        ModelStep.REPLICATE: ({S.RECOGNISED, S.REPLICATED}, S.REPLICATED),
        ModelStep.CLOSE: (frozenset(S) - {S.DRAFT, S.CLOSED, S.CANCELLED}, S.CLOSED),
        ModelStep.CANCEL: ({S.DRAFT, S.REGISTERED, S.IN_PROGRESS}, S.CANCELLED),
    },
    always={
        ModelStep.REGISTER: NotADraft,
        ModelStep.START: NotJustRegistered,
        ModelStep.REVIEW: NotInProgress,
        ModelStep.RECOGNISE: NotReviewed,
        ModelStep.REPLICATE: NotRecognised,
        ModelStep.CLOSE: NotOpen,
        ModelStep.CANCEL: TooLateToCancel,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a reviewer found: how many of the criteria are met, and whether it is enough."""

    reviewed_on: date
    criteria_met: int
    criteria_count: int
    is_passed: bool
    comment: str = ""
    """Kept at this node."""
    by: UUID | None = None


def moved(model: Model, step: ModelStep, *, on: date, today: date) -> Model:
    """The model after a step.

    Raises:
        NotADraft, NotJustRegistered, NotInProgress, NotReviewed, NotRecognised, NotOpen,
        TooLateToCancel: if it is not this step's turn.
        StepBeforeTheLast: if the day lies before the step before.
        DateInFuture: if the day has not come.

    """
    state = STEPS.after(step, model.state)
    if model.state is not ModelState.DRAFT and on < model.moved_on:
        raise StepBeforeTheLast
    day = not_after(on, today)
    return replace(model, state=state, moved_on=day, version=model.version + 1)


def reviewed(model: Model, review: Review, *, evidence: int, today: date) -> Model:
    """The model after a review; one that is not passed stays in progress, to be mended.

    Raises:
        EvidenceMissing: if there is no evidence of what was done.
        CriteriaCountWrong: if more criteria are met than there are.
        ReviewOfOwnUnit: if whoever registered it reviews it.

    """
    if model.registered_by is not None and model.registered_by == review.by:
        raise ReviewOfOwnUnit
    after = moved(model, ModelStep.REVIEW, on=review.reviewed_on, today=today)
    if not evidence:
        raise EvidenceMissing
    if not 0 <= review.criteria_met <= review.criteria_count:
        raise CriteriaCountWrong
    return after if review.is_passed else replace(after, state=ModelState.IN_PROGRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelMove:
    """A step a model took."""

    id: UUID
    model: UUID
    step: ModelStep
    happened_on: date
    document: str = ""
    comment: str = ""
    criteria_met: int | None = None
    criteria_count: int | None = None
    is_passed: bool | None = None
    by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What shows that a model is under way."""

    id: UUID
    model: UUID
    happened_on: date
    note: str
    file: UUID | None = None
    by: UUID | None = None
