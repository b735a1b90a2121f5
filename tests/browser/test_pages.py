"""What the pages of reporting promise, in a real browser; for the rest: `test_every_page`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page

from tests.browser.looking import DESK, PHONE

pytestmark = pytest.mark.browser

on_any_screen = pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])


@asynccontextmanager
async def opened(
    browser: Browser, address: str, *, screen: tuple[int, int] = DESK, **how: object
) -> AsyncIterator[Page]:
    width, height = screen
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        **how,  # type: ignore[arg-type]  # tests name Playwright's own options
    )
    page = await context.new_page()
    await page.goto(address)
    yield page
    await context.close()


async def test_a_chosen_language_stays_chosen(browser: Browser, site: str) -> None:
    async with opened(browser, f"{site}/nodes/well") as page:
        await page.get_by_role("link", name="English").click()
        await page.goto(f"{site}/report/full")

        assert await page.locator("html").get_attribute("lang") == "en"
        assert "first nine months of 2018" in await page.title()


async def test_every_number_of_a_card_opens_its_facts(browser: Browser, site: str) -> None:
    async with opened(browser, f"{site}/report/full") as page:
        leads = await page.locator("a.fig__n, .table--compare td a, .counts a").evaluate_all(
            "links => links.map(link => new URL(link.href).pathname)"
        )
        assert len(leads) > 30
        assert set(leads) == {"/reports/facts"}


async def test_figures_line_up_under_one_another(browser: Browser, site: str) -> None:
    async with opened(browser, f"{site}/report/full") as page:
        ends = await page.locator(".table--compare td:nth-child(2) .cell").evaluate_all(
            "cells => cells.map(cell => Math.round(cell.getBoundingClientRect().right))"
        )
        assert len(set(ends)) == 1


async def test_the_live_part_renews_itself_and_keeps_what_was_open(
    browser: Browser, site: str
) -> None:
    async with opened(browser, f"{site}/nodes/troubled") as page:
        await page.clock.install()
        await page.reload()
        await page.locator("main summary").click()
        await page.locator("h1").click()
        await page.evaluate("document.querySelector('[data-live] h2').textContent = 'cũ'")
        await page.evaluate("document.activeElement.blur()")
        await page.clock.fast_forward(16_000)

        await page.get_by_text("2 trên 6 nút cần xử lý").wait_for()
        assert await page.locator("details[open]").count() == 1


@on_any_screen
async def test_on_paper_only_the_report_is_left(
    browser: Browser, site: str, screen: tuple[int, int]
) -> None:
    async with opened(browser, f"{site}/report/full", screen=screen) as page:
        await page.emulate_media(media="print")
        for gone in (".bar", ".rooms", ".filters", ".skip", ".foot"):
            assert await page.locator(gone).first.is_hidden()
        assert await page.locator(".fig").first.is_visible()


async def test_a_printed_table_stays_on_its_sheet(browser: Browser, site: str) -> None:
    sheet = 624  # the width left on A4 upright between the margins of an official paper, in px
    async with opened(browser, f"{site}/report/full", screen=(sheet, 900)) as page:
        await page.emulate_media(media="print")
        assert await page.evaluate("document.documentElement.scrollWidth") <= sheet
        assert await page.locator(".spark .stem").nth(1).is_visible()
