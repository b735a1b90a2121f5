"""What can be asked about a case."""

from services.intake.domain.feedback import Feedback
from services.intake.domain.tracking import TrackingNumber
from services.intake.store import feedback as store
from shared.chassis.database import Transaction


async def find_case(tx: Transaction, number: TrackingNumber) -> Feedback:
    """The case a citizen asks about.

    Raises:
        FeedbackUnknown: if there is none.

    """
    return await store.load_feedback(tx, number)
