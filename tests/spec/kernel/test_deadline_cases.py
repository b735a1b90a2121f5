"""Deadlines: the golden cases, and the rules of each profile in the catalogue."""

from datetime import date, timedelta

import pytest

from services.intake.cases.catalogue import office_hours, pause_rules, profiles
from shared.kernel.calendar_years import CalendarYearMissing
from shared.kernel.deadlines import (
    Anchor,
    Deadline,
    ExtensionsUsedUp,
    Limit,
    ProfileUnknown,
    Unit,
    Variant,
    deadline,
    firm_deadline,
)
from shared.kernel.office_hours import USUAL
from tests.spec.kernel.deadline_cases import (
    OFFICE,
    SAME_DAY,
    at,
    calendar_days,
    working_days,
    working_hours,
)

GOLDEN = [
    pytest.param(working_days(5), "2026-02-13 09:00", date(2026, 2, 27), id="W1 Tết 2026"),
    pytest.param(working_days(5), "2026-08-19 09:00", date(2026, 8, 25), id="W2 Saturday 22/8"),
    pytest.param(working_days(3), "2026-11-19 09:00", date(2026, 11, 25), id="W3 24/11"),
    pytest.param(working_days(7), "2025-12-30 09:00", date(2026, 1, 10), id="W4 year end"),
    pytest.param(working_days(5), "2026-04-24 09:00", date(2026, 5, 6), id="W5 Giỗ Tổ, 30/4"),
    pytest.param(working_days(4), "2025-04-24 09:00", date(2025, 4, 29), id="W6 Saturday 26/4"),
    pytest.param(calendar_days(30), "2026-01-19 09:00", date(2026, 2, 23), id="C1 in Tết"),
    pytest.param(calendar_days(30), "2026-05-15 09:00", date(2026, 6, 15), id="C2 Sunday"),
    pytest.param(calendar_days(45), "2026-07-01 09:00", date(2026, 8, 17), id="C3 Saturday"),
    pytest.param(SAME_DAY, "2026-11-20 15:20", date(2026, 11, 23), id="S1 Friday after 15:00"),
    pytest.param(SAME_DAY, "2026-11-23 15:20", date(2026, 11, 25), id="S2 before 24/11"),
]


@pytest.mark.parametrize(("limit", "start", "due"), GOLDEN)
def test_a_limit_ends_on_its_golden_day(limit: Limit, start: str, due: date) -> None:
    assert firm_deadline(limit, at(start), OFFICE).on == due


def test_every_golden_case_is_here() -> None:
    codes = {str(case.id).split()[0] for case in GOLDEN}
    assert codes == {*(f"W{n}" for n in range(1, 7)), "C1", "C2", "C3", "S1", "S2"}


@pytest.mark.parametrize("start", ["2026-08-19 09:00", "2025-12-30 09:00"])
def test_what_counts_on_an_unconfirmed_saturday_is_provisional(start: str) -> None:
    assert deadline(working_days(7), at(start), OFFICE).provisional


def test_what_counts_on_no_doubtful_day_is_firm() -> None:
    assert not deadline(working_days(5), at("2026-02-13 09:00"), OFFICE).provisional


def test_a_limit_in_days_ends_at_midnight() -> None:
    end = deadline(working_days(1), at("2026-11-19 09:00"), OFFICE)
    assert end == Deadline(on=date(2026, 11, 20), at=at("2026-11-21 00:00"))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-20 15:00", date(2026, 11, 20)),  # 15:00 sharp is not after 15:00
        ("2026-11-20 15:00:01", date(2026, 11, 23)),
        ("2026-11-21 08:00", date(2026, 11, 23)),  # a Saturday
        ("2026-11-21 16:00", date(2026, 11, 23)),  # nobody is later for coming on a Saturday
        ("2026-08-22 14:00", date(2026, 8, 22)),  # a Saturday worked in exchange
    ],
)
def test_the_cut_off_is_at_three_in_the_afternoon(start: str, due: date) -> None:
    assert deadline(SAME_DAY, at(start), OFFICE).on == due


