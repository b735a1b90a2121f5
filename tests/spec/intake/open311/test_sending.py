"""Sending: what clients' forms say about where, what, and who."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.categories.domain import Category, Choice, Datatype, Question
from services.intake.open311.domain.refusals import (
    AttributeMissing,
    AttributeUnreadable,
    LocationMissing,
    LocationUnreadable,
    ServiceMissing,
)
from services.intake.open311.domain.sending import (
    Form,
    Pair,
    answers_in,
    pair_of,
    sending_in,
    words_of,
)
from shared.kernel.rejection import Rejection

KIND = Question(
    variable="kind",
    vi="Loại",
    en="Kind",
    datatype=Datatype.MANY,
    is_required=True,
    values=(Choice("a", "A", "A"), Choice("b", "B", "B")),
)
COUNT = Question(variable="count", vi="Số", en="Count", datatype=Datatype.NUMBER)
SINCE = Question(variable="since", vi="Từ", en="Since", datatype=Datatype.DATETIME)
LINE = Question(variable="line", vi="Dòng", en="Line", datatype=Datatype.STRING)
WASTE = Category(
    code="env_waste",
    vi="Rác thải",
    en="Waste",
    valid_from=date(2018, 1, 1),
    questions=(KIND, COUNT, SINCE, LINE),
)


def form(**told: str) -> dict[str, list[str]]:
    return {name: [value] for name, value in told.items()}


HERE = form(service_code="env_waste", lat="21.03", long="105.85")


@pytest.mark.parametrize("given_", [
    {"lat": "21.03", "long": "105.85"}, {"address_string": "12 Lê Lợi"}, {"address_id": "77"},
])  # fmt: skip
def test_a_place_is_a_point_or_words_or_a_number(given_: dict[str, str]) -> None:
    location = sending_in(form(service_code="env_waste", **given_)).location
    assert location.words or location.latitude is not None


def test_nowhere_is_refused() -> None:
    with pytest.raises(LocationMissing):
        sending_in(form(service_code="env_waste"))


@pytest.mark.parametrize("lat", ["", "x", "nan", "inf", "91", "-90.1", "1e400", "21°"])
def test_half_a_point_or_one_beyond_the_earth_is_refused(lat: str) -> None:
    with pytest.raises(LocationUnreadable):
        sending_in(form(service_code="env_waste", lat=lat, long="105.85"))


def test_who_does_not_say_what_it_is_about_is_asked() -> None:
    with pytest.raises(ServiceMissing):
        sending_in(form(lat="21.03", long="105.85"))


def test_who_writes_nothing_means_what_the_service_is_called() -> None:
    assert words_of(sending_in(HERE), WASTE) == "Rác thải"


def test_photos_at_a_strangers_address_are_named_and_never_fetched() -> None:
    sent = sending_in(
        HERE | {"description": ["Rác"], "media_url": ["http://a/1", "http://b/2"]}
    )
    assert words_of(sent, WASTE) == "Rác\nhttp://a/1\nhttp://b/2"


@pytest.mark.parametrize(
    "fields",
    [
        {"attribute[kind]": ["a", "b"]},
        {"attribute[kind][]": ["a", "b"]},
        {"attribute[kind][0]": ["a"], "attribute[kind][1]": ["b"]},
    ],
)
def test_answers_come_in_every_form_in_use(fields: Form) -> None:
    assert answers_in(fields, WASTE) == {"kind": ("a", "b")}


def test_an_answer_that_is_needed_is_asked_for_by_name() -> None:
    with pytest.raises(AttributeMissing, match=r"attribute\[kind\]"):
        answers_in({}, WASTE)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("kind", "c"),
        ("count", "many"),
        ("count", "9" * 40),
        ("since", "lately"),
        ("line", "a\nb"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_refused(name: str, told: str) -> None:
    fields = {"attribute[kind]": ["a"]} | {f"attribute[{name}]": [told]}
    with pytest.raises(AttributeUnreadable):
        answers_in(fields, WASTE)


def test_two_answers_where_one_is_asked_for_are_refused() -> None:
    with pytest.raises(AttributeUnreadable):
        answers_in({"attribute[kind]": ["a"], "attribute[line]": ["x", "y"]}, WASTE)


def test_the_number_a_client_gives_is_what_makes_it_the_same_request() -> None:
    assert sending_in(HERE | {"attribute[fixmystreet_id]": ["1234"]}).reference == "1234"
    assert sending_in(HERE).reference == ""


def test_a_vietnamese_name_is_put_together_family_first() -> None:
    sent = sending_in(HERE | form(first_name="Hoa", last_name="Nguyễn Thị"))
    assert sent.reporter.name.full == "Nguyễn Thị Hoa"


@given(st.lists(st.text("abcđêô", min_size=1), min_size=1))
def test_a_name_taken_apart_is_put_together_again(words: list[str]) -> None:
    assert pair_of(" ".join(words)).full == " ".join(words)
    assert pair_of(" ".join(words)).first == words[-1]


@given(st.dictionaries(
    st.sampled_from(["service_code", "lat", "long", "address_string", "description",
                     "attribute[kind]", "attribute[count]", "first_name", "media_url"]),
    st.lists(st.text(min_size=1), max_size=3)))  # fmt: skip
def test_whatever_is_sent_is_understood_or_refused(told: dict[str, list[str]]) -> None:
    try:
        sending_in(told)
        answers_in(told, WASTE)
    except Rejection:
        pass


def test_a_pair_without_a_family_is_still_a_name() -> None:
    assert Pair("Hoa").full == "Hoa"
