"""Handing a case to another unit of the same node: by the page, with its day, told once."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from httpx import AsyncClient

from services.intake.appeals.domain import Appeal, AppealOfAnother, AppealState
from services.intake.appeals.store import add_appeal, find_appeal
from services.intake.appeals.workflows import hear_decision
from services.intake.cases.domain.cases import CaseId
from services.intake.handing_over.domain import CaseNeverLeft
from services.intake.handing_over.store import load_left
from shared.chassis.acting import Acting
from shared.chassis.database import Database
from shared.events.handing_over import AppealDecided
from shared.kernel.places import UnitCode
from shared.kernel.roles import Role
from shared.testing.probing import eventually
from tests.nodes import THREE_LEVELS, Node, federation
from tests.service.intake.desk import FEEDBACK, id_of, taken_in
from tests.service.registry.filling_in import fields_of
from tests.signing_in import sign_in, somebody

pytestmark = pytest.mark.infra

OFFICER = somebody(Role.OFFICER, "city")
TOLD = "SELECT name FROM outbox WHERE name LIKE 'intake.feedback_%' ORDER BY pos"


@pytest_asyncio.fixture(scope="module")
async def city(tmp_path_factory: pytest.TempPathFactory, admin_url: str) -> AsyncIterator[Node]:
    """The node of a city that hears of its districts and wards."""
    folder = tmp_path_factory.mktemp("city")
    async with federation(THREE_LEVELS, folder=folder, admin_url=admin_url) as nodes:
        yield nodes["city"]


@pytest_asyncio.fixture(scope="module")
async def web(city: Node) -> AsyncIterator[AsyncClient]:
    async with city.serving("registry", "intake") as client:

        async def known() -> int:
            query = "SELECT count(*) FROM known_chapters WHERE told_at IS NOT NULL"
            return int((await city.rows("intake", query))[0][0])

        await eventually(known, shows=len(THREE_LEVELS))
        yield client


async def test_a_case_goes_to_the_unit_in_charge_and_keeps_its_day(
    web: AsyncClient, city: Node
) -> None:
    host = "UPDATE known_chapters SET host = 'city' WHERE unit = 'east'"
    await city.rows("intake", host)
    code = await taken_in(web, unit="city")
    before = (await web.get(f"{FEEDBACK}/{code}")).json()
    number = code.split("-", 1)[1].replace("-", "")
    path = f"/cases/{number}/hand-over"
    sign_in(web, OFFICER)
    fields = fields_of((await web.get(path)).text, path)

    invented = await web.post(path, data=fields | {"to_unit": ["east"], "reason": ["x"]})
    done = await web.post(path, data=fields | {"to_unit": ["east"]})

    assert invented.status_code == 422
    assert done.status_code == 303, done.text
    after = (await web.get(f"{FEEDBACK}/{code}")).json()
    assert (after["unit"], after["due_on"]) == ("east", before["due_on"])
    told = [row[0].split(".")[1] for row in await city.rows("intake", TOLD)]
    assert told[-2:] == ["feedback_passed_on", "feedback_taken_over"]


async def test_it_does_not_go_where_it_is_and_says_so_at_the_field(web: AsyncClient) -> None:
    code = await taken_in(web, unit="city")
    path = f"/cases/{code.split('-', 1)[1].replace('-', '')}/hand-over"
    sign_in(web, OFFICER)
    fields = fields_of((await web.get(path)).text, path)

    refused = await web.post(path, data=fields | {"to_unit": ["city"], "words": ["Giúp với"]})

    assert refused.status_code == 422
    assert "đang ở chính đơn vị ấy" in refused.text
    assert "Giúp với" in refused.text


async def test_no_other_node_brings_a_case_that_never_left(
    web: AsyncClient, city: Node
) -> None:
    code = await taken_in(web, unit="city")
    case = CaseId(UUID(await id_of(city, code)))
    database = Database.at(city.url_of("intake"))
    async with database.transaction() as tx:
        with pytest.raises(CaseNeverLeft):
            await load_left(tx, case)
        assert await load_left(tx, CaseId(uuid4())) is None
    gone = "UPDATE feedback SET state = 'handed_over' WHERE id = $1"
    await city.rows("intake", gone, case)
    async with database.transaction() as tx:
        left = await load_left(tx, case)
    await database.close()

    assert left is not None
    assert left.id == case


async def test_an_appeal_is_decided_by_whoever_was_asked(web: AsyncClient, city: Node) -> None:
    code = await taken_in(web, unit="city")
    day = date(2026, 11, 25)
    appeal = Appeal(
        id=uuid4(),
        case_id=CaseId(UUID(await id_of(city, code))),
        promise_id=None,
        unit=UnitCode("city"),
        to_unit=UnitCode("above"),
        category="env_sanitation",
        received_on=day,
        due_on=day,
        rating=1,
        filed_on=day,
        words="Chưa xong.",
        state=AppealState.FILED,
    )
    decided = AppealDecided(
        appeal_id=appeal.id,
        feedback_id=appeal.case_id,
        unit="sibling",
        of_unit="city",
        outcome="dismissed",
        decided_on=day,
    )
    database = Database.at(city.url_of("intake"))
    async with database.transaction() as tx:
        await add_appeal(tx, appeal)
        with pytest.raises(AppealOfAnother):
            await hear_decision(tx, decided, Acting(place=city.place, now=datetime.now(UTC)))
        kept = await find_appeal(tx, appeal.id)
    await database.close()

    assert kept is not None
    assert kept.state is AppealState.FILED
