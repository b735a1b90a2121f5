"""Patience: whoever fails to sign in waits, longer each time, but never for good."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.kernel.rejection import NotAllowed


@dataclass(frozen=True, slots=True)
class Backoff:
    """How many failures are free, and how long the wait may grow."""

    free: int
    longest: timedelta


OF_ACCOUNT = Backoff(free=5, longest=timedelta(minutes=15))
OF_ADDRESS = Backoff(free=30, longest=timedelta(minutes=1))
"""A whole office may stand behind one address: it is slowed down, not shut out."""

FORGIVEN_AFTER = timedelta(hours=12)
FIRST_WAIT = timedelta(seconds=15)


class TooManyTries(NotAllowed):
    """Đã thử sai nhiều lần. Xin đợi rồi thử lại.
    Too many failed tries. Wait, then try again.
    """


@dataclass(frozen=True, slots=True)
class Failures:
    """How often it went wrong, and when last."""

    count: int = 0
    last_at: datetime | None = None


def wait_after(count: int, patience: Backoff) -> timedelta:
    """How long nobody may try after `count` failures in a row.

    >>> [wait_after(n, OF_ACCOUNT).seconds for n in (4, 5, 6, 7, 30)]
    [0, 15, 30, 60, 900]
    """
    if count < patience.free:
        return timedelta()
    doublings = min(count - patience.free, 20)
    return min(FIRST_WAIT * (1 << doublings), patience.longest)


def refuse_guessing(failures: Failures, patience: Backoff, *, now: datetime) -> None:
    """Let try whoever has waited long enough.

    Raises:
        TooManyTries: if there is time left to wait, naming it.

    """
    if failures.last_at is None:
        return
    left = failures.last_at + wait_after(failures.count, patience) - now
    if left <= timedelta():
        return
    minutes, seconds = divmod(int(left.total_seconds()) + 1, 60)
    raise TooManyTries(
        f"Đã thử sai {failures.count} lần. Xin đợi {minutes} phút {seconds} giây rồi thử lại.",
        f"{failures.count} failed tries. Wait {minutes} min {seconds} s, then try again.",
    )


def one_more(failures: Failures, *, now: datetime) -> Failures:
    """One more failure; what went wrong half a day ago is forgiven.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> one_more(Failures(7, noon), now=noon + timedelta(days=1)).count
    1
    """
    is_old = failures.last_at is not None and now - failures.last_at > FORGIVEN_AFTER
    return Failures(1 if is_old else failures.count + 1, now)


def one_less(failures: Failures) -> Failures:
    """The try that was counted beforehand went right.

    >>> one_less(Failures(3)).count
    2
    """
    return replace(failures, count=max(failures.count - 1, 0))
