"""Ballots: what may go into the box."""

from datetime import UTC, date, datetime

import pytest

from services.surveys.domain.ballots import (
    Ballot,
    Channel,
    ChannelUnknown,
    LevelUnknown,
    cast,
    recorded_at,
)
from shared.kernel.hosting import DateInFuture, UnitNotHosted
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection

TODAY = date(2026, 3, 2)
HOSTED = frozenset({"sai-dong"})


def opinion(
    *, unit: str = "sai-dong", level: int = 4, channel: str = "kiosk", cast_on: date = TODAY
) -> Ballot:
    return cast(
        unit=unit, level=level, channel=channel, cast_on=cast_on, today=TODAY, hosted=HOSTED
    )


def test_an_opinion_is_a_unit_a_day_a_level_and_a_channel() -> None:
    assert opinion(level=1, channel="paper") == Ballot(
        unit=UnitCode("sai-dong"), cast_on=TODAY, level=1, channel=Channel.PAPER
    )


@pytest.mark.parametrize("level", [-1, 0, 6, 50])
def test_the_scale_has_five_levels(level: int) -> None:
    with pytest.raises(LevelUnknown):
        opinion(level=level)


def test_nobody_votes_tomorrow() -> None:
    with pytest.raises(DateInFuture):
        opinion(cast_on=date(2026, 3, 3))


def test_a_ballot_by_an_unheard_of_channel_is_refused() -> None:
    with pytest.raises(ChannelUnknown):
        opinion(channel="telepathy")


def test_a_ballot_for_a_ward_elsewhere_is_refused_by_name() -> None:
    with pytest.raises(UnitNotHosted) as refusal:
        opinion(unit="hoa-mau")

    assert "hoa-mau" in refusal.value.vi
    assert "hoa-mau" in refusal.value.en


@pytest.mark.parametrize("refusal", [LevelUnknown, ChannelUnknown])
def test_a_refusal_speaks_both_languages(refusal: type[Rejection]) -> None:
    assert refusal().vi != refusal().en


def test_two_voters_of_the_same_hour_cannot_be_told_apart() -> None:
    early = recorded_at(datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC))
    late = recorded_at(datetime(2026, 3, 2, 9, 59, 59, tzinfo=UTC))

    assert early == late
