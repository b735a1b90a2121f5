"""Looking at a page the way many different people do, in one real browser.

Contexts are kept for the whole session, and so are the windows in which every page is looked
at one after the other: opening either costs more than the page in it.
Set KHEO_SHOTS to a folder and every page that is looked at is also drawn there as PNG.
"""

import os
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import axe_playwright_python
from httpx import URL
from playwright.async_api import Browser, BrowserContext, Page

from shared.chassis.access import COOKIE, Principal
from shared.portal.languages import COOKIE as LANGUAGE_COOKIE
from tests.signing_in import ACCESS

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = (390, 844), (1280, 900)
SHOTS = os.environ.get("KHEO_SHOTS", "")
TALLEST = 12_000
REFUSED_PAGE = "Failed to load resource: the server responded with a status of 4"
"""What the browser says of a page that is a refusal, and a page all the same."""
SAID = "h1, h2, tbody th, .st, label, legend"


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look: how wide, how bright, in which language, with or without script."""

    name: str
    screen: tuple[int, int]
    scheme: str = "light"
    language: str = "vi"
    has_script: bool = True
    is_judged: bool = True
    """Whether axe is asked: it costs most of the time, and says the same of both widths."""


LOOKS = (
    (Look("phone", PHONE), Look("desk", DESK, is_judged=False)),
    (
        Look("desk-dark", DESK, scheme="dark", language="en"),
        Look("phone-dark", PHONE, scheme="dark", language="en", is_judged=False),
    ),
)
"""Both widths, both languages, light and dark; what stands together differs in width only."""
PLAIN = Look("plain", DESK, has_script=False)


@dataclass
class Eyes:
    """A browser in which several people are signed in at once."""

    browser: Browser
    _contexts: dict[tuple[Look, Principal | None], BrowserContext] = field(default_factory=dict)
    _windows: dict[Look, Page] = field(default_factory=dict)

    async def open(self, address: str, look: Look, who: Principal | None = None) -> Page:
        """The page at `address`, as `who` sees it, in a window of its own."""
        if (look, who) not in self._contexts:
            self._contexts[look, who] = await self._context(look)
        page = await _window(self._contexts[look, who])
        await _go(page, address, look, who)
        return page

    async def look_at(self, address: str, look: Look, who: Principal | None = None) -> Page:
        """The page at `address`, as `who` sees it, in the one window for this look."""
        if look not in self._windows:
            self._windows[look] = await _window(await self._context(look))
        page = self._windows[look]
        await page.context.clear_cookies()
        await _go(page, address, look, who)
        return page

    @staticmethod
    async def turn(page: Page, look: Look) -> None:
        """Look at an open page on another screen."""
        width, height = look.screen
        await page.set_viewport_size({"width": width, "height": height})

    async def _context(self, look: Look) -> BrowserContext:
        width, height = look.screen
        return await self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if look.scheme == "dark" else "light",
            java_script_enabled=look.has_script,
        )

    async def close(self) -> None:
        """End all contexts."""
        windows = [page.context for page in self._windows.values()]
        for context in (*self._contexts.values(), *windows):
            await context.close()


async def _window(context: BrowserContext) -> Page:
    """A new window; what the browser complains of in it is kept."""
    page = await context.new_page()
    page.complaints = complaints = []  # type: ignore[attr-defined]  # read by `complaints_of`
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


async def _go(page: Page, address: str, look: Look, who: Principal | None) -> None:
    at = str(URL(address).copy_with(raw_path=b"/"))
    # Signed anew for each page: on a slow machine the tests outlive a session.
    cookies = {LANGUAGE_COOKIE: look.language}
    cookies |= {COOKIE: ACCESS.written(who)} if who else {}
    await page.context.add_cookies(
        [{"name": name, "value": value, "url": at} for name, value in cookies.items()]
    )
    page.complaints.clear()  # type: ignore[attr-defined]  # set by `_window`
    answer = await page.goto(address)
    page.answered = answer.status if answer else 0  # type: ignore[attr-defined]  # read by `faults_of`


async def shutting_out(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds against WCAG 2.2 AA, with everything unfolded."""
    await page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    await page.evaluate(AXE)
    report: dict[str, Any] = await page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, "
        "resultTypes: ['violations']})",  # to tell what is well takes a third of the time
        WCAG,
    )
    return [
        (one["id"], one["impact"], one["nodes"][0]["html"][:200])
        for one in report["violations"]
    ]


async def faults_of(page: Page, look: Look, *, status: int = 200) -> list[str]:
    """What is wrong with a page, to whoever looks at it this way."""
    faults = list(complaints_of(page))
    if page.answered != status:  # type: ignore[attr-defined]  # set by `open`
        faults.append(f"answered {page.answered}")  # type: ignore[attr-defined]
    wide = await page.evaluate("document.documentElement.scrollWidth")
    if wide > look.screen[0]:
        faults.append(f"{wide} px wide: {await _widest(page)}")
    levels = await page.locator("h1, h2, h3, h4").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => +one.tagName[1])"
    )
    if levels.count(1) != 1 or any(below - above > 1 for above, below in pairwise(levels)):
        faults.append(f"headings of levels {levels}")
    if await page.locator("html").get_attribute("lang") != look.language:
        faults.append("speaks another language")
    if look.is_judged:
        faults += [str(one) for one in await shutting_out(page)]
    return faults + (
        [] if await _skips(page) else ["the first stop does not skip to the content"]
    )


def complaints_of(page: Page) -> list[str]:
    """What the browser itself complained of: scripts that fail, what the policy forbids."""
    found: list[str] = page.complaints  # type: ignore[attr-defined]  # set by `open`
    return [text for text in found if not text.startswith(REFUSED_PAGE)]


async def said_on(page: Page) -> list[str]:
    """Headings, states and labels: what a page says whether scripts run or not."""
    return [text.strip() for text in await page.locator(SAID).all_text_contents()]


async def shoot(page: Page, name: str, look: Look) -> None:
    """Draw the page for people to look at, if they asked to."""
    if not SHOTS:
        return
    folder = Path(SHOTS) / look.name
    folder.mkdir(parents=True, exist_ok=True)
    height = await page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": look.screen[0], "height": min(height, TALLEST)}
    plain = re.sub(r"[^\w-]+", "_", name.strip("/")) or "home"
    path = folder / f"{plain}.png"
    await page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]  # a FloatRect


async def _skips(page: Page) -> bool:
    await page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    await page.locator(".skip").focus()
    await page.keyboard.press("Enter")
    return bool(await page.evaluate("document.activeElement.id === 'noi-dung'"))


async def _widest(page: Page) -> str:
    found: str = await page.evaluate(
        "() => { const all = [...document.querySelectorAll('main *, header *, footer *')];"
        " const out = all.filter(e => e.getBoundingClientRect().right > innerWidth + 1 &&"
        " !e.closest('.scroll, .matrix-box, .tabs, .vh, .nav'));"
        " return (out[0] ?? document.body).outerHTML.slice(0, 160); }"
    )
    return found
