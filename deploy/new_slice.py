"""`python -m deploy.new_slice surveys invitations`: an empty slice that passes `make check`."""

import re
import sys
import tomllib
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
NAME = re.compile(r"[a-z][a-z_]*[a-z]")
ROOMS = {
    "__init__": "{Name}: say in a sentence what this slice is about.",
    "domain": "The rules of {name}: values in, values or a `Rejection` out; no IO, no clock.",
    "tables": "The tables of {name}; each comes with a migration.",
    "store": "{Name} in Postgres: the only SQL; functions with `tx` first.",
    "queries": "What pages and routes ask about {name}.",
    "workflows": "What is done with {name}: decide, write down, publish, in one transaction.",
    "routes": "{Name} over HTTP: parse, call one workflow, present.",
}
ROUTER = """
from fastapi import APIRouter

router = APIRouter(prefix="/api/{service}/v1/{path}", tags=["{service}"])
"""


class SliceRefused(SystemExit):
    """What was asked for cannot be made; says why."""


def new_slice(service: str, name: str, *, house: Path = HOUSE) -> Path:
    """Make the slice `name` on top of all slices of `service`, and say where it is.

    Raises:
        SliceRefused: if there is no such service, or such a slice, or the name is none.

    """
    home = house / "services" / service
    if not (home / "app.py").exists():
        raise SliceRefused(f"there is no service “{service}”")
    if not NAME.fullmatch(name):
        raise SliceRefused(f"“{name}” is no name: small letters, words joined by _")
    if (home / name).exists():
        raise SliceRefused(f"services/{service}/{name} is there already")
    (home / name).mkdir()
    for room, sentence in ROOMS.items():
        said = sentence.format(name=_spoken(name), Name=_spoken(name).capitalize())
        more = ROUTER.format(service=service, path=name.replace("_", "-"))
        text = f'"""{said}"""\n' + (more if room == "routes" else "")
        (home / name / f"{room}.py").write_text(text, "utf-8")
    _put_on_top(house / "pyproject.toml", service, name)
    return home / name


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _put_on_top(pyproject: Path, service: str, name: str) -> None:
    """In the order of slices, where there is one: it may know all others, and none knows it."""
    text = pyproject.read_text("utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    if any(contract["id"] == f"order-{service}" for contract in contracts):
        start = text.index(f'id = "order-{service}"')
        at = text.index("layers = [\n", start) + len("layers = [\n")
        pyproject.write_text(f'{text[:at]}  "{name}",\n{text[at:]}', "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:  # noqa: PLR2004 - the service and the slice
        raise SliceRefused("say: python -m deploy.new_slice SERVICE NAME")
    print(new_slice(sys.argv[1], sys.argv[2]))
