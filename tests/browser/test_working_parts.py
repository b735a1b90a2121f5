"""The working parts of pages: menus, trees, lists and days, with a keyboard and on paper."""

import pytest

from tests.browser import world
from tests.browser.looking import DESK, PHONE, Eyes, Look

pytestmark = [pytest.mark.browser, pytest.mark.infra]

ON_A_DESK, ON_A_PHONE = Look("desk", DESK), Look("phone", PHONE)
SHEET_OF_PAPER = 1017
"""The width left on A4 laid sideways between its margins, in px."""


async def test_the_rooms_unfold_on_a_phone_without_script(eyes: Eyes, house: str) -> None:
    look = Look("phone-plain", PHONE, has_script=False)
    page = await eyes.open(f"{house}/nowhere", look, world.LEADER)
    menu = page.locator(".rooms__menu")

    assert await menu.get_by_role("link", name="Mô hình").is_hidden()
    await menu.locator("summary").click()
    assert await menu.get_by_role("link", name="Mô hình").is_visible()
    await page.close()


async def test_each_role_sees_its_own_rooms(eyes: Eyes, house: str) -> None:
    seen = {}
    for who in (world.OFFICER, world.ADMINISTRATOR, world.AUDITOR):
        page = await eyes.open(f"{house}/nowhere", ON_A_DESK, who)
        seen[who.grants[0].role.value] = await page.locator(".rooms .only-wide a").count()
        await page.close()
    assert seen == {"officer": 10, "administrator": 12, "auditor": 11}


async def test_the_menu_of_a_person_closes_by_escape(eyes: Eyes, house: str) -> None:
    page = await eyes.open(f"{house}/nowhere", ON_A_DESK, world.OFFICER)
    await page.locator(".bar__me summary").click()
    assert await page.get_by_role("button", name="Đăng xuất").is_visible()
    await page.keyboard.press("Escape")

    assert await page.get_by_role("button", name="Đăng xuất").is_hidden()
    assert await page.locator(".bar__me summary").evaluate("e => e === document.activeElement")
    await page.close()


async def test_a_branch_folds_by_keyboard_and_hides_what_is_below(
    eyes: Eyes, house: str
) -> None:
    page = await eyes.open(f"{house}/components", ON_A_DESK)
    inner = page.get_by_role("link", name="Tổ dân phố số 1")
    assert await inner.is_visible()
    await page.get_by_label("Hiện những gì thuộc Phường Sài Đồng").press("Space")

    assert await inner.is_hidden()
    await page.close()


async def test_the_same_heading_again_turns_a_list_round(eyes: Eyes, house: str) -> None:
    page = await eyes.open(f"{house}/components", ON_A_DESK)
    for order in ("ascending", "descending"):
        await page.locator("a.sort", has_text="Mô hình").click()
        assert await page.locator("th[aria-sort]").get_attribute("aria-sort") == order
    await page.close()


async def test_sliding_says_the_day_and_goes_there(eyes: Eyes, house: str) -> None:
    page = await eyes.open(f"{house}/components", ON_A_DESK)
    slider = page.locator("[data-asof] input[type=range]")
    await slider.press("ArrowRight")

    await page.wait_for_url("**/components?nth=2739")
    await page.close()


async def test_a_refusal_takes_the_focus_to_its_summary(eyes: Eyes, house: str) -> None:
    page = await eyes.open(f"{house}/components", ON_A_DESK)
    assert await page.evaluate("document.activeElement.className") == "error-summary"
    await page.close()


async def test_a_board_fits_on_paper_laid_sideways(eyes: Eyes, house: str) -> None:
    look = Look("paper", (SHEET_OF_PAPER, 900))
    page = await eyes.open(f"{house}/components", look)
    await page.emulate_media(media="print")

    assert await page.evaluate("document.documentElement.scrollWidth") <= SHEET_OF_PAPER
    for gone in (".bar", ".filters", ".tabs", ".asof"):
        assert await page.locator(gone).first.is_hidden()
    await page.close()
