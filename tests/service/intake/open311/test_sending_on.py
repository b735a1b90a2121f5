"""Sending on: a case reaches another server once, and what happens there comes back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient

from services.intake.cases.domain.cases import CaseId
from services.intake.cases.queries import find_case_by_id
from services.intake.open311.domain.servers import Server
from services.intake.open311.workflows.dialling import RemoteLine
from services.intake.open311.workflows.forwarding import listen, send_next, send_on
from shared.chassis.acting import Acting
from shared.chassis.database import Database
from tests.nodes import ONE_WARD, Node, federation
from tests.service.intake.open311.foreign import (
    Foreign,
    begun_and_never_ended,
    foreign_server,
    line_to,
    page,
)
from tests.service.intake.open311.program import Program, program_with_key

pytestmark = pytest.mark.infra

MINUTE = timedelta(minutes=1)
TAKEN = page(b"<service_requests><request><service_request_id>77</service_request_id>"
             b"</request></service_requests>")  # fmt: skip
A_TOKEN = page(b"<service_requests><request><token>t1</token></request></service_requests>")
NOTHING = page(b"<service_requests></service_requests>")
DONE = page(
    b"<service_request_updates><request_update><update_id>u1</update_id>"
    b"<service_request_id>77</service_request_id><status>fixed</status>"
    b"<updated_datetime>2026-11-25T00:00:00Z</updated_datetime>"
    b"<description>&#272;&#227; thu gom</description></request_update>"
    b"</service_request_updates>"
)


@dataclass
class Sender:
    """A node whose cases are sent on, with the time in the hands of the test."""

    program: Program
    database: Database
    line: RemoteLine
    now: datetime

    async def queued(self, *, may_name: bool = False, **changed: str) -> str:
        """The id of a case that was just put in the queue."""
        number = await self.program.sent(**changed)
        async with self.database.transaction() as tx:
            case = await find_case_by_id(tx, CaseId(number))  # type: ignore[arg-type] # as text
            await send_on(tx, case, self.line.server, self.acting, may_name=may_name)
        return number

    @property
    def acting(self) -> Acting:
        """Nobody in particular, at the ward, as late as it is."""
        return Acting(place=self.program.node.place, now=self.now)

    async def later(self, minutes: int = 300) -> None:
        """The timer, some time later: everything that is due is done."""
        self.now += minutes * MINUTE
        lines = {self.line.server.code: self.line}
        while await send_next(self.database, lines, self.acting):
            pass

    async def listens(self) -> int:
        """The other timer, some time later."""
        self.now += 10 * MINUTE
        return await listen(self.database, self.line, self.acting)

    async def row(self, case: str) -> dict[str, Any]:
        """How far it is."""
        query = "SELECT stage, remote_id, attempts, reason FROM forwardings WHERE case_id = $1"
        return dict((await self.program.node.rows("intake", query, case))[0])


@asynccontextmanager
async def sending(program: Program, line: RemoteLine) -> AsyncIterator[Sender]:
    database = Database.at(program.node.url_of("intake"))
    try:
        yield Sender(program, database, line, datetime.now(UTC))
    finally:
        await program.node.rows("intake", "DELETE FROM forwarding_updates")
        await program.node.rows("intake", "DELETE FROM forwardings")
        await program.node.rows("intake", "DELETE FROM open311_servers")
        await database.close()


@pytest_asyncio.fixture
async def there() -> AsyncIterator[Foreign]:
    async with foreign_server() as foreign:
        yield foreign


@pytest_asyncio.fixture
async def sender(program: Program, there: Foreign) -> AsyncIterator[Sender]:
    async with line_to(there.url, key="k") as line, sending(program, line) as told:
        yield told


async def test_a_case_arrives_once_and_has_its_number_there(
    sender: Sender, there: Foreign
) -> None:
    there.answers["POST requests.xml"] = TAKEN
    case = await sender.queued()

    await sender.later()
    await sender.later()

    assert (await sender.row(case))["remote_id"] == "77"
    assert there.asked["POST requests.xml"] == 1


async def test_nobody_is_named_unless_they_signed_and_agreed(
    sender: Sender, there: Foreign
) -> None:
    there.answers["POST requests.xml"] = TAKEN

    await sender.queued()
    await sender.later()
    await sender.queued(may_name=True, public_anonymity_required="TRUE")
    await sender.later()
    await sender.queued(may_name=True)
    await sender.later()

    assert [b"hoa.nguyen" in body for body in there.bodies] == [False, False, True]
    assert b"first_name=Hoa" in there.bodies[2]


async def test_an_outage_of_theirs_is_waited_out_and_nothing_is_sent_twice(
    program: Program,
) -> None:
    async with line_to("http://127.0.0.1:1") as gone, sending(program, gone) as sender:
        case = await sender.queued()
        for _ in range(5):
            await sender.later()
        assert (await sender.row(case))["stage"] == "waiting"
        async with foreign_server() as there, line_to(there.url) as line:
            there.answers["POST requests.xml"] = TAKEN
            sender.line = line
            await sender.later()
            assert (await sender.row(case))["stage"] == "sent"
            assert there.asked == {"POST requests.xml": 1}


async def test_what_may_have_arrived_is_looked_for_before_it_is_sent_again(
    sender: Sender, there: Foreign
) -> None:
    there.answers["POST requests.xml"] = begun_and_never_ended
    case = await sender.queued()
    await sender.later()
    assert (await sender.row(case))["stage"] == "in_doubt"

    reference = there.bodies[0].split(b"service_request_id_ext=")[1].split(b"&")[0]
    there.answers["GET requests.xml"] = page(
        b"<service_requests><request><service_request_id>78</service_request_id>"
        b"<description>x " + reference + b"</description></request></service_requests>"
    )
    await sender.later()

    assert (await sender.row(case))["remote_id"] == "78"
    assert there.asked["POST requests.xml"] == 1


async def test_what_is_not_there_after_all_is_sent_again(
    sender: Sender, there: Foreign
) -> None:
    there.answers["POST requests.xml"] = page(b"", status="502 Bad Gateway")
    there.answers["GET requests.xml"] = NOTHING
    case = await sender.queued()
    await sender.later()
    there.answers["POST requests.xml"] = TAKEN

    await sender.later()

    assert (await sender.row(case))["stage"] == "sent"
    assert there.asked["POST requests.xml"] == 2


async def test_where_nobody_may_look_staff_decide(sender: Sender, there: Foreign) -> None:
    there.answers["POST requests.xml"] = page(b"", status="502 Bad Gateway")
    case = await sender.queued()
    await sender.later()
    there.answers["GET requests.xml"] = page(b"<errors/>", status="400 No")

    await sender.later()

    row = await sender.row(case)
    assert row["stage"] == "refused"
    assert "may have arrived" in row["reason"]


async def test_a_token_becomes_a_number(sender: Sender, there: Foreign) -> None:
    there.answers["POST requests.xml"] = A_TOKEN
    there.answers["GET tokens/t1.xml"] = NOTHING
    case = await sender.queued()
    await sender.later()
    await sender.later()
    assert (await sender.row(case))["stage"] == "token"

    there.answers["GET tokens/t1.xml"] = TAKEN
    await sender.later()

    assert (await sender.row(case))["remote_id"] == "77"
    assert there.asked["POST requests.xml"] == 1


async def test_an_update_is_taken_once_and_resolves_the_case(
    sender: Sender, there: Foreign
) -> None:
    there.answers["POST requests.xml"] = TAKEN
    there.answers["GET servicerequestupdates.xml"] = DONE
    case = await sender.queued()
    await sender.later()

    taken = [await sender.listens() for _ in range(3)]

    assert taken == [1, 0, 0]
    one = await sender.program.one(case)
    assert one["status"] == "closed"
    assert (await sender.row(case))["stage"] == "closed"


async def test_a_server_without_updates_is_asked_where_requests_stand(
    sender: Sender, there: Foreign
) -> None:
    there.answers["POST requests.xml"] = TAKEN
    there.answers["GET requests.xml"] = page(
        b"<service_requests><request><service_request_id>77</service_request_id>"
        b"<status>open</status><updated_datetime>2026-11-25T00:00:00Z</updated_datetime>"
        b"</request></service_requests>"
    )
    await sender.queued()
    await sender.later()

    assert [await sender.listens() for _ in range(3)] == [1, 0, 0]


async def test_while_they_are_silent_nothing_is_missed(sender: Sender, there: Foreign) -> None:
    there.answers["POST requests.xml"] = TAKEN
    there.answers["GET servicerequestupdates.xml"] = page(b"<broken")
    await sender.queued()
    await sender.later()
    assert await sender.listens() == 0

    there.answers["GET servicerequestupdates.xml"] = DONE
    assert await sender.listens() == 1


async def test_one_node_sends_to_another_which_resolves_and_tells_it_back(
    program: Program, admin_url: str, tmp_path: Path
) -> None:
    async with (
        federation(ONE_WARD, folder=tmp_path, admin_url=admin_url) as nodes,
        nodes["east"].started() as there,
    ):
        other = await program_with_key(there, nodes["east"])
        server = Server(
            code="there", name="Nơi khác", url=f"{there.base_url}/open311/v2",
            key=other.key, jurisdiction="east", services={"env_sanitation": "env_waste"},
        )  # fmt: skip
        async with (
            AsyncClient(trust_env=False) as client,
            sending(program, RemoteLine(client, server)) as sender,
        ):
            case = await sender.queued()
            await sender.later()
            number = (await sender.row(case))["remote_id"]
            await other.work(number, "resolve", words="Đã thu gom xong")

            assert await sender.listens() == 1
            assert (await program.one(case))["status"] == "closed"
            assert "Đã thu gom xong" in await words_about(program.node, case)


async def words_about(node: Node, case: str) -> set[str]:
    """Whatever was written about a case."""
    query = "SELECT words FROM case_entries WHERE case_id = $1"
    return {row["words"] for row in await node.rows("intake", query, case)}
