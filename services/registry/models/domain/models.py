"""Models: ways of doing that a unit registers, with the criteria they will be judged by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as made
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.registry.campaigns.domain.campaigns import Contents
from shared.kernel.hosting import not_after
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection

ModelId = NewType("ModelId", UUID)

MOST_TITLE_CHARS = 200
MOST_CRITERIA = 20
MOST_CRITERION_CHARS = 300
MOST_SECTION_CHARS = 4000
MOST_NAME_CHARS = 120
FIRST_YEAR = 2000
SECTIONS = (
    "situation", "aim", "approach", "area", "forces", "resources", "time", "outputs",
    "sustaining",
)  # fmt: skip
"""What a registration form may tell beside the title; all of it optional, and kept here."""


class ModelKind(StrEnum):
    """What is registered."""

    MODEL = "model"
    INITIATIVE = "initiative"
    WORK = "work"


class Owner(StrEnum):
    """Whose it is."""

    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"


class Novelty(StrEnum):
    """Whether it begins this year, or strengthens what was there."""

    NEW = "new"
    CONSOLIDATED = "consolidated"


class ModelState(StrEnum):
    """How far a model has come."""

    DRAFT = "draft"
    REGISTERED = "registered"
    IN_PROGRESS = "in_progress"
    REVIEWED = "reviewed"
    RECOGNISED = "recognised"
    REPLICATED = "replicated"
    CLOSED = "closed"
    CANCELLED = "cancelled"


PUBLIC_STATES = frozenset(ModelState) - {ModelState.DRAFT, ModelState.CANCELLED}
"""What anybody may find in the list of models."""


class ModelUnknown(NotFound):
    """Không có mô hình này ở nút này.
    There is no such model at this node.
    """


class ModelChanged(Conflict):
    """Mô hình vừa được người khác sửa. Phần đã nhập vẫn còn; hãy xem thay đổi rồi lưu lại.
    Somebody else has just changed this model. What you typed is kept; look, then save again.
    """


class ModelOfAnotherNode(Rejection):
    """Mô hình này do nút khác quản lý; ở đây chỉ xem.
    Another node keeps this model; here it can only be read.
    """


class TitleUnusable(Rejection):
    """Hãy nhập tên mô hình, tối đa 200 ký tự.
    Enter the title of the model, 200 characters at most.
    """


class FieldNotKnown(Rejection):
    """Hãy chọn một trong bốn lĩnh vực.
    Choose one of the four fields.
    """


class ThemeNotKnown(Rejection):
    """Hãy chọn nội dung trong danh sách.
    Choose themes from the list.
    """


class CriteriaMissing(Rejection):
    """Khi đăng ký phải có ít nhất một tiêu chí để kiểm tra, giám sát.
    A registration needs at least one criterion to be judged by.
    """


class CriteriaUnusable(Rejection):
    """Tối đa 20 tiêu chí, mỗi tiêu chí tối đa 300 ký tự.
    20 criteria at most, each of 300 characters at most.
    """


class SectionUnusable(Rejection):
    """Mỗi mục thuyết minh tối đa 4.000 ký tự.
    Each section has 4000 characters at most.
    """


class PersonUnusable(Rejection):
    """Mô hình của cá nhân cần họ và tên (tối đa 120 ký tự); mô hình tập thể thì để trống.
    A model of one person needs the name (120 characters at most); one of a collective, none.
    """


class YearUnusable(Rejection):
    """Năm phải từ 2000 đến năm sau.
    The year must lie between 2000 and next year.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelContent:
    """What is written of a model; only the title and the codes are ever told to others."""

    unit: UnitCode
    title: str
    kind: ModelKind = ModelKind.MODEL
    field: str
    themes: tuple[str, ...] = ()
    owner: Owner = Owner.COLLECTIVE
    novelty: Novelty = Novelty.NEW
    year: int
    criteria: tuple[str, ...] = ()
    sections: Mapping[str, str] = made(default_factory=dict)
    campaign: UUID | None = None
    person: str = ""
    """The name of the one whose model it is; it stays at this node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model with how far it has come."""

    id: ModelId
    content: ModelContent
    host: PlaceCode
    state: ModelState
    version: int
    saved_at: datetime
    registered_on: date | None = None
    moved_on: date
    """The day of its latest step."""
    registered_by: UUID | None = None
    criteria_count: int = 0
    """As many as were told, where the criteria themselves are not known."""

    @property
    def is_public(self) -> bool:
        """Whether anybody may find it."""
        return self.state in PUBLIC_STATES


