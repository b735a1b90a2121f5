"""Whoever knows one service knows all of them."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = sorted(path.parent for path in ROOT.glob("services/*/__init__.py"))
COMPOSITION = frozenset({"__init__", "app", "settings", "migrations"})
ROOMS = frozenset({
    "__init__", "domain", "tables", "store", "queries", "workflows", "outgoing", "subscribers",
    "views", "pages", "routes", "timers", "templates", "web", "catalogue", "metrics", "ledger",
})  # fmt: skip
"""The rooms of a slice, and of a service that is one slice."""


def named(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def events_named_in(room: Path) -> set[str]:
    """Event classes that a room imports; a room is a module or a package."""
    files = [
        file
        for name in (f"**/{room.name}.py", f"**/{room.name}/*.py")
        for file in room.parent.glob(name)
    ]
    return {name for file in files if file.exists() for name in _events_of(file)}


def _events_of(file: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(file.read_text())))
    imports = [n for n in nodes if isinstance(n, ast.ImportFrom)]
    speakers = {n.names[0].name for n in imports if n.module == "shared.events"}
    direct = {a.name for n in imports if _is_speaker(n.module) for a in n.names}
    attributes = {
        n.attr
        for n in nodes
        if isinstance(n, ast.Attribute)
        and isinstance(n.value, ast.Name)
        and n.value.id in speakers
    }
    return {name for name in direct | attributes if name in EVENTS}


def _is_speaker(module: str | None) -> bool:
    is_of_events = (module or "").startswith("shared.events.")
    return is_of_events and module != "shared.events.envelope"


def _events() -> frozenset[str]:
    """Names of classes that carry a topic, read without importing anything."""
    found = set()
    for speaker in ROOT.glob("shared/events/*.py"):
        for node in ast.parse(speaker.read_text()).body:
            if isinstance(node, ast.ClassDef) and "topic" in ast.unparse(node):
                found.add(node.name)
    return frozenset(found)


EVENTS = _events()


def promised(service: Path, verb: str) -> set[str]:
    charter = ast.get_docstring(ast.parse((service / "__init__.py").read_text())) or ""
    line = re.search(rf"^{verb}\s+(.*(?:\n\s+.*)*)$", charter, re.MULTILINE)
    return set(re.findall(r"\b[A-Z]\w+\b", line.group(1))) & EVENTS if line else set()


def test_there_are_five_services() -> None:
    assert named(SERVICES) == ["compliance", "intake", "registry", "reporting", "surveys"]


def slices_of(service: Path) -> list[Path]:
    """The slices of a service; a room that is a package is none."""
    packages = (path for path in service.iterdir() if (path / "__init__.py").exists())
    return sorted(path for path in packages if path.name not in ROOMS | COMPOSITION)


def stray(folder: Path, known: frozenset[str]) -> set[str]:
    """What stands in a folder though it is no room: data beside its reader is welcome."""
    code = {
        p.stem for p in folder.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()
    }
    return code - known


@pytest.mark.parametrize("service", SERVICES, ids=lambda p: p.name)
def test_a_service_holds_composition_and_slices_or_is_one_slice(service: Path) -> None:
    rooms = stray(service, COMPOSITION) - {path.name for path in slices_of(service)}
    assert rooms <= ROOMS


@pytest.mark.parametrize("service", SERVICES, ids=lambda p: p.name)
def test_a_slice_holds_rooms_only(service: Path) -> None:
    assert {s.name: stray(s, ROOMS) for s in slices_of(service) if stray(s, ROOMS)} == {}


@pytest.mark.parametrize("service", SERVICES, ids=lambda p: p.name)
def test_a_charter_says_what_is_owned_heard_and_told(service: Path) -> None:
    charter = ast.get_docstring(ast.parse((service / "__init__.py").read_text())) or ""
    assert re.findall(r"^(Owns|Hears|Tells)\b", charter, re.MULTILINE) == [
        "Owns",
        "Hears",
        "Tells",
    ]


@pytest.mark.parametrize("service", SERVICES, ids=lambda p: p.name)
@pytest.mark.parametrize(
    ("verb", "rooms"), [("Hears", ["subscribers"]), ("Tells", ["outgoing", "workflows"])]
)
def test_a_charter_is_true(service: Path, verb: str, rooms: list[str]) -> None:
    named = set[str]().union(*(events_named_in(service / room) for room in rooms))
    assert promised(service, verb) == named


@pytest.mark.parametrize("path", sorted(ROOT.glob("shared/*/__init__.py")), ids=str)
def test_shared_has_rooms_and_no_hallway(path: Path) -> None:
    rooms = {"kernel", "events", "federation", "chassis", "portal", "testing"}
    assert path.parent.name in rooms


def test_nobody_uses_the_orm(modules: list[Path]) -> None:
    users = [path for path in modules if "sqlalchemy.orm" in path.read_text()]
    assert users == []
