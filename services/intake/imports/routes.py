"""Messages of the hotline, of 1022 and of paper over HTTP: one by one, or a whole list."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from services.intake.cases.domain.tracking import number_in
from services.intake.cases.routes import CaseView, Day, FeedbackForm, answered, case_view
from services.intake.imports.domain import Brought
from services.intake.imports.workflows import bring, bring_all, read_messages, require_bringer
from services.intake.org.web import IntakeContext, Web
from shared.chassis.access import acting_or_operator
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.idempotency import once
from shared.chassis.importing import STREAMED, Upload, import_stream, uploaded
from shared.chassis.sheets import Progress
from shared.kernel.places import Place
from shared.kernel.roles import Right

PREFIX = "/api/intake/v1/messages"


class MessageForm(FeedbackForm):
    """What somebody wrote down for whoever spoke.

    `external_ref` is the channel's own name for it: the same one brought twice is one. With a
    `tracking_code` it adds to that case. Without a category one is guessed from the words.
    """

    channel: Annotated[str, Field(max_length=64)]
    external_ref: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    category: Annotated[str, Field(max_length=64)] = ""
    received_on: Day | None = None
    tracking_code: str | None = None

    def as_brought(self, place: Place) -> Brought:
        """The form in the words of the domain."""
        return Brought(
            incoming=self.as_incoming(
                place, channel=self.channel, external_ref=self.external_ref
            ),
            received_on=self.received_on,
            about=number_in(self.tracking_code) if self.tracking_code else None,
        )


Bringer = Annotated[Acting, Depends(acting_or_operator(Right.WORK))]

message_routes = APIRouter(prefix=PREFIX, tags=["intake"])


@message_routes.post("", status_code=201, response_model=CaseView)
async def post_brought_message(
    web: Web,
    form: MessageForm,
    acting: Bringer,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Response:
    """Take a message in that somebody wrote down; the answer holds code and promise."""
    request = b"message " + form.model_dump_json().encode()
    async with web.database.transaction() as tx:
        do = partial(_take, tx, web, form, acting)
        view = await once(tx, idempotency_key, request=request, do=do)
    return answered(201, view)


@message_routes.post("/import", **STREAMED)
async def import_messages(
    web: Web, upload: Annotated[Upload, Depends(uploaded)], acting: Bringer
) -> StreamingResponse:
    """Take a whole list in, all or nothing, with lines of progress."""
    return import_stream("intake", partial(_take_all, web, acting, upload))


async def _take(
    tx: Transaction, web: IntakeContext, form: MessageForm, acting: Acting
) -> dict[str, Any]:
    brought = form.as_brought(web.place)
    await require_bringer(tx, brought.incoming.unit, acting, hosted=web.hosted)
    received = await bring(tx, brought, acting)
    return case_view(received.case, received.number, web.place)


async def _take_all(web: IntakeContext, acting: Acting, upload: Upload, tell: Progress) -> int:
    sheet = await read_messages(upload, tell=tell)
    async with web.database.transaction() as tx:
        return await bring_all(tx, sheet, acting, hosted=web.hosted, tell=tell)
