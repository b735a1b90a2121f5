"""Specimens: what the test endpoint shows of requests that were never kept."""

from datetime import datetime, timedelta

from services.intake.categories.domain import CategoryTreeCategory, Tree
from services.intake.open311.domain.documents import Record
from services.intake.open311.domain.moments import written
from services.intake.open311.domain.refusals import RequestUnknown, ServiceUnknown
from services.intake.open311.domain.services import service_of

PREFIX = "test-"
USUAL_TIME = timedelta(days=5)


def specimen_of(category: CategoryTreeCategory) -> str:
    """The name of a request that was sent to try things.

    The name is all there is of it, so it can be looked at for ever.
    """
    return PREFIX + category.code


def is_specimen(name: str) -> bool:
    """Whether a request, or a token, is one of those."""
    return name.startswith(PREFIX)


def specimen(name: str, tree: Tree, *, unit: str, now: datetime) -> Record:
    """What would be seen of it.

    Raises:
        RequestUnknown: if nothing of this name could have been sent.

    """
    try:
        category = service_of(tree, name.removeprefix(PREFIX))
    except ServiceUnknown as refused:
        raise RequestUnknown from refused
    return {
        "service_request_id": name,
        "status": "open",
        "status_notes": "Thử nghiệm, không ai xử lý / A trial, nobody acts upon it",
        "service_name": category.vi,
        "service_code": category.code,
        "description": "Thử nghiệm / A trial",
        "agency_responsible": unit,
        "requested_datetime": written(now),
        "updated_datetime": written(now),
        "expected_datetime": written(now + USUAL_TIME),
        "address": unit,
        "lat": 21.028511,
        "long": 105.804817,
    }
