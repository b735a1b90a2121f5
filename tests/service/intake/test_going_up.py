"""Late cases at a ward come before its superiors, each once, until they are answered."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from services.intake.appeals.domain import Escalation, EscalationReason, escalation_id
from services.intake.appeals.store import add_escalation, find_escalation, list_late
from services.intake.appeals.workflows import (
    AT_ONCE,
    clear,
    raise_what_is_late,
    raise_what_is_unseen,
)
from services.intake.cases.domain.messages import Incoming
from services.intake.cases.workflows.receiving import receive_feedback
from services.intake.categories.domain import CategoryCode
from shared.chassis.acting import Acting
from shared.chassis.database import Database, Transaction
from shared.chassis.unit_timelines import learn_unit
from shared.events.registry import UnitEstablished
from shared.kernel.places import UnitCode
from tests.nodes import Node

pytestmark = pytest.mark.infra

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
MUCH_LATER = NOW + timedelta(days=60)


@pytest_asyncio.fixture
async def tx(three_levels: dict[str, Node]) -> AsyncIterator[Transaction]:
    database = Database.at(three_levels["east"].url_of("intake"))
    async with database.transaction() as opened:
        for unit, parent in (("city", None), ("district", "city"), ("east", "district")):
            await learn_unit(opened, _unit(unit, parent))
        yield opened
    await database.close()


def _unit(code: str, parent: str | None) -> UnitEstablished:
    return UnitEstablished(
        unit=code, parent=parent, host=code, kind="ward", vi=code, en=code,
        valid_from=NOW.date(),
    )  # fmt: skip


async def test_a_late_case_climbs_once_to_each_level_and_no_further(
    tx: Transaction, three_levels: dict[str, Node]
) -> None:
    place = three_levels["east"].place
    incoming = Incoming(
        text="Cống tắc", category=CategoryCode("env_waste"), unit=UnitCode("east")
    )
    case = (await receive_feedback(tx, incoming, place=place, now=NOW)).case

    assert await raise_what_is_late(tx, Acting(place=place, now=NOW)) == 0
    assert await raise_what_is_late(tx, Acting(place=place, now=MUCH_LATER)) == 2
    assert await raise_what_is_late(tx, Acting(place=place, now=MUCH_LATER)) == 0

    await clear(tx, [case.id])
    late = await list_late(tx, due_by=MUCH_LATER.date(), level=1, most=9)
    assert late == []


async def test_what_stays_at_the_top_holds_up_nobody_below(
    tx: Transaction, three_levels: dict[str, Node]
) -> None:
    at_the_top = [_escalation("city", days_ago=60) for _ in range(AT_ONCE)]
    below = _escalation("district", days_ago=50)
    for one in (*at_the_top, below):
        await add_escalation(tx, one)

    await raise_what_is_unseen(tx, Acting(place=three_levels["city"].place, now=MUCH_LATER))

    further = escalation_id(below.case_id, below.due_on, below.level + 1)
    raised = await find_escalation(tx, further)
    assert raised is not None
    assert raised.to_unit == "city"


def _escalation(to_unit: str, *, days_ago: int) -> Escalation:
    case, day = uuid4(), (MUCH_LATER - timedelta(days=days_ago)).date()
    return Escalation(
        id=escalation_id(case, day, 1),
        case_id=case,
        unit=UnitCode("east"),
        to_unit=UnitCode(to_unit),
        category="env_waste",
        due_on=day,
        level=1,
        reason=EscalationReason.OVERDUE,
        raised_on=day,
        is_here=True,
    )
