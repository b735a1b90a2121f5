"""A real browser, a real node to look at, and a site of scenes made up for looking at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from httpx import AsyncClient
from playwright.async_api import Browser, async_playwright

from deploy.launcher.ports import free_port
from shared.portal.form_data import FormData
from shared.portal.refusals import Reason, refusal
from shared.portal.rendering import Templates
from shared.portal.statics import mount_portal
from shared.testing.probing import eventually
from tests.browser import followings, stories, world
from tests.browser.channels import lay_letters
from tests.browser.looking import Eyes
from tests.nodes import ONE_WARD, federation, ready
from tests.post_office import post_office

TEMPLATES = Path("services/reporting/templates")
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def gallery() -> FastAPI:
    """Every page in every state worth looking at."""
    app, templates = FastAPI(), Templates(TEMPLATES, place_name="Quận Long Biên")
    citizens = Templates(
        Path("services/intake/following/templates"), place_name="Phường Sài Đồng"
    )
    mount_portal(app)

    @app.get("/report/{state}")
    async def report(request: Request, state: str) -> HTMLResponse:
        words = templates.words_for(request)
        figures = {
            "full": stories.FULL,
            "empty": stories.EMPTY,
            "zero": stories.ALL_DENOMINATORS_ZERO,
            "missing": stories.NO_CHILD_REPORTED,
            "ward": stories.FULL,
        }[state]
        of = stories.HOA_MAU if state == "ward" else stories.DISTRICT
        view = stories.report(words, figures, of=of, has_children=state != "ward")
        return templates.render(request, "report_page.html", view=view)

    @app.get("/facts/{count}")
    async def facts(request: Request, count: int) -> HTMLResponse:
        view = stories.facts(templates.words_for(request), count=count)
        return templates.render(request, "facts_page.html", view=view)

    @app.get("/nodes/{state}")
    async def nodes(request: Request, state: str) -> HTMLResponse:
        lines = {"well": stories.WELL, "troubled": stories.TROUBLED}[state]
        view = stories.nodes(templates.words_for(request), lines, parked=2 * (state != "well"))
        return templates.render(request, "nodes_page.html", view=view)

    @app.get("/follow/{state}")
    async def follow(request: Request, state: str) -> HTMLResponse:
        view = followings.story(state, citizens.words_for(request))
        return citizens.render(request, "follow_page.html", view=view, form=FormData.blank())

    @app.get("/refused")
    async def refused(request: Request) -> Response:
        reason = Reason(404, "Không có đơn vị “khong-co”.", "There is no unit “khong-co”.")
        return refusal(templates, request, reason)

    return app


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """`app` at an address of its own, with everything that runs beside it."""
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="warning", log_config=None)
    )
    serving = asyncio.create_task(server.serve())

    async def is_up() -> bool:
        return server.started

    await eventually(is_up, shows=True)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


@pytest.fixture(scope="session")
async def site() -> AsyncIterator[str]:
    """The gallery, served."""
    async with served(gallery()) as address:
        yield address


@pytest.fixture(scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory, admin_url: str) -> AsyncIterator[str]:
    """One node for the whole session, with its pages."""
    folder = tmp_path_factory.mktemp("house")
    async with (
        post_office() as office,
        federation(ONE_WARD, folder=folder, admin_url=admin_url) as nodes,
    ):
        node = nodes[world.HOME]
        node.environment.update(office.told() | {"KHEO_IMAP_EVERY_SECONDS": "1"})
        await lay_letters(office)
        node.environment["KHEO_UNITS_FILE"] = str(world.units_of_the_world(folder))
        node.environment["KHEO_PLACE_NAME"] = "Quận Long Biên"
        async with served(node.app("intake", "registry", "reporting")) as address:
            yield address


@pytest.fixture(scope="session")
async def made(house: str) -> dict[str, str]:
    """What is going on at the node, by name."""
    async with AsyncClient(base_url=house, timeout=60) as door:
        await ready(door)
        return {"house": house} | await world.filled(door)


@pytest.fixture(scope="session")
async def eyes(browser: Browser) -> AsyncIterator[Eyes]:
    """People with all kinds of screens."""
    looking = Eyes(browser)
    yield looking
    await looking.close()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, headless."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        await launched.close()
