"""What a citizen is promised: before sending, and on the receipt."""

from dataclasses import dataclass
from datetime import date, datetime

from services.intake.cases.domain.tracking import TrackingNumber, tracking_code
from services.intake.cases.store import feedback as store
from services.intake.cases.store.messages import find_numbered
from services.intake.cases.store.promises import promises_at
from shared.chassis.database import Transaction
from shared.kernel.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseReceipt:
    """What is written on the receipt of a message."""

    code: str
    received_at: datetime
    read_by: date
    due_on: date
    joined: bool
    """Whether the message was added to a case that was there before."""


async def promised_now(tx: Transaction, profile: str, *, place: Place, now: datetime) -> date:
    """The day that would be promised by this rule to whoever sends now."""
    promises = await promises_at(tx, now, place=place)
    return promises.due(now, profile=profile).on


async def receipt_of(
    tx: Transaction, number: TrackingNumber, *, place: Place
) -> PromiseReceipt:
    """The receipt of the message with this number."""
    case = await store.load_case(tx, number)
    message = await find_numbered(tx, number)
    return PromiseReceipt(
        code=tracking_code(number, place.code),
        received_at=message.received_at if message else case.received_at,
        read_by=case.acknowledge_by,
        due_on=case.promised_on,
        joined=case.number != number,
    )
