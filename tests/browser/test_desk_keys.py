"""At the desk by keyboard alone: a case at the counter in seconds, an inbox without a mouse."""

import re
from time import perf_counter

import pytest
from playwright.async_api import Page

from tests.browser import world
from tests.browser.looking import DESK, Eyes, Look

pytestmark = [pytest.mark.browser, pytest.mark.infra]
OFFICE = Look("desk", DESK, is_judged=False)
CODE = re.compile(r"[A-Z]{1,3}-[2-9A-Z]{4}-[2-9A-Z]{4}")


async def focused(page: Page) -> str:
    """The name of the field that has the focus."""
    name: str = await page.evaluate("document.activeElement.name ?? ''")
    return name


async def test_a_case_is_entered_at_the_counter_without_a_mouse(
    eyes: Eyes, made: dict[str, str]
) -> None:
    page = await eyes.open(made["house"] + "/cases/new", OFFICE, world.OFFICER)
    began = perf_counter()
    first = await focused(page)
    await page.keyboard.type("Cây đổ chắn ngang ngõ 12, xe máy không qua được")
    await page.keyboard.press("Enter")
    second = await focused(page)
    await page.keyboard.type("cay xanh")
    await page.keyboard.press("Enter")
    third = await focused(page)
    await page.keyboard.type("Ngõ 12")
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url("**/receipt")
    took = perf_counter() - began
    receipt = await page.locator("main").inner_text()
    await page.close()

    assert [first, second, third] == ["text", "category", "address"]
    assert "Cây xanh" in receipt
    assert CODE.search(receipt)
    assert took < 30, "a clerk who types takes longer than the house does"


async def test_the_inbox_is_worked_by_keys(eyes: Eyes, made: dict[str, str]) -> None:
    page = await eyes.open(made["house"] + "/inbox?view=triage", OFFICE, world.OFFICER)
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    at = await page.locator("tr.is-at .what a").inner_text()
    rows = await page.locator("tbody tr:not(.group) .what a").all_inner_texts()
    await page.keyboard.press("x")
    chosen = await page.locator("[data-chosen]").inner_text()
    await page.keyboard.press("/")
    await page.keyboard.type("jxn")
    form = await page.locator("#f-q").input_value()
    await page.keyboard.press("Escape")
    await page.locator("tr.is-at .what a").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/cases/*")
    await page.close()

    assert at == rows[0]
    assert chosen == "Đã chọn 1"
    assert form == "jxn", "keys are only letters where one types"
