"""A small site that shows made-up scenes through the real templates, and a real browser."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, async_playwright

from shared.portal.easel import Easel
from shared.portal.refusals import Reason, refusal
from shared.portal.statics import mount_portal
from shared.testing.probing import eventually
from tests.browser import stories

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
    app, easel = FastAPI(), Easel(TEMPLATES, place_name="Quận Long Biên")
    mount_portal(app)

    @app.get("/report/{state}")
    async def report(request: Request, state: str) -> HTMLResponse:
        words = easel.words_for(request)
        figures = {
            "full": stories.FULL,
            "empty": stories.EMPTY,
            "zero": stories.ALL_DENOMINATORS_ZERO,
            "missing": stories.NO_CHILD_REPORTED,
            "ward": stories.FULL,
        }[state]
        of = stories.HOA_MAU if state == "ward" else stories.DISTRICT
        scene = stories.report(words, figures, of=of, has_children=state != "ward")
        return easel.draw(request, "report_page.html", scene=scene)

    @app.get("/facts/{count}")
    async def facts(request: Request, count: int) -> HTMLResponse:
        scene = stories.facts(easel.words_for(request), count=count)
        return easel.draw(request, "facts_page.html", scene=scene)

    @app.get("/nodes/{state}")
    async def nodes(request: Request, state: str) -> HTMLResponse:
        lines = {"well": stories.WELL, "troubled": stories.TROUBLED}[state]
        scene = stories.nodes(easel.words_for(request), lines, parked=2 * (state != "well"))
        return easel.draw(request, "nodes_page.html", scene=scene)

    @app.get("/refused")
    async def refused(request: Request) -> Response:
        reason = Reason(404, "Không có đơn vị “khong-co”.", "There is no unit “khong-co”.")
        return refusal(easel, request, reason)

    return app


@pytest.fixture(scope="session")
async def site() -> AsyncIterator[str]:
    """The gallery, served."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(gallery(), port=port, log_level="warning"))
    serving = asyncio.create_task(server.serve())

    async def is_up() -> bool:
        return server.started

    await eventually(is_up, shows=True)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, headless."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        await launched.close()
