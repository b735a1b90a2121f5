"""A nomination with everything its principles are checked against."""

from datetime import date

from services.registry.exemplars.domain.checklist import broken, unanswered
from services.registry.exemplars.domain.exemplars import Nomination
from services.registry.exemplars.domain.guide import Criterion, Guide
from services.registry.exemplars.domain.principles import Record
from services.registry.exemplars.store import checklists, nominations
from services.registry.exemplars.store.nominable import is_replicated
from services.registry.units.store import units as unit_store
from shared.chassis.database import Transaction


async def criteria_of(
    tx: Transaction, nomination: Nomination, guide: Guide
) -> tuple[Criterion, ...]:
    """What a nominee is judged by: as its unit was on the day of the nomination."""
    day, unit = nomination.nominated_on, nomination.unit
    chapters = await unit_store.list_chapters(tx, as_of=day, code=unit)
    kind = chapters[0].unit.kind if chapters else ""
    return guide.criteria_for(nomination.subject, kind)


async def load_record(
    tx: Transaction, nomination: Nomination, guide: Guide, *, today: date
) -> Record:
    """What the principles are checked against."""
    criteria = await criteria_of(tx, nomination, guide)
    answers = await checklists.list_answers(tx, nomination.id)
    return Record(
        moves=await nominations.list_moves(tx, nomination.id),
        is_complete=not unanswered(criteria, answers),
        is_broken=bool(broken(criteria, answers)),
        spread=len(await checklists.list_spread(tx, nomination.id))
        + await is_replicated(tx, nomination.model),
        comment_days=guide.procedure.comment_days,
        today=today,
    )
