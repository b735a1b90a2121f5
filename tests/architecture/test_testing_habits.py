"""Tests look at the real thing, wait by looking, and are never put aside."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__)
TESTS = [path for path in sorted(ROOT.glob("tests/**/*.py")) if path != HERE]
BANNED_CALLS = frozenset({
    "time.sleep", "asyncio.sleep", "sleep", "pytest.skip", "pytest.importorskip",
    "pytest.xfail", "monkeypatch.setattr",
})  # fmt: skip
BANNED_MARKS = frozenset({"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"})


NO_OFFENCE = ("(sys, 'argv'", "(chance.")
"""Giving a program its arguments is no patching; striking at a chance moment is no waiting."""


def calls_in(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text()))
    calls = [(node, ast.unparse(node)) for node in nodes if isinstance(node, ast.Call)]
    offences = [c for c, text in calls if not any(fine in text for fine in NO_OFFENCE)]
    return {ast.unparse(call.func) for call in offences}


def marks_in(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text()))
    return {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}


def imports_in(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {a.name for node in nodes if isinstance(node, ast.Import) for a in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", TESTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_nobody_sleeps_skips_or_patches(path: Path) -> None:
    assert not calls_in(path) & BANNED_CALLS
    assert not marks_in(path) & BANNED_MARKS


@pytest.mark.parametrize("path", TESTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_nobody_mocks(path: Path) -> None:
    assert not [name for name in imports_in(path) if "mock" in name]
