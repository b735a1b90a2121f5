"""Things break for real, at moments nobody chose; afterwards city = Σ wards, once each."""

import asyncio
import random
import shutil
from pathlib import Path

import pytest

from tests.federation.living import Living, at_some_point, roll_back

pytestmark = pytest.mark.infra

ROWS = 600
MOMENTS = (11, 12, 13)


async def test_a_ward_cut_off_takes_ten_thousand_facts_and_the_city_gets_each_once(
    city: Living,
) -> None:
    city.lines["east"].cut()
    await city.take_dossiers("east", 2500)
    await city.restart_services("east")
    await city.take_dossiers("east", 2500)
    await city.restart_broker("east")
    city.lines["east"].heal()

    await city.whole()


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_wards_broker_is_killed_while_facts_are_said(city: Living, moment: int) -> None:
    async with asyncio.TaskGroup() as day:
        day.create_task(city.take_dossiers("east", ROWS))
        await at_some_point(random.Random(moment))
        day.create_task(city.restart_broker("east"))

    await city.whole()


@pytest.mark.parametrize("moment", MOMENTS)
async def test_the_process_that_relays_is_killed(city: Living, moment: int) -> None:
    await city.take_dossiers("west", ROWS)
    await at_some_point(random.Random(moment))
    await city.restart_services("west")

    await city.whole()


@pytest.mark.parametrize("moment", MOMENTS)
async def test_the_districts_broker_is_killed_on_the_way(city: Living, moment: int) -> None:
    async with asyncio.TaskGroup() as day:
        day.create_task(city.take_dossiers("east", ROWS))
        day.create_task(city.take_dossiers("west", ROWS))
        await at_some_point(random.Random(moment))
        day.create_task(city.restart_broker("district"))

    await city.whole()


@pytest.mark.parametrize("moment", MOMENTS)
async def test_the_city_is_killed_while_it_writes_down(city: Living, moment: int) -> None:
    await city.take_dossiers("east", ROWS)
    await at_some_point(random.Random(moment))
    await city.restart_services("city")

    await city.whole()


async def test_a_wards_jetstream_folder_is_wiped(city: Living) -> None:
    await city.take_dossiers("east", ROWS)
    await city.nodes["east"].kill_broker()
    shutil.rmtree(city.nodes["east"].store)
    await city.nodes["east"].start_broker()
    await city.take_dossiers("east", ROWS)

    await city.whole()


@pytest.mark.parametrize("place", ["east", "district"])
async def test_a_jetstream_folder_goes_back_to_an_older_copy(
    city: Living, tmp_path: Path, place: str
) -> None:
    node = city.nodes[place]
    await city.take_dossiers("east", ROWS)
    await city.whole()
    await node.kill_broker()
    shutil.copytree(node.store, tmp_path / "older")
    await node.start_broker()
    await city.take_dossiers("east", ROWS)
    await city.whole()

    await node.kill_broker()
    roll_back(node.store, tmp_path / "older")
    await node.start_broker()
    await city.take_dossiers("east", ROWS)

    await city.whole()


async def test_both_wards_and_everything_between_at_once(city: Living) -> None:
    async with asyncio.TaskGroup() as day:
        for ward in ("east", "west"):
            for _ in range(3):
                day.create_task(city.take_dossiers(ward, 200))
        city.lines["east"].cut()
        day.create_task(city.restart_broker("district"))
    await city.restart_services("district")
    city.lines["east"].heal()

    await city.whole()
