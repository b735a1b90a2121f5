"""Services: what one may report, as categories have it, and what is asked besides."""

from datetime import datetime, timedelta

from services.intake.categories.domain import Category, Datatype, Question, Tree
from services.intake.open311.domain.documents import Listing, Record, written
from services.intake.open311.domain.refusals import RequestUnknown, ServiceUnknown

REALTIME = "realtime"
"""A case begins with its first message; nobody waits for a number."""
HINTS = {
    Datatype.STRING: "Một dòng chữ / One line of text",
    Datatype.NUMBER: "Số / A number",
    Datatype.DATETIME: "Ngày giờ theo ISO 8601 / Date and time, ISO 8601",
    Datatype.TEXT: "Nhiều dòng chữ / Text of several lines",
    Datatype.SINGLE: "Chọn một / Choose one",
    Datatype.MANY: "Chọn một hoặc nhiều / Choose one or more",
}


def service_list(tree: Tree) -> Listing:
    """Everything that can be reported on a day."""
    return Listing("service", [_service(tree, category) for category in tree.leaves()])


def service_definition(tree: Tree, code: str) -> Record:
    """What is asked besides about one service.

    Raises:
        ServiceUnknown: if it cannot be reported on that day.

    """
    category = service_of(tree, code)
    attributes = [_attribute(n, asked) for n, asked in enumerate(category.questions, start=1)]
    return {"service_code": category.code, "attributes": Listing("attribute", attributes)}


def service_of(tree: Tree, code: str) -> Category:
    """The category a service is.

    Raises:
        ServiceUnknown: if it cannot be reported on that day.

    """
    for category in tree.leaves():
        if category.code == code:
            return category
    raise ServiceUnknown


def _service(tree: Tree, category: Category) -> Record:
    group = tree.line(category.code)[0]
    keywords = dict.fromkeys((*category.keywords, category.vi.lower()))
    return {
        "service_code": category.code,
        "service_name": category.vi,
        "description": f"{group.vi}: {category.vi} / {category.en}",
        "metadata": bool(category.questions),
        "type": REALTIME,
        "keywords": ", ".join(word.replace(",", "") for word in keywords),
        "group": group.vi,
    }


def _attribute(order: int, question: Question) -> Record:
    values = [{"key": choice.key, "name": choice.vi} for choice in question.values]
    return {
        "variable": True,
        "code": question.variable,
        "datatype": question.datatype.value,
        "required": question.is_required,
        "datatype_description": HINTS[question.datatype],
        "order": order,
        "description": f"{question.vi} / {question.en}",
        "values": Listing("value", values) if values else None,
    }


PREFIX = "test-"
USUAL_TIME = timedelta(days=5)


def specimen_of(category: Category) -> str:
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


SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
FORMATS = ("text/xml", "application/json")
LIVE, TEST = "production", "test"
"""What is sent to the one is acted upon; what is sent to the other is looked at and let go."""


def discovery(place: str, *, live: str, test: str, changed_at: datetime) -> Record:
    """The document that leads to both endpoints.

    There are always two: of a list of one, half the clients in use make something else.
    """
    changeset = written(changed_at)
    return {
        "changeset": changeset,
        "contact": (
            f"{place}: bộ phận một cửa, mục Liên hệ trên trang gửi phản ánh"
            " / the one-stop desk, see Contact on the page for feedback"
        ),
        "key_service": (
            f"Xin khóa (api_key) ở quản trị viên của {place}; đọc dữ liệu không cần khóa"
            f" / Ask the administrator of {place} for an api_key; reading needs none"
        ),
        "endpoints": Listing(
            "endpoint",
            [
                {
                    "specification": SPECIFICATION,
                    "url": url,
                    "changeset": changeset,
                    "type": kind,
                    "formats": Listing("format", FORMATS),
                }
                for kind, url in ((LIVE, live), (TEST, test))
            ],
        ),
    }
