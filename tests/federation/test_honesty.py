"""The same fact again, a lie about its origin, a hole in the numbers: seen, and answered."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest
from nats.js.errors import NotFoundError
from pydantic import SecretStr

from shared.chassis.broker import Broker
from shared.chassis.trimming import trim
from shared.federation.jetstream import ask
from shared.testing.probing import eventually
from tests.federation.living import Living
from tests.federation.speaking import last_fact, parked, say

pytestmark = pytest.mark.infra

FEEDBACK = {"text": "Đèn đường trước số 12 tắt từ tối qua.", "category": "urban_order"}


async def test_the_same_fact_delivered_five_times_counts_once(city: Living) -> None:
    await city.take_dossiers("east", 3)
    await city.whole()
    message = await last_fact(city, "east", "up.intake.dossier_returned.v1")

    for _ in range(5):
        message["headers"]["Nats-Msg-Id"] = str(uuid4())
        await say(city, "east", message)

    await city.whole()


async def test_thirty_citizens_at_once_at_each_ward(city: Living) -> None:
    sent = [
        city.clients[ward].post("/api/intake/v1/feedback", json=FEEDBACK)
        for ward in ("east", "west")
        for _ in range(30)
    ]

    answers = await asyncio.gather(*sent)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["tracking_code"] for answer in answers}) == 60
    await city.whole()


async def test_a_ward_that_speaks_in_anothers_name_is_parked(city: Living) -> None:
    await city.take_dossiers("east", 1)
    await city.whole()
    message = await last_fact(city, "east", "up.intake.dossier_received.v1")
    message["headers"] |= {
        "ce-node": "west",
        "ce-id": str(uuid4()),
        "Nats-Msg-Id": str(uuid4()),
    }

    await say(city, "east", message)

    await eventually(lambda: parked(city, "city"), shows="origin-forged")
    await city.whole()


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("intake.dossier_received.v9", b"{}", "fact-unknown"),
        ("intake.dossier_received.v1", b"{not json", "body-unreadable"),
        ("intake.dossier_received.v1", b'{"unit": 7}', "body-unreadable"),
    ],
)
async def test_what_nobody_can_read_is_kept_for_a_human(
    city: Living, *, name: str, body: bytes, code: str
) -> None:
    await city.take_dossiers("west", 1)
    await city.whole()
    message = await last_fact(city, "west", "up.intake.dossier_received.v1")
    fresh = {"ce-id": str(uuid4()), "Nats-Msg-Id": str(uuid4()), "ce-type": f"kheo.{name}"}

    await say(
        city,
        "west",
        {"subject": f"up.{name}", "payload": body, "headers": message["headers"] | fresh},
    )

    await eventually(lambda: parked(city, "district"), shows=code)
    await city.whole()


@pytest.mark.parametrize("kept", [0, 20], ids=["all of them", "but for the last"])
async def test_a_hole_is_seen_asked_for_and_filled(city: Living, kept: int) -> None:
    """Messages vanish from a ward's stream while its line is cut; only numbers can tell."""
    city.lines["east"].cut()
    await city.take_dossiers("east", 50)
    await eventually(lambda: _unpublished(city), shows=0)
    nc = await city.nodes["east"].connect()
    await nc.jetstream().purge_stream("UP", subject="up.intake.>", keep=kept)
    await nc.close()
    city.lines["east"].heal()

    await city.whole()


async def test_a_hole_far_above_is_filled_by_whoever_said_it(city: Living) -> None:
    """What the district handed on is lost on its way to the city; only the ward has it."""
    city.lines["district"].cut()
    await city.take_dossiers("west", 20)
    await eventually(lambda: _archived(city, "district"), shows=await _told(city))
    nc = await city.nodes["district"].connect()
    await nc.jetstream().purge_stream("IN", subject="in.west.up.intake.>")
    await nc.close()
    city.lines["district"].heal()

    await city.whole()


async def _told(city: Living) -> int:
    rows = await city.nodes["west"].rows("intake", "SELECT count(*) FROM outbox")
    return int(rows[0][0])


async def _archived(city: Living, code: str) -> int:
    query = "SELECT count(*) FROM archive WHERE node = 'west' AND name LIKE 'intake.%'"
    return int((await city.nodes[code].rows("reporting", query))[0][0])


async def _unpublished(city: Living) -> int:
    query = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
    rows = await city.nodes["east"].rows("intake", query)
    return int(rows[0][0])


async def test_the_tree_of_units_reaches_every_ward_through_the_district(city: Living) -> None:
    async def known() -> str:
        found = await city.clients["west"].get("/api/registry/v1/units")
        return ",".join(sorted(unit["code"] for unit in found.json()["units"]))

    await eventually(known, shows="city,district,east,west")


async def test_receipts_come_down_so_that_streams_may_be_trimmed(city: Living) -> None:
    await city.take_dossiers("east", 5)
    query = "SELECT nseq - receipted_nseq FROM outbox_lanes WHERE lane = 'up'"

    async def behind() -> str:
        rows = await city.nodes["east"].rows("intake", query)
        return str(rows[0][0]) if rows else "nothing is numbered yet"

    await eventually(behind, shows="0")
    for ward in ("east", "west"):
        await eventually(lambda ward=ward: _unreceipted(city, ward), shows=0)


async def test_what_the_parent_has_receipted_leaves_the_stream_in_the_end(city: Living) -> None:
    await city.take_dossiers("east", 5)
    await city.whole()
    node = city.nodes["east"]
    await eventually(lambda: _unreceipted(city, "east"), shows=0)
    older = "UPDATE outbox SET published_at = published_at - interval '3 days'"
    await node.rows("intake", older)
    broker = Broker(
        url=node.broker_url, seed=SecretStr(node.broker_seed), place=node.place, name="trimmer"
    )
    await broker.connect()
    connection = await asyncpg.connect(node.url_of("intake"))

    await trim(connection, broker, service="intake")

    left = await ask(broker.nc, "STREAM.INFO.UP", {"subjects_filter": "up.intake.>"})
    assert "subjects" not in left["state"]
    await connection.close()
    await broker.close()
    await city.whole()


async def _unreceipted(city: Living, ward: str) -> int:
    found = await city.clients[ward].get("/api/reporting/v1/nodes")
    return int(found.json()["uplink"]["unreceipted"])


async def test_correlation_follows_a_fact_across_nodes(city: Living) -> None:
    asked = {"X-Correlation-Id": str(uuid4())}

    await city.clients["east"].post("/api/intake/v1/feedback", json=FEEDBACK, headers=asked)

    async def at_the_city() -> str:
        nc = await city.nodes["city"].connect()
        subject = "in.district.in.east.up.intake.feedback_received.v1"
        try:
            found = await nc.jetstream().get_last_msg("IN", subject)
        except NotFoundError:
            return "nothing has come yet"
        finally:
            await nc.close()
        return str((found.headers or {})["ce-correlationid"])

    await eventually(at_the_city, shows=asked["X-Correlation-Id"])
