"""Folders a database user can reach, and states that are erased after use."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.launcher.accounts import opened_folder
from deploy.launcher.state import StateFolder


@contextmanager
def temporary_room() -> Iterator[Path]:
    """A folder that lets other users pass, unlike pytest's own."""
    with TemporaryDirectory(prefix="kheo-test-") as folder:
        yield opened_folder(Path(folder))


@contextmanager
def temporary_state(parent: Path) -> Iterator[StateFolder]:
    """A state folder with everything it may have put elsewhere."""
    state = StateFolder(parent / "state")
    try:
        yield state
    finally:
        state.erase()
