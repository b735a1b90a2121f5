"""Every wall of the house holds: plant a way through it, and the build breaks."""

import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

from deploy.new_slice import SliceRefused, new_slice
from tests.architecture.test_rooms import ROOMS

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sysconfig.get_path("scripts")) / "lint-imports"
WAYS_THROUGH = {
    "rooms": ("services/intake/cases/store", "import services.intake.cases.workflows"),
    "order-registry": ("services/registry/units/store", "import services.registry.models"),
    "across": ("services/intake/petitions/store", "import services.intake.letters.pages"),
    "strangers": ("services/intake/cases/queries", "import services.registry.units.domain"),
    "ground": ("shared/chassis", "import services.intake"),
    "no-testing-in-services": ("services/intake/cases/workflows", "import shared.testing"),
    "pure": ("services/intake/cases/domain", "import time"),
    "no-web-inside": ("services/intake/cases/workflows", "import fastapi"),
    "no-sql-outside": ("services/intake/petitions/routes", "import sqlalchemy"),
    "settings-at-the-door": (
        "services/intake/cases/workflows",
        "import services.intake.settings",
    ),
    "through-the-workflow": (
        "services/intake/petitions/routes",
        "import services.intake.petitions.store",
    ),
}

OTHER_WAYS = (
    ("no-sql-outside", "services/reporting/views", "import sqlalchemy"),
    ("no-sql-outside", "services/reporting/timers", "import asyncpg"),
    ("no-sql-outside", "services/reporting/ledger", "import sqlalchemy"),
    ("through-the-workflow", "services/reporting/views", "import services.reporting.store"),
)


def contracts() -> list[str]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [contract["id"] for contract in told["tool"]["importlinter"]["contracts"]]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree without its tests, to be spoiled."""
    there = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", there)
    for top in ("services", "shared", "deploy"):
        shutil.copytree(ROOT / top, there / top, ignore=shutil.ignore_patterns("__pycache__"))
    return there


def verdict(tree: Path, contract: str) -> str:
    """What import-linter says of one contract."""
    command = (str(LINT_IMPORTS), "--contract", contract, "--no-cache")
    told = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    return told.stdout + told.stderr


def test_every_contract_has_a_way_through_to_try() -> None:
    assert sorted(WAYS_THROUGH) == sorted(contracts())


def door(tree: Path, room: str) -> Path:
    """The file of a room in which something can be planted; a room is a module or a package."""
    return tree / room / "planted.py" if (tree / room).is_dir() else tree / f"{room}.py"


@pytest.mark.parametrize(
    ("contract", "way"),
    [*WAYS_THROUGH.items(), *((contract, way) for contract, *way in OTHER_WAYS)],
)
def test_a_wall_breaks_when_somebody_walks_through(
    copy: Path, contract: str, way: tuple[str, str]
) -> None:
    room, planted = way
    module = door(copy, room)
    before = module.read_text() if module.exists() else ""

    held = verdict(copy, contract)
    module.write_text(f"{before}\n{planted}\n")
    spoiled = verdict(copy, contract)
    module.write_text(before)

    assert "1 kept, 0 broken" in held
    assert "0 kept, 1 broken" in spoiled


def test_a_new_slice_stands_within_the_walls(copy: Path) -> None:
    made = new_slice("intake", "visits", house=copy)

    assert {path.stem for path in made.glob("*.py")} <= ROOMS
    assert "0 broken" in verdict(copy, "rooms")


@pytest.mark.parametrize(
    ("service", "name"), [("nowhere", "visits"), ("intake", "cases"), ("intake", "Visits")]
)
def test_a_slice_that_cannot_be_is_refused_in_words(
    copy: Path, service: str, name: str
) -> None:
    with pytest.raises(SliceRefused, match=name if service == "intake" else service):
        new_slice(service, name, house=copy)
