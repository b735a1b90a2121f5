"""Leases: nobody works on a case beside another without knowing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.intake.cases.domain.leases import LASTS, HeldByAnother, taken

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
MINE, THEIRS = UUID(int=1), UUID(int=2)
LEASE = taken(None, by=THEIRS, name="Lê Thu Hà", now=NOW)


def test_a_free_case_is_taken() -> None:
    assert (LEASE.holder, LEASE.until) == (THEIRS, NOW + LASTS)


def test_another_is_told_who_has_it() -> None:
    with pytest.raises(HeldByAnother) as refused:
        taken(LEASE, by=MINE, name="Trần Văn Bình", now=NOW + timedelta(minutes=5))
    assert "Lê Thu Hà" in refused.value.vi


def test_a_takeover_is_explicit() -> None:
    mine = taken(LEASE, by=MINE, name="Trần Văn Bình", now=NOW, is_takeover=True)
    assert mine.holder == MINE


def test_without_a_sign_of_life_it_is_free_again() -> None:
    assert taken(LEASE, by=MINE, name="Bình", now=LEASE.until).holder == MINE


def test_work_prolongs_it() -> None:
    later = NOW + timedelta(minutes=20)
    again = taken(LEASE, by=THEIRS, name="Lê Thu Hà", now=later)
    assert (again.taken_at, again.until) == (NOW, later + LASTS)
