"""Nothing in the tree names the machine it was made on, nor where packages come from."""

import re
from pathlib import Path

# Written in pieces, so that this file too names none.
HOSTS = (
    ("pypi", "org"), ("pythonhosted", "org"), ("registry.npmjs", "org"),
    ("registry.yarnpkg", "com"), ("proxy.golang", "org"), ("deb.debian", "org"),
    ("docker", "io/"), ("ghcr", "io/"), ("quay", "io/"), ("gcr", "io/"),
)  # fmt: skip
OPTIONS = ("index" + "-url", "trusted" + "-host")
REGISTRIES = re.compile("|".join(map(re.escape, (*map(".".join, HOSTS), *OPTIONS))))
FOLDERS = ("work", "root", r"home/\w+", r"Users/\w+", "tmp/" + "lab", "opt/" + "pypi")
MACHINE = re.compile(rf"(?<![\w.])/(?:{'|'.join(FOLDERS)})(?:/|\b)")
ALLOWED_WORDS = "--no-emit-" + OPTIONS[0]
"""An option whose purpose is that no address appears."""


def findings(paths: list[Path], pattern: re.Pattern[str]) -> list[str]:
    lines = ((p, line.replace(ALLOWED_WORDS, "")) for p in paths for line in _lines(p))
    return [
        f"{path.name}: {line.strip()[:120]}" for path, line in lines if pattern.search(line)
    ]


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8", errors="replace").splitlines()


def test_no_registry_is_named(tracked: list[Path]) -> None:
    assert findings(tracked, REGISTRIES) == []


def test_no_machine_is_named(tracked: list[Path]) -> None:
    assert findings(tracked, MACHINE) == []


def test_both_locks_pin_by_hash(root: Path) -> None:
    for lock in (root / "requirements.lock", root / "deploy" / "requirements.lock"):
        pins = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.MULTILINE)[1:]
        assert pins
        assert [pin for pin in pins if "--hash=sha256:" not in pin] == []
