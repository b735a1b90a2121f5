"""What the documents and the Makefile name is there."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer

from deploy.cli.main import app

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TOPS = "deploy|docs|k8s|services|shared|tests"
VERBS = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))
PROMISED_VERBS = {
    "setup", "demo", "smoke", "test", "spec", "check", "bench", "federation", "watch",
    "contracts", "migration", "seed", "reset", "lock",
}  # fmt: skip
named = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))


def commands_of_kheo() -> set[str]:
    command = typer.main.get_command(app)
    return set(getattr(command, "commands", {}))


@named
def test_every_path_exists(path: Path) -> None:
    mentioned = re.findall(rf"`((?:{TOPS})/[\w./-]*)(?:::\w+)?`", path.read_text())
    names = [name.replace("/X/", "/intake/") for name in mentioned]
    assert [name for name in names if not (ROOT / name).exists()] == []


@named
def test_every_test_named_is_there(path: Path) -> None:
    for file, test in re.findall(r"`(tests/[\w./-]+)::(\w+)`", path.read_text()):
        assert f"def {test}(" in (ROOT / file).read_text()


@named
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


@named
def test_every_verb_exists(path: Path) -> None:
    text = path.read_text()
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) <= VERBS
    assert set(re.findall(r"(?:bin/|`)kheo ([a-z0-9]+)", text)) <= commands_of_kheo()


def test_make_offers_what_was_promised() -> None:
    assert PROMISED_VERBS <= VERBS


def test_what_make_starts_exists() -> None:
    modules = re.findall(r"\$\(BIN\)/python -m (deploy[\w.]*)", MAKEFILE)
    assert [name for name in modules if find_spec(name) is None] == []
    assert set(re.findall(r"\$\(BIN\)/kheo ([a-z]+)", MAKEFILE)) <= commands_of_kheo()


def test_the_front_page_is_one_screen() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 60


def test_every_decision_has_the_same_shape() -> None:
    shape = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]
    for path in sorted(ROOT.glob("docs/decisions/0*.md")):
        headings = re.findall(r"^\*\*([\w ]+)\.\*\*", path.read_text(), re.MULTILINE)
        assert headings == shape, path.name
        assert path.name in (path.parent / "README.md").read_text()


def test_the_context_of_a_decision_is_at_most_four_sentences() -> None:
    for path in sorted(ROOT.glob("docs/decisions/0*.md")):
        context = path.read_text().split("**Context.**")[1].split("**Decision.**")[0]
        assert len(re.findall(r"[.?!](?:\s|$)", context.strip())) <= 4, path.name


def test_every_word_of_the_glossary_is_spoken_by_the_code(tracked: list[Path]) -> None:
    rows = re.findall(
        r"^\|.*\|([^|]+)\|$", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE
    )
    words = {word for cell in rows for word in re.findall(r"`([^`…]+)`", cell)}
    ours = [
        p for p in tracked if p.relative_to(ROOT).parts[0] in ("deploy", "services", "shared")
    ]
    code = "".join(path.read_text() for path in ours if path.suffix in {".py", ".yaml"})

    assert words
    spoken = {w for w in words if w.rsplit(".", 1)[-1] in code or (ROOT / w).exists()}
    assert words - spoken == set()
