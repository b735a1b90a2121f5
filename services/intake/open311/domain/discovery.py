"""Discovery: where Open311 is spoken, in which formats, since when, and how to get a key."""

from dataclasses import dataclass
from datetime import datetime

from services.intake.open311.domain.documents import Listing, Record
from services.intake.open311.domain.moments import written

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
FORMATS = ("text/xml", "application/json")
LIVE, TEST = "production", "test"
"""What is sent to the one is acted upon; what is sent to the other is looked at and let go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One place's Open311: where it is spoken, and when its services last changed."""

    place: str
    live: str
    test: str
    changed_at: datetime


def discovery(spoken: Spoken) -> Record:
    """The document that leads to both endpoints.

    There are always two: of a list of one, half the clients in use make something else.
    """
    changeset = written(spoken.changed_at)
    return {
        "changeset": changeset,
        "contact": (
            f"{spoken.place}: bộ phận một cửa, mục Liên hệ trên trang gửi phản ánh"
            " / the one-stop desk, see Contact on the page for feedback"
        ),
        "key_service": (
            f"Xin khóa (api_key) ở quản trị viên của {spoken.place}; đọc dữ liệu không cần khóa"
            f" / Ask the administrator of {spoken.place} for an api_key; reading needs none"
        ),
        "endpoints": Listing(
            "endpoint",
            [_endpoint(spoken.live, LIVE, changeset), _endpoint(spoken.test, TEST, changeset)],
        ),
    }


def _endpoint(url: str, kind: str, changeset: str) -> Record:
    return {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": changeset,
        "type": kind,
        "formats": Listing("format", FORMATS),
    }
