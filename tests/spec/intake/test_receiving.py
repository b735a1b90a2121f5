"""Receiving feedback: what is accepted, what is refused, and what is promised."""

from datetime import date, datetime, time
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.cases.catalogue import profiles
from services.intake.cases.domain.cases import (
    Location,
    PositionUnusable,
    Visibility,
    accepted_location,
)
from services.intake.cases.domain.deadlines import FIELD_INCIDENT, Promises
from services.intake.cases.domain.messages import (
    Contact,
    ContactOfNobody,
    EmailUnusable,
    PhoneUnreadable,
    accepted_contact,
)
from services.intake.cases.domain.words import (
    MAX_TEXT_CHARS,
    FeedbackEmpty,
    FeedbackTooLong,
    TextUnreadable,
    accepted_text,
)
from services.intake.categories.domain import CategoryCode
from shared.chassis.calendars.shipped import shipped_calendar
from shared.kernel.office_hours import Office
from shared.kernel.places import CIVIC_TIME
from tests.spec.intake.cases import FRIDAY

VIETNAM = shipped_calendar()
OFFICE = Office(calendar=VIETNAM)
PROMISES = Promises(office=OFFICE, profiles=profiles())


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=CIVIC_TIME)


LABOUR, URBAN_ORDER = CategoryCode("labour"), CategoryCode("urban_order")


@given(st.text(alphabet=" \t\n\u00a0\u3000", max_size=20))
def test_blanks_are_not_feedback(blanks: str) -> None:
    with pytest.raises(FeedbackEmpty):
        accepted_text(blanks)


def test_the_longest_allowed_text_is_accepted_whole() -> None:
    assert len(accepted_text("x" * MAX_TEXT_CHARS)) == MAX_TEXT_CHARS


def test_one_character_more_is_too_long() -> None:
    with pytest.raises(FeedbackTooLong):
        accepted_text("x" * (MAX_TEXT_CHARS + 1))


def test_accents_typed_separately_do_not_make_a_text_longer() -> None:
    composed = "Phường Sài Đồng ngập nước"
    assert accepted_text(normalize("NFD", composed)) == composed


def test_lines_and_tabs_are_kept() -> None:
    assert accepted_text("dòng một\r\n\tdòng hai") == "dòng một\r\n\tdòng hai"


@pytest.mark.parametrize("strange", ["\x00", "\x1b[2J", "\ud800"])
def test_what_no_keyboard_writes_is_refused(strange: str) -> None:
    with pytest.raises(TextUnreadable):
        accepted_text(f"Đèn đường {strange} hỏng")


def test_an_answer_is_promised_within_five_working_days() -> None:
    assert PROMISES.due(noon(FRIDAY)).on == date(2018, 9, 21)


def test_a_promise_over_tet_waits_for_the_offices_to_open() -> None:
    assert PROMISES.due(noon(date(2018, 2, 12))).on == date(2018, 2, 26)


def test_an_office_may_promise_some_things_sooner() -> None:
    assert PROMISES.due(noon(FRIDAY), profile=FIELD_INCIDENT).on == date(2018, 9, 18)
    assert PROMISES.due(noon(FRIDAY)).on == date(2018, 9, 21)


@given(st.dates(date(2018, 1, 1), date(2030, 12, 31)))
def test_no_promise_falls_on_a_day_off(received_on: date) -> None:
    due = PROMISES.due(noon(received_on))
    assert VIETNAM.is_working_day(due.on)
    assert due.on > received_on


def test_a_year_nobody_has_published_is_promised_provisionally() -> None:
    assert PROMISES.due(noon(date(2031, 3, 3))).provisional


def test_what_is_told_of_the_offices_contact_is_tidied() -> None:
    contact = Contact(full_name=" Nguyễn  Thị Hoa ", phone="+84 912 345 678")
    kept = accepted_contact(contact, Visibility.CONFIDENTIAL)
    assert (kept.full_name, kept.phone) == ("Nguyễn Thị Hoa", "+84912345678")


def test_nobody_leaves_no_name() -> None:
    with pytest.raises(ContactOfNobody):
        accepted_contact(Contact(full_name="Hoa"), Visibility.ANONYMOUS)
    assert accepted_contact(Contact(), Visibility.ANONYMOUS).is_empty


@pytest.mark.parametrize("phone", ["0912", "một hai ba", "1" * 16, "٠٩١٢٣٤٥٦٧٨"])
def test_what_cannot_be_dialled_is_no_telephone_number(phone: str) -> None:
    with pytest.raises(PhoneUnreadable):
        accepted_contact(Contact(phone=phone), Visibility.NAMED)


@pytest.mark.parametrize("email", ["hoa", "hoa@", "@x.vn", "hoa@x", "a b@x.vn", "a@b@x.vn"])
def test_what_cannot_be_posted_is_no_address(email: str) -> None:
    with pytest.raises(EmailUnusable):
        accepted_contact(Contact(email=email), Visibility.NAMED)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(21.0, None), (None, 105.9), (91.0, 105.9), (21.0, 181.0)]
)
def test_a_position_is_whole_and_on_this_earth(
    latitude: float | None, longitude: float | None
) -> None:
    with pytest.raises(PositionUnusable):
        accepted_location(Location(latitude=latitude, longitude=longitude))
