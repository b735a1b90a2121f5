"""Casting ballots: counted, and never to be traced."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient

from shared.testing.probing import eventually
from tests.nodes import OPERATOR, Node

BALLOTS = "/api/surveys/v1/ballots"
GOOD = {"level": 4, "channel": "kiosk"}
TOLD = (
    "SELECT coalesce(sum((convert_from(body, 'utf8')::json ->> 'ballots')::int), 0)"
    " FROM outbox WHERE name = 'surveys.ballots_tallied.v1'"
)


def days_ago(node: Node, days: int) -> str:
    return (node.place.day_of(datetime.now(UTC)) - timedelta(days=days)).isoformat()


async def cast(client: AsyncClient, count: int) -> None:
    answers = await asyncio.gather(*(client.post(BALLOTS, json=GOOD) for _ in range(count)))
    assert [answer.status_code for answer in answers] == [201] * count


async def told(node: Node) -> int:
    return int((await node.rows("surveys", TOLD))[0][0])


async def test_a_ballot_is_counted_and_nothing_else_is_said_of_it(ward: Node) -> None:
    async with ward.serving("surveys") as client:
        answer = await client.post(BALLOTS, json=GOOD)

    assert (answer.status_code, answer.json()) == (201, {"ballot": "counted"})


async def test_nothing_kept_leads_back_to_a_voter(ward: Node) -> None:
    voter = {"User-Agent": "ba-lan-phone", "X-Forwarded-For": "203.0.113.7"}
    async with ward.serving("surveys") as client:
        await client.post(BALLOTS, json=GOOD, headers=voter | {"Idempotency-Key": "tap-1"})

    (ballot,) = await ward.rows("surveys", "SELECT * FROM ballots")
    assert set(ballot.keys()) == {
        "id", "unit", "cast_on", "level", "channel", "recorded_at", "tally_id",
    }  # fmt: skip
    assert (ballot["id"].version, ballot["recorded_at"].minute) == (4, 0)
    (key,) = await ward.rows("surveys", "SELECT * FROM idempotency_keys")
    (other,) = await ward.rows("surveys", "SELECT sha256('ballot') AS hash")
    assert key["request_hash"] == other["hash"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"level": 6}, "level-unknown"),
        ({"level": 0}, "level-unknown"),
        ({"level": "tốt"}, "form-invalid"),
        ({"channel": "pigeon"}, "channel-unknown"),
        ({"unit": "hoa-mau"}, "unit-not-hosted"),
    ],
)
async def test_a_wrong_ballot_is_refused_in_words(
    ward: Node, change: dict[str, object], code: str
) -> None:
    async with ward.serving("surveys") as client:
        answer = await client.post(BALLOTS, json=GOOD | change)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await ward.rows("surveys", "SELECT 1 FROM ballots") == []


async def test_only_an_operator_may_bring_a_ballot_of_another_day(ward: Node) -> None:
    yesterday = GOOD | {"cast_on": days_ago(ward, 1)}
    async with ward.serving("surveys") as client:
        assert (await client.post(BALLOTS, json=yesterday)).status_code == 401
        assert (await client.post(BALLOTS, json=yesterday, headers=OPERATOR)).status_code == 201

        tomorrow = await client.post(
            BALLOTS, json=GOOD | {"cast_on": days_ago(ward, -1)}, headers=OPERATOR
        )

    assert tomorrow.json()["code"] == "date-in-future"


async def test_a_trembling_finger_votes_once(ward: Node) -> None:
    async with ward.serving("surveys") as client:
        taps = (
            client.post(BALLOTS, json=GOOD, headers={"Idempotency-Key": "tap-1"})
            for _ in range(5)
        )
        answers = await asyncio.gather(*taps)

    assert {answer.text for answer in answers} == {'{"ballot":"counted"}'}
    assert len(await ward.rows("surveys", "SELECT 1 FROM ballots")) == 1


async def test_thirty_at_once_are_thirty(ward: Node) -> None:
    async with ward.serving("surveys") as client:
        await cast(client, 30)

        async def accounted_for() -> tuple[int, bool]:
            box = (await client.get(f"{BALLOTS}/standing", headers=OPERATOR)).json()
            return await told(ward) + box["waiting"], box["waiting"] < 5

        await eventually(accounted_for, shows=(30, True))


async def test_four_are_kept_until_a_fifth_comes(ward: Node) -> None:
    async with ward.serving("surveys") as client:
        await cast(client, 4)
        # Ballots of a year that is over show that tallies were told since.
        old = GOOD | {"cast_on": days_ago(ward, 366)}
        await client.post(BALLOTS, json=old, headers=OPERATOR)
        await eventually(lambda: told(ward), shows=1)

        await cast(client, 1)

        await eventually(lambda: told(ward), shows=6)
