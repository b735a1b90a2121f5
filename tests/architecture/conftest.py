"""The tree itself, as the tests of the house look at it."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_TEXT = frozenset({".png", ".ico", ".woff2", ".xlsx", ".gz"})


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every text file that is, or is about to be, committed."""
    trust = ("-c", "safe.directory=*")  # the checkout may belong to somebody else
    listing = ("git", *trust, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    told = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in told.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in NOT_TEXT]


@pytest.fixture(scope="session")
def modules(tracked: list[Path]) -> list[Path]:
    """Every Python file of the house, without its tests."""
    return [p for p in tracked if p.suffix == ".py" and p.relative_to(ROOT).parts[0] != "tests"]