def checked(content: ModelContent, known: Contents, *, today: date) -> ModelContent:
    """`content` trimmed, if it can be kept; criteria may still be missing.

    Raises:
        TitleUnusable: if there is no title, or a very long one.
        YearUnusable: if it lies in a far past or future.
        FieldNotKnown: if it is none of the four fields.
        ThemeNotKnown: if a theme is none of the movement's.
        CriteriaUnusable: if there are too many, or one is too long.
        SectionUnusable: if a section is unknown or too long.
        PersonUnusable: if an individual has no name, or a collective has one.

    """
    good = replace(
        content,
        title=" ".join(_clean(content.title).split()),
        criteria=tuple(line for line in map(_clean, content.criteria) if line),
        sections={name: _clean(text) for name, text in content.sections.items() if text},
        person=" ".join(_clean(content.person).split()),
    )
    refuse_long_title(good)
    if not FIRST_YEAR <= good.year <= today.year + 1:
        raise YearUnusable
    _refuse_strange_codes(good, known)
    _refuse_long_texts(good)
    _refuse_wrong_person(good)
    return good


def refuse_long_title(content: ModelContent) -> None:
    """Let a title pass that can be shown in a list.

    Raises:
        TitleUnusable: if there is none, or a very long one.

    """
    if not 0 < len(content.title) <= MOST_TITLE_CHARS:
        raise TitleUnusable


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def drafted(content: ModelContent, *, model_id: UUID, host: PlaceCode, now: datetime) -> Model:
    """A model that somebody is still writing."""
    return Model(
        id=ModelId(model_id),
        content=content,
        host=host,
        state=ModelState.DRAFT,
        version=1,
        saved_at=now,
        moved_on=now.date(),
        criteria_count=len(content.criteria),
    )


def registered(model: Model, *, on: date, today: date, by: UUID | None) -> Model:
    """The draft, registered.

    Raises:
        CriteriaMissing: if it does not say by what it will be judged (MR1).
        DateInFuture: if the day has not come.

    """
    if not model.content.criteria:
        raise CriteriaMissing
    day = not_after(on, today)
    return replace(
        model, state=ModelState.REGISTERED, registered_on=day, moved_on=day, registered_by=by
    )


def rewritten(
    model: Model, content: ModelContent, *, seen_version: int | None, now: datetime
) -> Model:
    """The model with another content, if nobody changed it since it was looked at.

    Raises:
        ModelChanged: if somebody did.
        CriteriaMissing: if it is registered and would lose its last criterion.

    """
    if model.version != seen_version:
        raise ModelChanged
    if model.state is not ModelState.DRAFT and not content.criteria:
        raise CriteriaMissing
    return replace(
        model,
        content=content,
        version=model.version + 1,
        saved_at=now,
        criteria_count=len(content.criteria),
    )


def _refuse_strange_codes(content: ModelContent, known: Contents) -> None:
    if content.field not in known.fields:
        raise FieldNotKnown
    if not set(content.themes) <= set(known.themes):
        raise ThemeNotKnown


def _refuse_long_texts(content: ModelContent) -> None:
    if len(content.criteria) > MOST_CRITERIA or _longest(content.criteria) > (
        MOST_CRITERION_CHARS
    ):
        raise CriteriaUnusable
    if not set(content.sections) <= set(SECTIONS) or _longest(content.sections.values()) > (
        MOST_SECTION_CHARS
    ):
        raise SectionUnusable


def _longest(texts: Collection[str]) -> int:
    return max((len(text) for text in texts), default=0)


def _refuse_wrong_person(content: ModelContent) -> None:
    has_name = 0 < len(content.person) <= MOST_NAME_CHARS
    if (content.owner is Owner.INDIVIDUAL) is not has_name:
        raise PersonUnusable
