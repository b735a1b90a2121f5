"""An operator's mistake ends in one clear sentence per language, never in a traceback."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.cli.main import main
from deploy.cli.options import DEFAULT_TOPOLOGY
from deploy.launcher.ports import free_base, ports_from
from deploy.launcher.state import StateFolder


@pytest.fixture
def stopped(tmp_path: Path) -> StateFolder:
    """A federation that was started once and does not run."""
    state = StateFolder(tmp_path / "state")
    codes = ("ha-noi", "long-bien", "sai-dong", "hoa-mau")
    state.prepare(codes)
    state.topology.write_bytes(DEFAULT_TOPOLOGY.read_bytes())
    base = free_base(len(codes))
    for at, code in enumerate(codes):
        state.node(code).remember(ports_from(base, at))
    return state


Mistake = Callable[..., list[str]]


@pytest.fixture
def mistake(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Mistake:
    """What `kheo` says about words it cannot follow, line by line."""

    def said(*words: str) -> list[str]:
        monkeypatch.setattr(sys, "argv", ["kheo", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
        lines = capsys.readouterr().err.strip().splitlines()
        assert lines[0].startswith("✘ ")
        return lines

    return said


NO_STATE = [
    ["status"],
    ["seed"],
    ["verify"],
    ["report", "-n", "ha-noi", "--period", "2018"],
    ["import", "ballots", "x.csv", "-n", "sai-dong"],
    ["parked", "list", "-n", "sai-dong"],
    ["units", "check", "-n", "sai-dong"],
    ["open311", "key", "list", "-n", "sai-dong"],
    ["node", "init", "--place", "sai-dong", "--login", "a", "--name", "A"],
]
"""Verbs that need a federation."""


@pytest.mark.parametrize("words", NO_STATE, ids=lambda words: words[0])
def test_without_a_federation_the_first_step_is_named(
    words: list[str], tmp_path: Path, mistake: Mistake
) -> None:
    said = mistake(*words, "--state", str(tmp_path / "none"))

    assert len(said) == 2
    assert "kheo up" in said[0]
    assert "Start first: kheo up" in said[1]


SILENT = [
    ["report", "-n", "ha-noi", "--period", "2018-9m"],
    ["verify", "--node", "long-bien"],
    ["parked", "show", "intake/7", "-n", "sai-dong"],
    ["units", "check", "-n", "sai-dong"],
    ["open311", "key", "list", "-n", "sai-dong"],
    ["node", "init", "--place", "sai-dong", "--login", "a", "--name", "A"],
]
"""Verbs that need an answer."""


@pytest.mark.parametrize("words", SILENT, ids=lambda words: words[0])
def test_a_node_that_is_down_is_named_with_its_address(
    words: list[str], stopped: StateFolder, mistake: Mistake
) -> None:
    said = mistake(*words, "--state", str(stopped.path))

    assert "không trả lời ở http://127.0.0.1:" in said[0]
    assert "does not answer" in said[1]


UNUSABLE = [
    (["report", "-n", "nowhere", "--period", "2018"], "Known codes: ha-noi, long-bien"),
    (["verify", "--node", "nowhere"], "There is no place “nowhere”"),
    (["import", "ballots", "/no/such.csv", "-n", "sai-dong"], "Cannot read /no/such.csv"),
    (["import", "ballots", "/", "-n", "sai-dong"], "Cannot read /: Is a directory"),
    (["up", "--topology", "/no/such.yaml"], "Check the path after --topology"),
    (["parked", "drop", "7", "-n", "ha-noi", "--reason", "x"], "An id looks like intake/7"),
    (["node", "init", "--address", "ftp://x"], "An address looks like https://"),
    (["node", "init", "--address", "http://far.example"], "only sent over https"),
    (["node", "init", "--address", "http://localhost:1"], "set KHEO_OPERATOR_TOKEN"),
    (["up", "--port-base", "80"], "choose a number from 1024"),
]
"""Words that cannot be used, and what the answer says."""


@pytest.mark.parametrize(("words", "answer"), UNUSABLE, ids=lambda part: str(part)[:40])
def test_words_that_cannot_be_used_say_what_can(
    words: list[str], answer: str, *, stopped: StateFolder, mistake: Mistake
) -> None:
    said = mistake(*words, "--state", str(stopped.path))

    assert answer in said[1]


@pytest.mark.parametrize("folder", ["/proc/nothing", "/dev/null", "/etc"])
def test_a_state_folder_that_cannot_be_is_refused(folder: str, mistake: Mistake) -> None:
    said = mistake("up", "--state", folder)

    assert "--state" in said[0]


def test_english_readers_get_english_tables(
    stopped: StateFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHEO_LANG", "en")
    monkeypatch.setattr(sys, "argv", ["kheo", "status", "--state", str(stopped.path)])

    with pytest.raises(SystemExit):
        main()

    assert "no answer" in capsys.readouterr().out


def test_nothing_to_stop_is_no_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["kheo", "down", "--forget", "--state", str(tmp_path)])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 0
    assert "không có gì đang chạy" in capsys.readouterr().out
    assert tmp_path.exists()
