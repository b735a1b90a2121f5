"""Every page, as people with all kinds of screens, eyes and browsers meet it."""

import pytest

from shared.chassis.access import Asker
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
    eyes: Eyes, address: str, shown: Shown, *, who: Asker | None = None
) -> dict[str, list[str]]:
    """What is wrong with a page, by the look at which it shows."""
    faults, said = {}, []
    for look in LOOKS:
        page = await eyes.open(address, look, who)
        await shoot(page, str(shown), look)
        if (look.screen, look.language) == (PLAIN.screen, PLAIN.language):
            said.append(await said_on(page))
        faults[look.name] = await faults_of(page, look, status=shown.status)
        await page.close()
    page = await eyes.open(address, PLAIN, who)
    said.append(await said_on(page))
    await page.close()
    if said[0] != said[1]:
        faults[PLAIN.name] = [f"without script: {said[1]}", f"with it: {said[0]}"]
    return {name: found for name, found in faults.items() if found}
