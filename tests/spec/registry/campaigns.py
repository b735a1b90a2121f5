"""Campaigns as tests begin with them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.registry.campaigns.domain.campaigns import Campaign, CampaignContent, drafted
from services.registry.campaigns.domain.duties import Deed, Duty, What
from shared.kernel.places import PlaceCode, UnitCode

ID = UUID("01936e2a-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CITY = PlaceCode("city")
DUE = date(2026, 3, 31)


def duty(what: What = What.PLAN, **changed: Any) -> Duty:
    """One thing asked of every ward by the end of March."""
    told: dict[str, Any] = {
        "code": "D1",
        "what": what,
        "title": "Kế hoạch năm",
        "kinds": ("ward",),
        "due_on": DUE,
    }
    return Duty(**(told | changed))


def content(*duties: Duty, **changed: Any) -> CampaignContent:
    """A campaign of 2026 that lacks nothing."""
    told: dict[str, Any] = {
        "issuer": UnitCode("city"),
        "title": "Phong trào “Dân vận khéo” năm 2026",
        "number": "43/KH-UBND",
        "issued_on": date(2026, 2, 7),
        "year": 2026,
        "first_day": date(2026, 1, 1),
        "last_day": date(2026, 12, 31),
        "content_set": "5k-2023",
        "themes": ("T1", "T2"),
        "duties": duties or (duty(),),
    }
    return CampaignContent(**(told | changed))


def draft(*duties: Duty, **changed: Any) -> Campaign:
    """A new draft of it."""
    return drafted(ID, content(*duties, **changed), host=CITY, now=NOW)


def deed(day: date, *, unit: str = "east", what: What = What.PLAN, amount: int = 1) -> Deed:
    """Something a ward did on a day."""
    ref = f"{unit} {what} {day}"
    return Deed(
        what=what,
        ref=ref,
        unit=UnitCode(unit),
        occurred_on=day,
        host=PlaceCode("east"),
        amount=amount,
    )
