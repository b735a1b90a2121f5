"""Services: what one may report, as categories have it, and what is asked besides."""

from services.intake.categories.domain import CategoryTreeCategory, Datatype, Question, Tree
from services.intake.open311.domain.documents import Listing, Record
from services.intake.open311.domain.refusals import ServiceUnknown

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
    return Listing("service", [_service(tree, one) for one in tree.leaves()])


def service_definition(tree: Tree, code: str) -> Record:
    """What is asked besides about one service.

    Raises:
        ServiceUnknown: if it cannot be reported on that day.

    """
    category = service_of(tree, code)
    attributes = [_attribute(n, one) for n, one in enumerate(category.questions, start=1)]
    return {"service_code": category.code, "attributes": Listing("attribute", attributes)}


def service_of(tree: Tree, code: str) -> CategoryTreeCategory:
    """The category a service is.

    Raises:
        ServiceUnknown: if it cannot be reported on that day.

    """
    found = next((one for one in tree.leaves() if one.code == code), None)
    if found is None:
        raise ServiceUnknown
    return found


def _service(tree: Tree, category: CategoryTreeCategory) -> Record:
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
    values = [{"key": one.key, "name": one.vi} for one in question.values]
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
