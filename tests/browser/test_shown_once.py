"""Passwords and tokens that are shown once: to be read out, copied whole, and not lost."""

import pytest
from playwright.async_api import Page

from tests.browser import world
from tests.browser.looking import LOOKS, Eyes, faults_of, shoot
from tests.browser.shown import Shown

pytestmark = [pytest.mark.browser, pytest.mark.infra]

NEW = Shown("/accounts/new", world.ADMINISTRATOR)
TOKENS = Shown("/accounts/tokens", world.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("shown", "form"),
    [
        (NEW, {"name": "Vũ Thị Lan", "login": "thi.lan"}),
        (TOKENS, {"name": "Cổng một cửa", "days": "30"}),
    ],
    ids=["a password", "a token"],
)
async def test_what_is_shown_once_can_be_read_and_copied(
    eyes: Eyes, made: dict[str, str], *, shown: Shown, form: dict[str, str]
) -> None:
    look = LOOKS[0][0]
    page = await eyes.open(made["house"] + shown.address, look, shown.looker(made))
    for name, value in form.items():
        await page.locator(f"#f-{name}").fill(value)
    await page.locator("#f-role").select_option("officer")
    await page.locator("#f-unit").fill("east")
    await page.locator("#f-unit").press("Enter")
    await page.locator(".secret").wait_for()

    secret = page.locator(".secret code")
    await secret.click()
    copied = await page.evaluate("getSelection().toString()")
    for other in LOOKS[0]:
        await eyes.turn(page, other)
        await shoot(page, f"{shown}-once", other)

    assert copied.strip() == (await secret.inner_text()).strip()
    assert await faults(page) == []


async def faults(page: Page) -> list[str]:
    found = []
    for look in LOOKS[0]:
        await Eyes.turn(page, look)
        found += await faults_of(page, look)
    return found
