"""Exemplars: who or what is nominated, and the way from there to being commended."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.registry.org.domain import document_number
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection
from shared.kernel.scopes import EVERYTHING, Scope
from shared.kernel.step_table import StepTable

MAX_ACHIEVEMENT_CHARS = 300
MAX_NAME_CHARS = 120
CODE_PREFIX = "DH"
CODE_DIGITS = 10


class Subject(StrEnum):
    """What may be an exemplar."""

    MODEL = "model"
    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"


class NominationState(StrEnum):
    """How far a nomination has come."""

    PROPOSED = "proposed"
    ACCEPTED = "home_collective_accepted"
    PUBLISHED = "published_for_comment"
    REVIEWED = "council_reviewed"
    SELECTED = "selected"
    COMMENDED = "commended"
    REVOKED = "revoked"


class NominationStep(StrEnum):
    """What moves a nomination on; each has a day and a document."""

    ACCEPT = "accept"
    PUBLISH = "publish"
    REVIEW = "review"
    SELECT = "select"
    COMMEND = "commend"
    REVOKE = "revoke"


class Reason(StrEnum):
    """Why a recognition is taken back."""

    FALSE_DECLARATION = "false_declaration"
    FORGED_RECORDS = "forged_records"
    WRONG_PROCEDURE = "wrong_procedure"
    LATER_BREACH = "later_breach"


TRANSITIONS: dict[NominationStep, tuple[frozenset[NominationState], NominationState]] = {
    NominationStep.ACCEPT: (frozenset({NominationState.PROPOSED}), NominationState.ACCEPTED),
    NominationStep.PUBLISH: (frozenset({NominationState.ACCEPTED}), NominationState.PUBLISHED),
    NominationStep.REVIEW: (frozenset({NominationState.PUBLISHED}), NominationState.REVIEWED),
    NominationStep.SELECT: (frozenset({NominationState.REVIEWED}), NominationState.SELECTED),
    NominationStep.COMMEND: (frozenset({NominationState.SELECTED}), NominationState.COMMENDED),
    NominationStep.REVOKE: (
        frozenset({NominationState.SELECTED, NominationState.COMMENDED}),
        NominationState.REVOKED,
    ),
}
OPEN = frozenset({NominationState.PROPOSED, NominationState.ACCEPTED})
"""While the checklist may still be filled in."""


class NominationUnknown(NotFound):
    """Không có hồ sơ giới thiệu điển hình nào mang mã này ở đây.
    There is no nomination of this code here.
    """


class NominatedBefore(Conflict):
    """Điển hình này đã được giới thiệu trước đó với cùng một thành tích.
    This has been nominated before for the same achievement.
    """


class NominationChanged(Conflict):
    """Hồ sơ vừa được người khác sửa. Phần đã nhập vẫn còn; hãy xem thay đổi rồi gửi lại.
    Somebody else has just changed this. What you typed is still here; look, then send again.
    """


class StepOutOfTurn(Conflict):
    """Hồ sơ chưa ở bước này, hoặc đã qua bước này.
    The nomination has not come to this step, or is past it.
    """


STEPS = StepTable(
    start=NominationState.PROPOSED,
    transitions=TRANSITIONS,
    always=dict.fromkeys(NominationStep, StepOutOfTurn),
)


class StepBeforeTheLast(Rejection):
    """Ngày của bước này không thể trước ngày của bước liền trước.
    This step cannot have happened before the one it follows.
    """


class AchievementMissing(Rejection):
    """Hãy ghi thành tích được giới thiệu (tối đa 300 ký tự).
    Say which achievement this is for (300 characters at most).
    """


class PersonMissing(Rejection):
    """Giới thiệu cá nhân thì cần họ và tên (tối đa 120 ký tự). Họ tên chỉ lưu tại đây.
    A nomination of a person needs the full name (120 characters at most); it is kept here only.
    """


class ModelMissing(Rejection):
    """Giới thiệu mô hình thì hãy chọn mô hình đã đăng ký của đơn vị.
    To nominate a model, choose one that the unit has registered.
    """


class NotOursToMove(Rejection):
    """Hồ sơ này do nút khác lập, ở đây chỉ xem. Muốn xét ở cấp này, hãy nhận đề nghị.
    Another node keeps this nomination; take its proposal up to judge it at this level.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidacy:
    """What somebody nominates: before it is checked."""

    subject: Subject
    unit: UnitCode
    year: int
    achievement: str
    person: str = ""
    model: UUID | None = None
    campaign: UUID | None = None
    may_name_publicly: bool = False
    """Whether the person has agreed to be named in public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """A nominee on the way; never with a person's name, which is kept apart."""

    id: UUID
    code: str
    subject: Subject
    unit: UnitCode
    host: PlaceCode
    year: int
    achievement_id: UUID
    """The same for every nomination of one achievement; there is one award for it."""
    nominated_on: date
    state: NominationState = NominationState.PROPOSED
    moved_on: date
    achievement: str = ""
    """Free text; stays at the node that keeps the nomination."""
    model: UUID | None = None
    campaign: UUID | None = None
    nominated_by: UUID | None = None
    origin: UUID | None = None
    """The nomination at a node below that this one was taken up from."""
    proposed_up_on: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One step that was taken."""

    step: NominationStep
    happened_on: date
    document: str
    by: UUID | None = None
    reason: Reason | None = None
    award: str | None = None


def checked(candidacy: Candidacy) -> Candidacy:
    """A candidacy with its texts trimmed, if it has what it needs.

    Raises:
        AchievementMissing: if it does not say what for.
        PersonMissing: if a person is nominated without a name.
        ModelMissing: if a model is nominated without saying which.

    """
    achievement, person = _one_line(candidacy.achievement), _one_line(candidacy.person)
    is_person = candidacy.subject is Subject.INDIVIDUAL
    if not 0 < len(achievement) <= MAX_ACHIEVEMENT_CHARS:
        raise AchievementMissing
    if is_person and not 0 < len(person) <= MAX_NAME_CHARS:
        raise PersonMissing
    if candidacy.subject is Subject.MODEL and candidacy.model is None:
        raise ModelMissing
    return replace(
        candidacy,
        achievement=achievement,
        person=person if is_person else "",
        model=candidacy.model if candidacy.subject is Subject.MODEL else None,
        may_name_publicly=is_person and candidacy.may_name_publicly,
    )


def nominee_key(candidacy: Candidacy) -> str:
    """Who and what for, whatever the year, capitals and blanks; never leaves the node."""
    who = candidacy.model or candidacy.person
    parts = (candidacy.subject, candidacy.unit, str(who), candidacy.achievement)
    return "\n".join(part.casefold() for part in parts)


def code_of(nomination_id: UUID) -> str:
    """What people call a nomination by: it says nothing of whom it is about.

    >>> code_of(UUID("01934f5e-0000-7000-8000-00000000002a"))
    'DH-00000-0001A'
    """
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    number, digits = nomination_id.int, ""
    for _ in range(CODE_DIGITS):
        number, digit = divmod(number, len(alphabet))
        digits = alphabet[digit] + digits
    return f"{CODE_PREFIX}-{digits[:5]}-{digits[5:]}"


def moved(nomination: Nomination, move: Moved) -> Nomination:
    """The nomination after a step.

    Raises:
        StepOutOfTurn: if it is not this step's turn.
        StepBeforeTheLast: if its day lies before the last one's.
        DocumentNumberUnusable: if its document has no number as documents have.

    """
    leads_to = STEPS.after(move.step, nomination.state)
    if move.happened_on < nomination.moved_on:
        raise StepBeforeTheLast(
            f"Ngày {move.happened_on:%d/%m/%Y} trước ngày của bước liền trước "
            f"({nomination.moved_on:%d/%m/%Y}).",
            f"{move.happened_on} is before the last step ({nomination.moved_on}).",
        )
    document_number(move.document)
    return replace(
        nomination, state=leads_to, moved_on=move.happened_on, version=nomination.version + 1
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


NAME_READ = "nomination.nominee"
"""How the trail names that somebody opened a name."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who a nomination is about; never leaves the node."""

    name: str
    may_name_publicly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NomineeQuery:
    """Which nominations are looked for; nothing said means all."""

    year: int | None = None
    state: str = ""
    subject: str = ""
    unit: str = ""
    host: str = ""
    not_host: str = ""
    scope: Scope = EVERYTHING
    """Only of units one may read of."""
    states: Collection[str] | None = None
    is_proposed: bool = False
    """Only what is proposed to a level above, and not taken up there yet."""
    after: UUID | None = None
    limit: int = 50


