"""Finding breaches: each once, whoever looks, however often, and whatever breaks."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from services.compliance.subscribers import promised
from services.compliance.timers import find_all_breaches
from services.compliance.workflows.promises import find_breaches, watch_promises
from shared.chassis.database import Database
from shared.events.compliance import BreachCleared, BreachFound
from shared.events.envelope import Event
from tests.nodes import Node
from tests.service.compliance.facts import DAY, DUE, asked, hear, received, rejected, returned
from tests.spec.compliance.ledgers import Ledger

AFTER = datetime(2026, 3, 7, 1, tzinfo=UTC)
FOUND = "SELECT id, body FROM outbox WHERE name = 'compliance.breach_found.v1'"
CLEARED = "SELECT id, body FROM outbox WHERE name = 'compliance.breach_cleared.v1'"


class PowerCut(Exception):  # noqa: N818 - it ends a transaction, as a power cut does
    pass


async def found(ward: Node) -> list[BreachFound]:
    rows = await ward.rows("compliance", FOUND)
    return [BreachFound.model_validate_json(row["body"]) for row in rows]


async def cleared(ward: Node) -> list[BreachCleared]:
    rows = await ward.rows("compliance", CLEARED)
    return [BreachCleared.model_validate_json(row["body"]) for row in rows]


async def states(ward: Node) -> dict[UUID, str]:
    rows = await ward.rows("compliance", "SELECT subject_id, state FROM promises")
    return {row["subject_id"]: row["state"] for row in rows}


def dossiers(count: int) -> list[UUID]:
    return [UUID(int=number) for number in range(count)]


async def test_two_replicas_looking_at_once_find_each_breach_once(
    ward: Node, replicas: list[Database]
) -> None:
    await hear(ward, replicas[0], [received(dossier) for dossier in dossiers(5_000)])

    lookers = [*replicas, *replicas]
    await asyncio.gather(*(find_all_breaches(each, ward.place, AFTER) for each in lookers))

    told = await found(ward)
    assert len(told) == 5_000
    assert {breach.subject_id for breach in told} == set(dossiers(5_000))
    assert set((await states(ward)).values()) == {"breached"}


async def test_a_crash_between_finding_and_telling_leaves_neither(
    ward: Node, replicas: list[Database]
) -> None:
    await hear(ward, replicas[0], [received(dossier) for dossier in dossiers(40)])

    async def look_until_the_power_fails() -> None:
        async with replicas[0].transaction() as tx:
            assert await find_breaches(tx, place=ward.place, now=AFTER) == 40
            raise PowerCut

    with pytest.raises(PowerCut):
        await look_until_the_power_fails()
    assert await found(ward) == []
    assert set((await states(ward)).values()) == {"open"}

    await find_all_breaches(replicas[1], ward.place, AFTER)
    assert len(await found(ward)) == 40


async def test_looking_again_finds_nothing_new(ward: Node, replicas: list[Database]) -> None:
    await hear(ward, replicas[0], [received(UUID(int=1))])
    for day in range(5):
        await find_all_breaches(replicas[0], ward.place, AFTER + timedelta(days=day))

    (breach,) = await found(ward)
    assert (breach.due_on, breach.found_on) == (DUE, DUE + DAY)


async def test_the_day_of_the_ward_decides_and_not_greenwich(
    ward: Node, replicas: list[Database]
) -> None:
    await hear(ward, replicas[0], [received(UUID(int=1))])

    await find_all_breaches(replicas[0], ward.place, datetime(2026, 3, 6, 16, 59, tzinfo=UTC))
    assert await found(ward) == []

    await find_all_breaches(replicas[0], ward.place, datetime(2026, 3, 6, 17, 0, tzinfo=UTC))
    assert len(await found(ward)) == 1


async def test_a_late_return_clears_the_breach_and_leaves_it_on_record(
    ward: Node, replicas: list[Database]
) -> None:
    late, dossier = DUE + 3 * DAY, UUID(int=1)
    await hear(ward, replicas[0], [received(dossier)])
    await find_all_breaches(replicas[0], ward.place, AFTER)

    await hear(ward, replicas[0], [returned(dossier, on=late)])
    await hear(ward, replicas[1], [returned(dossier, on=late)])

    (told,) = await cleared(ward)
    assert (told.cleared_on, told.breach_id) == (late, (await found(ward))[0].breach_id)
    assert await states(ward) == {dossier: "cleared"}


async def test_a_late_return_nobody_looked_for_is_a_breach_all_the_same(
    ward: Node, replicas: list[Database]
) -> None:
    dossier = UUID(int=1)
    await hear(ward, replicas[0], [received(dossier), returned(dossier, on=DUE + DAY)])

    assert [breach.found_on for breach in await found(ward)] == [DUE + DAY]
    assert [breach.cleared_on for breach in await cleared(ward)] == [DUE + DAY]


async def test_thirty_batches_at_once_with_the_same_facts_count_once(
    ward: Node, replicas: list[Database]
) -> None:
    said = [f for d in dossiers(50) for f in (received(d), returned(d, on=DUE + DAY))]
    dice = Random(7)

    orders = [dice.sample(said, len(said)) for _ in range(30)]
    await asyncio.gather(
        *(hear(ward, replicas[number % 2], order) for number, order in enumerate(orders))
    )

    assert len(await found(ward)) == 50
    assert len(await cleared(ward)) == 50
    assert set((await states(ward)).values()) == {"cleared"}


def histories(dice: Random) -> list[Event]:
    said: list[Event] = []
    for dossier in dossiers(60):
        due_on = DUE + dice.randint(-3, 3) * DAY
        said.append(received(dossier, due_on=due_on))
        if dice.random() < 0.7:
            on = due_on + dice.randint(-3, 3) * DAY
            said += [returned(dossier, on=on, due_on=due_on)] * dice.randint(1, 2)
        feedback = UUID(int=1_000 + dossier.int)
        on = due_on + dice.randint(-3, 3) * DAY
        said += [asked(feedback, due_on=due_on), rejected(feedback, on=on)]
    return said


@pytest.mark.parametrize("seed", range(3))
async def test_postgres_keeps_the_ledger_as_the_rules_do(
    ward: Node, replicas: list[Database], seed: int
) -> None:
    dice, ledger = Random(seed), Ledger()
    said = histories(dice)
    ledger.hear(promised(event) for event in said)

    shuffled = dice.sample(said, len(said))
    while shuffled:
        size = dice.randint(1, 25)
        await hear(ward, replicas[size % 2], shuffled[:size])
        shuffled = shuffled[size:]

    expected = {subject: str(state) for (_, subject), state in ledger.states.items()}
    assert await states(ward) == expected
    assert {breach.breach_id for breach in await found(ward)} == set(ledger.breaches)


async def test_a_promise_a_calendar_moved_is_judged_by_the_latest_day_it_moved_to(
    ward: Node, replicas: list[Database]
) -> None:
    [dossier] = dossiers(1)
    said_at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    bare = replace(promised(received(dossier)), due_on=None)
    moves = [
        replace(bare, moved_to=DUE + days * DAY, moved_at=said_at + hour * timedelta(hours=1))
        for days, hour in ((3, 2), (1, 1))
    ]
    async with replicas[0].transaction() as tx:
        heard = [(piece, dossier) for piece in (moves[0], promised(received(dossier)))]
        await watch_promises(tx, heard, place=ward.place)
    async with replicas[0].transaction() as tx:
        await watch_promises(tx, [(moves[1], dossier)], place=ward.place)

    await find_all_breaches(replicas[0], ward.place, AFTER)
    assert await found(ward) == []
    await find_all_breaches(replicas[0], ward.place, AFTER + 3 * DAY)
    assert [breach.due_on for breach in await found(ward)] == [DUE + 3 * DAY]
