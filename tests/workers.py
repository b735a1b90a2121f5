"""How a run is shared out between its workers: what lives in one world stays together."""

from pathlib import PurePath

import pytest
from xdist.scheduler import LoadScopeScheduling

ONE_WORLD = (
    "tests/browser",
    "tests/federation",
    "tests/deploy",
    "tests/service/registry/of_models",
)
"""Folders whose tests share a browser, a federation, a node, or the ports `kheo` likes best."""

LONGEST_FIRST = (
    "tests/browser",
    "tests/federation",
    "tests/node",
    "tests/deploy",
    "tests/service",
    "tests/migrations",
)
"""What takes longest begins first, so that at the end the workers finish together."""


class ByWorld(LoadScopeScheduling):
    """Gives each worker a whole file at a time, or a whole folder that is one world."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


def unit_of(nodeid: str) -> str:
    """What a worker takes as one.

    >>> unit_of("tests/federation/test_faults.py::test_a_fault[7-a/b]")
    'tests/federation'
    >>> unit_of("tests/node/test_trespassing.py::test_nobody")
    'tests/node/test_trespassing.py'
    """
    file = PurePath(nodeid.split("::", 1)[0])
    return next((one for one in ONE_WORLD if file.is_relative_to(one)), str(file))


def turn_of(item: pytest.Item) -> int:
    """When its turn comes: the smaller, the earlier."""
    file = PurePath(item.nodeid.split("::", 1)[0])
    turns = (at for at, one in enumerate(LONGEST_FIRST) if file.is_relative_to(one))
    return next(turns, len(LONGEST_FIRST))
