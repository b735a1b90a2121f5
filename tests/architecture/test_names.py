"""Names say what a thing is about; a drawer for everything has no name worth having."""

import re
from importlib.metadata import packages_distributions
from pathlib import Path

JUNK_DRAWERS = frozenset({
    "utils", "util", "helpers", "common", "misc", "core", "base", "manager", "handlers",
    "processor", "data", "info", "tmp",
})  # fmt: skip
LEVEL_BRANCH = re.compile(r"""[!=]=\s*["'](ward|district|city|province|phường|quận)["']""")
SILENCED = re.compile(r"#\s*(noqa(?!:)|type:\s*ignore(?!\[))")


def test_there_is_no_junk_drawer(modules: list[Path]) -> None:
    drawers = [path for path in modules if {path.stem, path.parent.name} & JUNK_DRAWERS]
    assert drawers == []


def test_no_dependency_takes_our_names() -> None:
    ours = {"services", "shared", "deploy"}
    taken = {name: packages_distributions().get(name) for name in ours}
    assert {name: who for name, who in taken.items() if who not in (None, ["kheo"])} == {}


def test_no_level_is_a_branch(modules: list[Path]) -> None:
    branching = [
        path
        for path in modules
        if "seed" not in path.parts and LEVEL_BRANCH.search(path.read_text())
    ]
    assert branching == []


def test_a_silenced_rule_is_named(tracked: list[Path]) -> None:
    here = Path(__file__)
    python = [path for path in tracked if path.suffix == ".py" and path != here]
    assert [path for path in python if SILENCED.search(path.read_text())] == []
