"""How long ago something was, the way one says it."""

from datetime import datetime, timedelta, tzinfo

from shared.portal.formats import clock, day
from shared.portal.words import Words

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HALF_A_DAY = timedelta(hours=12)
JUST_NOW = timedelta(seconds=2)


def how_long_ago(moment: datetime | None, *, now: datetime, words: Words, zone: tzinfo) -> str:
    """`moment` as seen from `now`: near things by distance, far things by date."""
    if moment is None:
        return words("ago.never")
    age = now - moment
    if age < HALF_A_DAY:
        return _by_distance(age, words)
    return _by_date(moment.astimezone(zone), now.astimezone(zone), words)


def how_long(age: timedelta, words: Words) -> str:
    """A stretch of time in its two largest units."""
    minutes = int(age / MINUTE)
    if age < MINUTE:
        return words("lasting.seconds", count=max(0, int(age.total_seconds())))
    if age < HOUR:
        return words("lasting.minutes", count=minutes)
    if age < timedelta(days=2):
        return words("lasting.hours", hours=minutes // 60, minutes=minutes % 60)
    return words("lasting.days", count=age.days)


def _by_distance(age: timedelta, words: Words) -> str:
    if age < JUST_NOW:
        return words("ago.now")
    return words("ago.lasting", lasting=how_long(age, words))


def _by_date(moment: datetime, now: datetime, words: Words) -> str:
    days = (now.date() - moment.date()).days
    if days == 0:
        return words("ago.today", clock=clock(moment))
    if days == 1:
        return words("ago.yesterday", clock=clock(moment))
    return words("ago.on", clock=clock(moment), day=day(moment.date(), words.language))