class RewardedBefore(Conflict):
    """Thành tích này đã được khen thưởng; một thành tích chỉ khen một lần.
    This achievement has had its award; there is one award for one achievement.
    """


class NobodyAbove(Conflict):
    """Đây là cấp cao nhất của hệ thống; không có cấp trên để đề nghị.
    This is the top; there is no level above to propose to.
    """


class ProposedBefore(Conflict):
    """Điển hình này đã được đề nghị lên cấp trên.
    This has been proposed to the level above before.
    """


class TakenUpBefore(Conflict):
    """Đề nghị này đã được nhận vào danh sách xét của cấp này.
    This proposal has been taken up at this level before.
    """


class NotProposedHere(Conflict):
    """Hồ sơ này không do cấp dưới đề nghị lên.
    This was not proposed from below.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAward:
    """An award that was given; at most one stands for an achievement."""

    id: UUID
    nomination: UUID
    achievement_id: UUID
    unit: UnitCode
    host: PlaceCode
    award: str
    given_on: date
    document: str
    revoked_on: date | None = None


def rewarded_before(standing: GivenAward) -> RewardedBefore:
    """The refusal of a second award; names the first."""
    return RewardedBefore(
        f"Thành tích này đã được khen thưởng ngày {standing.given_on:%d/%m/%Y} theo "
        f"{standing.document}; một thành tích chỉ khen một lần.",
        f"This achievement had its award on {standing.given_on} by {standing.document}; there "
        "is one award for one achievement.",
    )


def must_be_proposable(nomination: Nomination, *, has_parent: bool) -> None:
    """Pass if a nomination may be proposed to the level above.

    Raises:
        NobodyAbove: if there is none.
        ProposedBefore: if it was proposed already.
        StepOutOfTurn: if it was not selected here.

    """
    if not has_parent:
        raise NobodyAbove
    if nomination.proposed_up_on is not None:
        raise ProposedBefore
    if nomination.state not in {NominationState.SELECTED, NominationState.COMMENDED}:
        raise StepOutOfTurn
