"""What anybody may read of a case, and where else it went."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.cases.domain.cases import CaseId
from services.intake.open311.domain.forwarding import Forwarding
from services.intake.open311.store import forwardings, publications
from shared.chassis.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A case as it is seen outside the office."""

    words: str | None
    """What anybody may read; nothing was published if there is none."""
    forwardings: Sequence[Forwarding]


async def outside_of(tx: Transaction, case_id: CaseId) -> Outside:
    """What of a case is published, and to which servers it was sent on."""
    return Outside(
        words=await publications.find_words(tx, case_id),
        forwardings=await forwardings.list_forwardings(tx, case_id),
    )
