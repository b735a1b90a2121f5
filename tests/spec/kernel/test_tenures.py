"""Who may speak for a unit: who serves it on the day, and whoever came after."""

from datetime import date

from shared.kernel.hosting import Tenure, Tenures

REFORM = date(2025, 7, 1)
BEFORE, AFTER = date(2025, 6, 1), date(2025, 8, 1)


def tenure(host: str, first: date, *, until: date | None = None, heir: bool = False) -> Tenure:
    return Tenure(unit="east", host=host, valid_from=first, valid_to=until, is_heir=heir)


HANDED_OVER = Tenures.of(
    [tenure("district", date(2018, 1, 1), until=REFORM), tenure("city", REFORM)]
)
MERGED = Tenures.of(
    [tenure("east", date(2018, 1, 1), until=REFORM), tenure("new-ward", REFORM, heir=True)]
)


def test_a_unit_nobody_told_of_may_be_spoken_for_by_anybody() -> None:
    assert Tenures({}).may_speak("west", "stranger", BEFORE)


def test_a_neighbour_never_speaks() -> None:
    assert not HANDED_OVER.may_speak("west", "east", BEFORE)
    assert not MERGED.may_speak("west", "east", AFTER)


def test_who_handed_over_speaks_of_the_days_before_only() -> None:
    assert HANDED_OVER.may_speak("district", "east", BEFORE)
    assert not HANDED_OVER.may_speak("district", "east", AFTER)


def test_who_took_over_answers_for_what_was_before() -> None:
    assert HANDED_OVER.may_speak("city", "east", BEFORE)
    assert HANDED_OVER.may_speak("city", "east", AFTER)
    assert MERGED.may_speak("new-ward", "east", BEFORE)


def test_what_is_told_late_of_a_unit_that_ended_counts() -> None:
    assert MERGED.may_speak("east", "east", AFTER)
