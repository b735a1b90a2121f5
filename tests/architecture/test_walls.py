"""Every wall of the house holds: plant a way through it, and the build breaks."""

import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sysconfig.get_path("scripts")) / "lint-imports"
WAYS_THROUGH = {
    "inward": ("services/intake/store.py", "import services.intake.workflows"),
    "strangers": ("services/intake/queries.py", "import services.registry.domain"),
    "ground": ("shared/chassis/planted.py", "import services.intake"),
    "no-testing-in-services": ("services/intake/workflows.py", "import shared.testing"),
    "pure": ("services/intake/domain/planted.py", "import time"),
    "no-web-inside": ("services/intake/workflows.py", "import fastapi"),
    "no-sql-outside": ("services/intake/routes.py", "import sqlalchemy"),
    "settings-at-the-door": ("services/intake/workflows.py", "import services.intake.settings"),
    "through-the-workflow": ("services/intake/routes.py", "import services.intake.store"),
}


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


@pytest.mark.parametrize("contract", WAYS_THROUGH)
def test_a_wall_breaks_when_somebody_walks_through(copy: Path, contract: str) -> None:
    where, planted = WAYS_THROUGH[contract]
    module = copy / where
    before = module.read_text() if module.exists() else ""

    assert "1 kept, 0 broken" in verdict(copy, contract)
    module.write_text(f"{before}\n{planted}\n")
    spoiled = verdict(copy, contract)
    module.write_text(before)

    assert "0 kept, 1 broken" in spoiled


def test_an_unknown_room_breaks_the_build(copy: Path) -> None:
    room = copy / "services/intake/cupboard.py"
    room.write_text('"""A room nobody planned."""\n')
    spoiled = verdict(copy, "inward")
    room.unlink()

    assert "cupboard" in spoiled
    assert "1 kept, 0 broken" not in spoiled
