"""Brought: what somebody writes down for whoever spoke, and when it was said."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from services.intake.cases.domain.messages import Incoming
from services.intake.cases.domain.tracking import TrackingNumber
from shared.kernel.rejection import Rejection

NOON = time(12)
LONGEST_AGO = timedelta(days=366)


class ReceivedInFuture(Rejection):
    """Ngày tiếp nhận không thể sau hôm nay.
    It cannot have been received after today.
    """


class ReceivedTooLongAgo(Rejection):
    """Ngày tiếp nhận quá một năm trước; hãy kiểm tra lại năm.
    It was received more than a year ago; check the year.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A message somebody wrote down; `about` is the case it adds to, if it names one."""

    incoming: Incoming
    received_on: date | None = None
    about: TrackingNumber | None = None


def moment_of(day: date | None, *, now: datetime, zone: tzinfo) -> datetime:
    """When a message was received of which the day is known: now if that is today.

    Raises:
        ReceivedInFuture: if the day is yet to come.
        ReceivedTooLongAgo: if it is more than a year past.

    """
    today = now.astimezone(zone).date()
    if day is None or day == today:
        return now
    if day > today:
        raise ReceivedInFuture
    if today - day > LONGEST_AGO:
        raise ReceivedTooLongAgo
    return datetime.combine(day, NOON, zone)
