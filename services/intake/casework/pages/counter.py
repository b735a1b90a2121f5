"""The counter: what is said at the desk, on the telephone, in a letter or in the press."""

from typing import Annotated

from fastapi import Depends, Request, Response
from uuid_utils.compat import uuid7

from services.intake.cases.domain.cases import (
    AddressTooLong,
    CaseKind,
    Location,
    PositionUnusable,
    Visibility,
)
from services.intake.cases.domain.messages import (
    Contact,
    ContactTooLong,
    EmailUnusable,
    Incoming,
    PhoneUnreadable,
)
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.domain.words import FeedbackEmpty, FeedbackTooLong, TextUnreadable
from services.intake.cases.queries import find_case
from services.intake.cases.workflows.receiving import Received, receive_feedback
from services.intake.casework.views.counter import category_typed, counter_view, receipt_view
from services.intake.casework.views.inbox import CHANNELS
from services.intake.categories import queries as categories
from services.intake.categories.domain import CategoryUnknown
from services.intake.org.pages import tried
from services.intake.org.queries import Viewer, units_within
from services.intake.org.views import viewing
from services.intake.org.web import Web
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
FIELDS: dict[type[Rejection], str] = {
    FeedbackEmpty: "text",
    FeedbackTooLong: "text",
    TextUnreadable: "text",
    CategoryUnknown: "category",
    PositionUnusable: "address",
    AddressTooLong: "address",
    PhoneUnreadable: "phone",
    EmailUnusable: "email",
    ContactTooLong: "full_name",
}


Working = Annotated[Viewer, Depends(viewing(Right.WORK))]
ReadingIt = Annotated[Viewer, Depends(viewing(Right.READ))]


receipt_pages = page_router()


@receipt_pages.get("/{code}/receipt")
async def receipt_page(web: Web, *, request: Request, code: str, viewer: ReadingIt) -> Response:
    number, words = number_in(code), web.templates.words_for(request)
    async with web.database.transaction() as tx:
        case = await find_case(tx, number)
        await viewer.must(tx, Right.READ, case.unit)
        tree = await categories.tree_on(tx, viewer.today)
    view = receipt_view(case, number, here=viewer.here, tree=tree, words=words)
    return web.templates.render(request, "receipt_page.html", view=view)


counter_pages = page_router("/cases")


@counter_pages.get("/new")
async def counter_page(web: Web, request: Request, viewer: Working) -> Response:
    blank = FormData.blank(once=uuid7(), channel="counter", kind=CaseKind.REFLECTION)
    return await _form(web, request, viewer, form=blank)


@counter_pages.post("/new")
async def take_in_page(web: Web, *, request: Request, viewer: Working, form: Form) -> Response:
    fields = FormReader(form)
    async with web.database.transaction() as tx:
        tree = await categories.tree_on(tx, viewer.today)
        served = await units_within(tx, viewer, Right.WORK)
    code = fields.made("category", lambda text: category_typed(text, tree)) or ""
    unit = _unit(fields, [unit.code for unit in served])
    incoming = _incoming(fields, code=code, unit=unit)
    taken: list[Received] = []

    async def take_in(tx: Transaction) -> None:
        taken.append(await receive_feedback(tx, incoming, place=web.place, now=viewer.now))

    refused = await tried(web, fields.form, take_in, fields=FIELDS)
    if refused.is_refused:
        return await _form(web, request, viewer, form=refused)
    return see_other(f"/cases/{taken[0].number}/receipt")


counter_pages.include_router(receipt_pages)


async def _form(
    web: WebContext, request: Request, viewer: Viewer, *, form: FormData
) -> Response:
    async with web.database.transaction() as tx:
        tree = await categories.tree_on(tx, viewer.today)
        served = await units_within(tx, viewer, Right.WORK)
    view = counter_view(tree, served, web.templates.words_for(request))
    return web.templates.render(request, "counter_page.html", view=view, form=form)


def _incoming(fields: FormReader, *, code: str, unit: str) -> Incoming:
    contact = Contact(
        full_name=fields.text("full_name", most=200, may_be_empty=True),
        phone=fields.text("phone", most=200, may_be_empty=True),
        email=fields.text("email", most=200, may_be_empty=True),
    )
    kind = fields.one_of("kind", list(CaseKind), may_be_empty=True)
    return Incoming(
        text=fields.text("text", most=4000),
        category=code,
        unit=UnitCode(unit),
        kind=CaseKind(kind) if kind in set(CaseKind) else CaseKind.REFLECTION,
        channel=fields.one_of("channel", CHANNELS) or "counter",
        external_ref=fields.text("once", most=100, may_be_empty=True) or None,
        visibility=_visibility(contact, is_sealed=bool(fields.form.many("sealed"))),
        contact=contact,
        location=Location(address=fields.text("address", most=300, may_be_empty=True)),
    )


def _unit(fields: FormReader, served: list[str]) -> str:
    """The unit that was chosen; where there is only one, nobody is asked."""
    return fields.one_of("unit", served) if len(served) > 1 else next(iter(served), "")


def _visibility(contact: Contact, *, is_sealed: bool) -> Visibility:
    if contact.is_empty:
        return Visibility.ANONYMOUS
    return Visibility.CONFIDENTIAL if is_sealed else Visibility.NAMED
