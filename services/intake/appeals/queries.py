"""What is before superiors at this node: appeals, and cases that are late."""

from collections.abc import Sequence
from uuid import UUID

from services.intake.appeals import store
from services.intake.appeals.domain import Appeal, AppealUnknown, Escalation
from services.intake.appeals.store import words_of
from services.intake.org.queries import Viewer, units_within
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.chassis.sealing import SealUnreadable
from shared.kernel.roles import Right

MOST = 200


async def appeals_here(tx: Transaction, viewer: Viewer, *, is_open: bool) -> list[Appeal]:
    """Appeals before units of this node that the viewer may decide for."""
    units = [unit.code for unit in await units_within(tx, viewer, Right.DECIDE)]
    return await store.list_appeals(tx, units=units, is_open=is_open, most=MOST)


async def appeal_opened(tx: Transaction, appeal_id: UUID, viewer: Viewer) -> tuple[Appeal, str]:
    """One appeal with its words; the reading leaves a trace. No words: they do not open.

    Raises:
        AppealUnknown: if there is none here.
        NotYours: if the viewer may not decide for the unit asked.

    """
    appeal = await store.find_appeal(tx, appeal_id)
    if appeal is None:
        raise AppealUnknown
    await viewer.must(tx, Right.DECIDE, appeal.to_unit)
    await audit.record_reading(tx, viewer.principal, "appeal.words", subject=str(appeal.id))
    try:
        return appeal, await words_of(tx, appeal)
    except SealUnreadable:
        return appeal, ""


async def late_here(tx: Transaction, viewer: Viewer) -> Sequence[Escalation]:
    """Late cases before units of this node that the viewer may read."""
    return await store.list_here(tx, await viewer.scope(tx, Right.READ), most=MOST)
