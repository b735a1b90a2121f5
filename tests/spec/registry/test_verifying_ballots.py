"""`kheo ballots verify`: anybody's own count, without asking any node."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from deploy.cli.ballots import WORDING, BallotTamperedError
from deploy.cli.main import app
from deploy.launcher.mistakes import OperatorError
from services.registry.ballots.domain.record import written
from tests.spec.registry.test_ballots import RECORD, VOTES, a_record


def verified(told: Any, tmp_path: Path, *options: str) -> Result:
    file = tmp_path / "record.json"
    file.write_text(json.dumps(told))
    return CliRunner().invoke(app, ["ballots", "verify", str(file), *options])


def test_an_honest_record_is_counted_again(tmp_path: Path) -> None:
    spaced = " ".join(RECORD.closing[at : at + 4] for at in range(0, 64, 4)).upper()
    answer = verified(written(RECORD), tmp_path, "--closing", spaced)
    assert answer.exit_code == 0, answer.output
    assert "5 phiếu trực tuyến và 4 phiếu giấy" in answer.output


def test_a_changed_vote_is_named(tmp_path: Path) -> None:
    told = written(RECORD)
    told["votes"][2]["choices"] = ["DH-C"]
    answer = verified(told, tmp_path)
    assert isinstance(answer.exception, BallotTamperedError)
    assert f"3: {told['votes'][2]['receipt']}" in answer.output


def test_another_ballot_than_the_one_read_aloud_is_noticed(tmp_path: Path) -> None:
    other = written(a_record(VOTES[:3]))
    answer = verified(other, tmp_path, "--closing", RECORD.closing)
    assert isinstance(answer.exception, BallotTamperedError)
    assert "khác số đã đọc" in answer.output


def test_what_is_no_record_is_said_to_be_none(tmp_path: Path) -> None:
    assert isinstance(verified([], tmp_path).exception, OperatorError)


@pytest.mark.parametrize("code", WORDING)
def test_every_finding_is_said_in_both_languages(code: str) -> None:
    assert all(WORDING[code])
