"""Awards: one for one achievement, given by a decision, taken back where it was undeserved."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.exemplars.domain.exemplars import (
    Nomination,
    NominationState,
    StepOutOfTurn,
)
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Conflict


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
