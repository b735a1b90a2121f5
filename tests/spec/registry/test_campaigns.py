"""Campaigns: drafted by several, launched whole, due by the working calendar."""

from datetime import date

import pytest

from services.registry.campaigns.domain import campaigns
from services.registry.campaigns.domain.campaigns import (
    Campaign,
    CampaignState,
    closed,
    edited,
    launched,
    units_of,
)
from services.registry.campaigns.domain.duties import DutyIncomplete
from shared.chassis.calendars.shipped import shipped_calendar
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Rejection
from tests.spec.registry.campaigns import CITY, NOW, TODAY, content, draft, duty

VIETNAM = shipped_calendar()


def launch(campaign: Campaign, *, seen: int = 1) -> Campaign:
    return launched(campaign, seen=seen, today=TODAY, calendar=VIETNAM)


def test_a_launched_campaign_can_no_longer_be_edited() -> None:
    out = launch(draft())

    assert (out.state, out.launched_on, out.is_running) == (CampaignState.LAUNCHED, TODAY, True)
    with pytest.raises(campaigns.CampaignAlreadyLaunched):
        edited(out, content(), seen=out.version, now=NOW)
    with pytest.raises(campaigns.CampaignAlreadyLaunched):
        launch(out, seen=out.version)


def test_the_second_of_two_editors_is_told_of_the_first() -> None:
    first = edited(draft(), content(title="Của người thứ nhất"), seen=1, now=NOW)

    with pytest.raises(campaigns.DraftChanged):
        edited(first, content(title="Của người thứ hai"), seen=1, now=NOW)
    with pytest.raises(campaigns.DraftChanged):
        launch(first, seen=1)
    assert edited(first, content(title="Chung"), seen=2, now=NOW).content.title == "Chung"


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"number": ""}, "số, ký hiệu"),
        ({"issued_on": None}, "ngày ban hành"),
        ({"issued_on": date(2026, 3, 3)}, "chưa tới"),
        ({"themes": ()}, "nội dung"),
        ({"last_day": date(2026, 3, 1)}, "đã qua"),
    ],
)
def test_a_campaign_that_lacks_something_is_not_launched(
    lacking: dict[str, object], said: str
) -> None:
    incomplete = draft(**lacking)

    with pytest.raises(campaigns.CampaignIncomplete) as refused:
        launch(incomplete)
    assert said in refused.value.vi


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"kinds": ()}, "loại đơn vị"),
        ({"due_on": None}, "hạn hoàn thành"),
        ({"title": " "}, "tên nghĩa vụ"),
        ({"due_on": date(2027, 1, 4)}, "nằm ngoài thời gian"),
    ],
)
def test_a_duty_that_lacks_something_is_named(lacking: dict[str, object], said: str) -> None:
    with pytest.raises(DutyIncomplete) as refused:
        launch(draft(duty(), duty(code="D2", **lacking)))
    assert "D2" in refused.value.vi
    assert said in refused.value.vi


def test_a_duty_within_days_gets_its_day_when_it_is_launched() -> None:
    late_april = draft(duty(due_on=None, within_days=40))

    # 27/4, 30/4 and 1/5 are holidays: forty working days after 2/3 end on 28/4.
    assert launch(late_april).content.duties[0].due_on == date(2026, 4, 28)


def test_a_campaign_needs_a_title_days_in_order_and_a_number_that_can_be() -> None:
    wrong: tuple[dict[str, object], ...] = (
        {"title": " "},
        {"last_day": date(2025, 12, 31)},
        {"number": "số bốn ba"},
    )
    for changed in wrong:
        with pytest.raises(Rejection):
            draft(**changed)


def test_only_who_launched_a_campaign_closes_it() -> None:
    running = launch(draft())

    with pytest.raises(campaigns.CampaignOfAnother):
        closed(running, today=TODAY, here=PlaceCode("district"))
    over = closed(running, today=TODAY, here=CITY)
    assert (over.state, over.closed_on) == (CampaignState.CLOSED, TODAY)
    with pytest.raises(campaigns.CampaignNotRunning):
        closed(over, today=TODAY, here=CITY)


def test_a_campaign_names_its_issuer_and_whom_it_asks_by_name() -> None:
    named = content(duty(kinds=(), units=(UnitCode("truong-hoc"),)))

    assert units_of(named) == {"city", "truong-hoc"}
