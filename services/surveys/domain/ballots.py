"""A ballot: one opinion on a five-level scale, by nobody in particular."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.kernel.hosting import not_after, served
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection

LEVELS = range(1, 6)
"""From 1, very dissatisfied, to 5, very satisfied."""


class Channel(StrEnum):
    """How a ballot was cast."""

    KIOSK = "kiosk"
    PAPER = "paper"
    LINK = "link"


class LevelUnknown(Rejection):
    """Mức hài lòng là số nguyên từ 1 (rất không hài lòng) đến 5 (rất hài lòng).
    The level is a whole number from 1 (very dissatisfied) to 5 (very satisfied).
    """


class ChannelUnknown(Rejection):
    """Hình thức lấy ý kiến là kiosk (máy tại quầy), paper (phiếu giấy) hoặc link (đường dẫn).
    The channel is kiosk, paper or link.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One opinion about one unit."""

    unit: UnitCode
    cast_on: date
    level: int
    channel: Channel


def cast(
    *, unit: str, level: int, channel: str, cast_on: date, today: date, hosted: Collection[str]
) -> Ballot:
    """Accept one opinion.

    Raises:
        UnitNotHosted: if `unit` is not among the `hosted`.
        LevelUnknown: if `level` is not on the scale.
        ChannelUnknown: if there is no such channel.
        DateInFuture: if `cast_on` lies after `today`.

    """
    if level not in LEVELS:
        raise LevelUnknown
    if channel not in tuple(Channel):
        raise ChannelUnknown
    return Ballot(
        unit=served(unit, hosted),
        cast_on=not_after(cast_on, today),
        level=level,
        channel=Channel(channel),
    )


def recorded_at(now: datetime) -> datetime:
    """When a ballot was put into the box, to the hour: a minute could name its voter.

    >>> from datetime import UTC
    >>> recorded_at(datetime(2026, 3, 2, 9, 41, 7, tzinfo=UTC)).isoformat()
    '2026-03-02T09:00:00+00:00'
    """
    return now.replace(minute=0, second=0, microsecond=0)
