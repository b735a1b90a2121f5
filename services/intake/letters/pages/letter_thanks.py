"""Letters of thanks, drafted by hand for something that happened."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from uuid_utils.compat import uuid7

from services.intake.letters.catalogue import letter_rules
from services.intake.letters.domain.letter_content import Recipient
from services.intake.letters.pages.letter_templates import units_offered
from services.intake.letters.views.letter_templates import trigger_options
from services.intake.letters.workflows.letters import Clerk, Thanks, thank
from services.intake.letters.workflows.promises import Moment
from services.intake.org.pages import tried
from services.intake.org.queries.viewing import Viewer
from services.intake.org.views import viewing
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext

Form = Annotated[FormData, Depends(form_data_of)]


def thanks_pages(web: WebContext) -> APIRouter:
    """The form of a letter of thanks."""
    router = web.router("/letters/new")
    writing = Annotated[Viewer, Depends(viewing(web, Right.WORK))]

    async def form_page(request: Request, viewer: Viewer, form: FormData) -> Response:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            units = await units_offered(tx, viewer, Right.WORK, words=words)
        rules = trigger_options(letter_rules(), words)
        return web.templates.render(
            request, "letter_thanks_form.html", form=form, units=units, triggers=rules
        )

    @router.get("")
    async def thanks_form(
        request: Request, viewer: writing, *, ref: str = "", unit: str = ""
    ) -> Response:
        form = FormData.blank(id=uuid7(), ref=ref[:60], unit=unit, on=viewer.today)
        return await form_page(request, viewer, form)

    @router.post("")
    async def draft_thanks(request: Request, viewer: writing, form: Form) -> Response:
        fields = FormReader(form)
        thanks = _thanks_in(fields)
        clerk = Clerk(principal=viewer.principal, at=Moment(place=web.place, now=viewer.now))
        made: list[UUID] = []

        async def do(tx: Transaction) -> None:
            await viewer.must(tx, Right.WORK, thanks.unit)
            made.append(await thank(tx, thanks, clerk))

        refused = await tried(web, fields.form, do, fields={})
        if refused.is_refused:
            return await form_page(request, viewer, refused)
        return see_other(f"/letters/{made[0]}", "flash.letters.drafted")

    return router


def _thanks_in(fields: FormReader) -> Thanks:
    rules = letter_rules().triggers
    trigger = fields.one_of("trigger", list(rules))
    chosen = rules.get(trigger) or next(iter(rules.values()))
    return Thanks(
        id=_id(fields.form.text("id")),
        unit=UnitCode(fields.text("unit", most=64)),
        trigger=chosen.code,
        subject_kind=chosen.subject_kind,
        ref=fields.text("ref", most=60, may_be_empty=True),
        about=fields.text("about", most=500),
        on=fields.day("on"),
        recipient=Recipient(
            full_name=fields.text("full_name", most=200),
            address=fields.text("address", most=300, may_be_empty=True),
            email=fields.text("email", most=254, may_be_empty=True),
        ),
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid7()
