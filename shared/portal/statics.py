"""Stylesheets and scripts: one address per content, so that browsers may keep them for good."""

from functools import cache
from hashlib import sha256
from os import PathLike, stat_result
from pathlib import Path
from urllib.parse import parse_qs

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
ADDRESS = "/static/portal"
NAME = "portal"
FOR_GOOD = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"


def mount_portal(app: FastAPI) -> None:
    """Serve the look of the pages under `/static/portal/`; once, however many services ask."""
    if all(getattr(route, "name", "") != NAME for route in app.routes):
        app.mount(ADDRESS, KeptFiles(directory=FOLDER), name=NAME)


@cache
def address_of(name: str) -> str:
    """The address of a static file; it changes when the file does."""
    return f"{ADDRESS}/{name}?v={_version(name)}"


def text_of(name: str) -> str:
    """What is in a static file that has to stand at an address of its own."""
    return (FOLDER / name).read_text(encoding="utf-8")


class KeptFiles(StaticFiles):
    """Static files with an honest shelf life."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, to be kept for good if it was asked for by its content."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        version = parse_qs(scope["query_string"].decode()).get("v", [""])[0]
        is_exact = version == _version(Path(full_path).name)
        response.headers["Cache-Control"] = FOR_GOOD if is_exact else FOR_AN_HOUR
        return response


@cache
def _version(name: str) -> str:
    return sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
