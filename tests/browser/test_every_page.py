"""Every page, as people with all kinds of screens, eyes and browsers meet it."""

import pytest

from shared.chassis.access import Principal
from tests.browser.looking import LOOKS, PLAIN, Eyes, faults_of, said_on, shoot
from tests.browser.shown import GALLERY, PAGES, Shown

pytestmark = [pytest.mark.browser, pytest.mark.infra]


@pytest.mark.parametrize("shown", PAGES, ids=str)
async def test_a_page_is_for_everyone(eyes: Eyes, made: dict[str, str], shown: Shown) -> None:
    address = made["house"] + shown.address.format(**made)
    assert await all_faults(eyes, address, shown, who=shown.looker(made)) == {}


@pytest.mark.parametrize("shown", GALLERY, ids=str)
async def test_a_page_is_for_everyone_in_every_state(
    eyes: Eyes, site: str, shown: Shown
) -> None:
    assert await all_faults(eyes, site + shown.address, shown) == {}


async def all_faults(
    eyes: Eyes, address: str, shown: Shown, *, who: Principal | None = None
) -> dict[str, list[str]]:
    """What is wrong with a page, by the look at which it shows."""
    faults, said = {}, []
    for first, second in LOOKS:
        page = await eyes.look_at(address, first, who)
        await eyes.turn(page, first)
        said.append(await said_on(page))
        for look in (first, second):
            await eyes.turn(page, look)
            await shoot(page, str(shown), look)
        for look in (second, first):
            await eyes.turn(page, look)
            faults[look.name] = await faults_of(page, look, status=shown.status)
    plain = await said_on(await eyes.look_at(address, PLAIN, who))
    if plain != said[0]:
        faults[PLAIN.name] = [f"without script: {plain}", f"with it: {said[0]}"]
    return {name: found for name, found in faults.items() if found}