def test_the_catalogue_has_all_fifteen_profiles_and_each_says_why() -> None:
    known = profiles().versions
    assert {f"DP{n:02}" for n in range(1, 16)} <= known.keys()
    assert all(version.basis and version.confidence for v in known.values() for version in v)


@pytest.mark.parametrize(
    ("received", "limit"),
    [
        (date(2026, 6, 30), Limit(n=10, unit=Unit.CALENDAR_DAY)),
        (date(2026, 7, 1), Limit(n=7, unit=Unit.WORKING_DAY)),
        (date(2011, 1, 1), Limit(n=10, unit=Unit.CALENDAR_DAY)),
    ],
)
def test_a_complaint_is_judged_by_the_rule_in_force_on_its_day_of_receipt(
    received: date, limit: Limit
) -> None:
    assert profiles().on("DP03", received).limit() == limit


def test_a_rule_nobody_made_is_refused_by_name() -> None:
    with pytest.raises(ProfileUnknown, match="DP99"):
        profiles().on("DP99", date(2026, 1, 5))


@pytest.mark.parametrize(
    ("variant", "n"), [(Variant.PLAIN, 30), (Variant.COMPLEX, 45), (Variant.REMOTE_COMPLEX, 60)]
)
def test_a_complex_or_remote_complaint_has_longer(variant: Variant, n: int) -> None:
    assert profiles().on("DP04", date(2026, 1, 5)).limit(variant).n == n


def test_a_denunciation_is_extended_twice_and_no_more() -> None:
    rule = profiles().on("DP08", date(2026, 1, 5))
    assert [rule.limit(extended=times).n for times in range(3)] == [30, 60, 90]
    with pytest.raises(ExtensionsUsedUp):
        rule.limit(extended=3)


def test_the_notice_of_lateness_comes_a_day_before_and_never_waits_for_monday() -> None:
    rule = profiles().on("DP10", date(2026, 6, 1))
    assert rule.relative_to is Anchor.DUE_AT
    monday = at("2026-06-15 09:00")
    assert deadline(rule.limit(), monday, OFFICE).on == date(2026, 6, 12)


def test_an_apology_is_due_on_the_appointed_day_itself() -> None:
    rule = profiles().on("DP11", date(2026, 6, 1))
    assert deadline(rule.limit(), at("2026-06-15 09:00"), OFFICE).on == date(2026, 6, 15)


def test_the_office_hours_are_marked_as_assumed() -> None:
    assert office_hours().is_assumed
    assert office_hours().by_weekday[0] == USUAL.by_weekday[0]
    assert office_hours().by_weekday[5] == ()


def test_every_reason_for_a_pause_has_words_and_a_basis() -> None:
    assert pause_rules()["awaiting_citizen"].most == timedelta(hours=80)
    assert all(rule.vi and rule.en and rule.basis for rule in pause_rules().values())


def test_a_year_nobody_loaded_is_refused_by_its_name() -> None:
    with pytest.raises(CalendarYearMissing, match="2027") as no:
        firm_deadline(working_days(10), at("2026-12-25 09:00"), OFFICE)
    assert "2026" not in no.value.vi
    assert "kheo calendar load" in no.value.en


@pytest.mark.parametrize("limit", [working_days(3), calendar_days(3), working_hours(20)])
def test_the_same_limit_is_promised_provisionally_to_a_citizen(limit: Limit) -> None:
    assert deadline(limit, at("2027-03-01 09:00"), OFFICE).provisional
    with pytest.raises(CalendarYearMissing, match="2027"):
        firm_deadline(limit, at("2027-03-01 09:00"), OFFICE)


def test_a_limit_that_ends_with_a_loaded_year_asks_for_no_other() -> None:
    assert firm_deadline(working_days(1), at("2026-12-30 09:00"), OFFICE).on.year == 2026
