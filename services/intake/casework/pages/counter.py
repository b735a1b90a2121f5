"""The counter: what is said at the desk, on the telephone, in a letter or in the press."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from uuid_utils.compat import uuid7

from services.intake.cases.domain.cases import (
    AddressTooLong,
    Kind,
    PositionUnusable,
    Spot,
    Visibility,
)
from services.intake.cases.domain.messages import Contact, ContactTooLong, Incoming
from services.intake.cases.domain.phones import PhoneUnreadable
from services.intake.cases.domain.reporters import EmailUnusable
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.domain.words import FeedbackEmpty, FeedbackTooLong, TextUnreadable
from services.intake.cases.queries.feedback import find_case
from services.intake.cases.workflows.receiving import Received, receive_feedback
from services.intake.casework.queries.inbox import units_seen
from services.intake.casework.scenes.counter import category_typed, counter_scene, receipt_scene
from services.intake.casework.scenes.inbox import CHANNELS
from services.intake.categories import queries as categories
from services.intake.categories.domain.categories import CategoryUnknown
from services.intake.org.pages import tried
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
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


def counter_pages(desk: Desk) -> APIRouter:
    """The form of the counter and its receipt."""
    router = desk.router("/cases")
    working = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.get("/new")
    async def counter_page(request: Request, viewer: working) -> Response:
        blank = Typed.blank(once=uuid7(), channel="counter", kind=Kind.REFLECTION)
        return await _form(desk, request, viewer, typed=blank)

    @router.post("/new")
    async def take_in_page(request: Request, viewer: working, typed: Form) -> Response:
        reading = Reading(typed)
        async with desk.database.transaction() as tx:
            tree = await categories.tree_on(tx, viewer.today)
            served = await units_seen(tx, viewer, right=Right.WORK)
        code = reading.made("category", lambda text: category_typed(text, tree)) or ""
        unit = _unit(reading, list(served))
        incoming = _incoming(reading, code=code, unit=unit)
        taken: list[Received] = []

        async def take_in(tx: Transaction) -> None:
            taken.append(await receive_feedback(tx, incoming, place=desk.place, now=viewer.now))

        refused = await tried(desk, reading.typed, take_in, fields=FIELDS)
        if refused.is_refused:
            return await _form(desk, request, viewer, typed=refused)
        return see_other(f"/cases/{taken[0].number}/receipt")

    router.include_router(_receipt_pages(desk))
    return router


def _receipt_pages(desk: Desk) -> APIRouter:
    router = desk.router()
    reading_it = Annotated[Viewer, Depends(viewing(desk, Right.READ))]

    @router.get("/{code}/receipt")
    async def receipt_page(request: Request, code: str, viewer: reading_it) -> Response:
        number, words = number_in(code), desk.easel.words_for(request)
        async with desk.database.transaction() as tx:
            case = await find_case(tx, number)
            await viewer.must(tx, Right.READ, case.unit)
            tree = await categories.tree_on(tx, viewer.today)
        scene = receipt_scene(case, number, here=viewer.here, tree=tree, words=words)
        return desk.easel.draw(request, "receipt_page.html", scene=scene)

    return router


async def _form(desk: Desk, request: Request, viewer: Viewer, *, typed: Typed) -> Response:
    async with desk.database.transaction() as tx:
        tree = await categories.tree_on(tx, viewer.today)
        served = await units_seen(tx, viewer, right=Right.WORK)
    scene = counter_scene(tree, list(served.values()), desk.easel.words_for(request))
    return desk.easel.draw(request, "counter_page.html", scene=scene, typed=typed)


def _incoming(reading: Reading, *, code: str, unit: str) -> Incoming:
    contact = Contact(
        full_name=reading.text("full_name", most=200, may_be_empty=True),
        phone=reading.text("phone", most=200, may_be_empty=True),
        email=reading.text("email", most=200, may_be_empty=True),
    )
    kind = reading.one_of("kind", list(Kind), may_be_empty=True)
    return Incoming(
        text=reading.text("text", most=4000),
        category=code,
        unit=UnitCode(unit),
        kind=Kind(kind) if kind in set(Kind) else Kind.REFLECTION,
        channel=reading.one_of("channel", CHANNELS) or "counter",
        external_ref=reading.text("once", most=100, may_be_empty=True) or None,
        visibility=_visibility(contact, is_sealed=bool(reading.typed.many("sealed"))),
        contact=contact,
        spot=Spot(address=reading.text("address", most=300, may_be_empty=True)),
    )


def _unit(reading: Reading, served: list[str]) -> str:
    """The unit that was chosen; where there is only one, nobody is asked."""
    return reading.one_of("unit", served) if len(served) > 1 else next(iter(served), "")


def _visibility(contact: Contact, *, is_sealed: bool) -> Visibility:
    if contact.is_empty:
        return Visibility.ANONYMOUS
    return Visibility.CONFIDENTIAL if is_sealed else Visibility.NAMED
