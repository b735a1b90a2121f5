"""Letters of thanks, drafted by hand for something that happened."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from uuid_utils.compat import uuid7

from services.intake.letters.catalogue import letter_rules
from services.intake.letters.domain.letter_content import Recipient
from services.intake.letters.pages.letter_templates import units_offered
from services.intake.letters.scenes.letter_templates import trigger_options
from services.intake.letters.workflows.letters import Clerk, Thanks, thank
from services.intake.letters.workflows.promises import Moment
from services.intake.org.pages import tried
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]


def thanks_pages(desk: Desk) -> APIRouter:
    """The form of a letter of thanks."""
    router = desk.router("/letters/new")
    writing = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    async def form(request: Request, viewer: Viewer, typed: Typed) -> Response:
        words = desk.easel.words_for(request)
        async with desk.database.transaction() as tx:
            units = await units_offered(tx, viewer, Right.WORK, words=words)
        rules = trigger_options(letter_rules(), words)
        return desk.easel.draw(
            request, "letter_thanks_form.html", typed=typed, units=units, triggers=rules
        )

    @router.get("")
    async def thanks_form(
        request: Request, viewer: writing, *, ref: str = "", unit: str = ""
    ) -> Response:
        typed = Typed.blank(id=uuid7(), ref=ref[:60], unit=unit, on=viewer.today)
        return await form(request, viewer, typed)

    @router.post("")
    async def draft_thanks(request: Request, viewer: writing, typed: Form) -> Response:
        reading = Reading(typed)
        thanks = _thanks_in(reading)
        clerk = Clerk(asker=viewer.asker, at=Moment(place=desk.place, now=viewer.now))
        made: list[UUID] = []

        async def do(tx: Transaction) -> None:
            await viewer.must(tx, Right.WORK, thanks.unit)
            made.append(await thank(tx, thanks, clerk))

        refused = await tried(desk, reading.typed, do, fields={})
        if refused.is_refused:
            return await form(request, viewer, refused)
        return see_other(f"/letters/{made[0]}", "said.letters.drafted")

    return router


def _thanks_in(reading: Reading) -> Thanks:
    rules = letter_rules().triggers
    trigger = reading.one_of("trigger", list(rules))
    chosen = rules.get(trigger) or next(iter(rules.values()))
    return Thanks(
        id=_id(reading.typed.text("id")),
        unit=UnitCode(reading.text("unit", most=64)),
        trigger=chosen.code,
        subject_kind=chosen.subject_kind,
        ref=reading.text("ref", most=60, may_be_empty=True),
        about=reading.text("about", most=500),
        on=reading.day("on"),
        recipient=Recipient(
            full_name=reading.text("full_name", most=200),
            address=reading.text("address", most=300, may_be_empty=True),
            email=reading.text("email", most=254, may_be_empty=True),
        ),
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid7()
