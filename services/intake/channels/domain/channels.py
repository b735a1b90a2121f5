"""Channels: the ways by which messages reach us, and who brings them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.rejection import Rejection


class ChannelUnknown(Rejection):
    """Không có kênh tiếp nhận nào mang mã này, hoặc kênh này không nhập tay được.
    There is no channel of this code, or it is not one that is written down by hand.
    """


class Bringer(StrEnum):
    """Who brings the messages of a channel."""

    CITIZENS = "citizens"
    STAFF = "staff"
    SYSTEMS = "systems"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way by which messages reach us; its code is never used for another one."""

    code: str
    vi: str
    en: str
    by: frozenset[Bringer]


WRITTEN_DOWN = frozenset({Bringer.STAFF, Bringer.SYSTEMS})
"""Whoever writes down what somebody else said."""


def accepted_channel(code: str, channels: Iterable[Channel]) -> str:
    """`code`, if messages of that channel are written down by somebody for whoever spoke.

    Raises:
        ChannelUnknown: if there is no such channel, or citizens use it themselves.

    """
    if any(one.code == code and one.by & WRITTEN_DOWN for one in channels):
        return code
    raise ChannelUnknown
