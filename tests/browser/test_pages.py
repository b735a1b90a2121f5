"""Every page, in a real browser: on a phone and on a desk, seen, read aloud, without script."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise, product
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.async_api import Browser, Page

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = (390, 844), (1280, 900)
PAGES = [
    "/report/full",
    "/report/empty",
    "/report/zero",
    "/report/missing",
    "/report/ward",
    "/facts/20",
    "/facts/0",
    "/nodes/troubled",
    "/nodes/well",
    "/refused",
]
everywhere = pytest.mark.parametrize("address", PAGES)
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


@everywhere
async def test_nothing_is_wider_than_the_screen(
    browser: Browser, site: str, address: str
) -> None:
    for lang, (width, height) in product(("vi", "en"), (PHONE, DESK)):
        async with opened(browser, f"{site}{address}?lang={lang}") as page:
            await page.set_viewport_size({"width": width, "height": height})
            assert await page.evaluate("document.documentElement.scrollWidth") == width


@everywhere
async def test_nobody_is_shut_out(browser: Browser, site: str, address: str) -> None:
    async with opened(browser, site + address, bypass_csp=True) as page:
        for width, height in (PHONE, DESK):
            await page.set_viewport_size({"width": width, "height": height})
            assert await shutting_out(page) == []


@pytest.mark.parametrize("address", ["/report/missing", "/nodes/troubled"])
async def test_nobody_is_shut_out_in_the_dark(
    browser: Browser, site: str, address: str
) -> None:
    async with opened(browser, site + address, color_scheme="dark", bypass_csp=True) as page:
        assert await shutting_out(page) == []


async def shutting_out(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds against WCAG 2.2 AA, with everything unfolded."""
    await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    await page.add_script_tag(path=AXE)
    report = await page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG
    )
    return [
        (one["id"], one["impact"], one["nodes"][0]["html"][:200])
        for one in report["violations"]
    ]


@everywhere
async def test_a_page_can_be_found_through_without_eyes(
    browser: Browser, site: str, address: str
) -> None:
    async with opened(browser, site + address) as page:
        assert await page.locator("html").get_attribute("lang") == "vi"
        assert await page.locator("main h1").count() == 1
        assert await page.locator("body > header, main, footer").count() == 3
        levels = await page.locator("h1, h2, h3, h4").evaluate_all(
            "all => all.filter(one => one.checkVisibility()).map(one => +one.tagName[1])"
        )
        assert all(below - above <= 1 for above, below in pairwise(levels))


@everywhere
async def test_the_first_stop_skips_to_the_content(
    browser: Browser, site: str, address: str
) -> None:
    async with opened(browser, site + address) as page:
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "noi-dung"


@everywhere
async def test_a_page_says_the_same_without_script(
    browser: Browser, site: str, address: str
) -> None:
    async with (
        opened(browser, site + address) as scripted,
        opened(browser, site + address, java_script_enabled=False) as plain,
    ):
        said = await plain.locator("h1, h2, tbody th, .st").all_inner_texts()
        assert said == await scripted.locator("h1, h2, tbody th, .st").all_inner_texts()
        assert await plain.get_by_text("Tự làm mới").is_hidden()


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
        await page.locator("summary").click()
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
