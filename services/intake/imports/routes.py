"""Messages of the hotline, of 1022 and of paper over HTTP: one by one, or a whole list."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from services.intake.cases.domain.tracking import number_in
from services.intake.cases.routes import CaseView, Day, FeedbackForm, answered, case_view
from services.intake.imports.domain import Brought
from services.intake.imports.workflows import bring, bring_all, messages_in, read_messages
from services.intake.org.queries import must
from services.intake.org.workflows import HostedUnits
from shared.chassis.access import Principal, staff_or_operator
from shared.chassis.database import Database, Transaction
from shared.chassis.idempotency import once
from shared.chassis.importing import STREAMED, Upload, import_stream, uploaded
from shared.chassis.sheets import Progress
from shared.kernel.places import Place, UnitCode
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


def message_routes(database: Database, place: Place, *, hosted: HostedUnits) -> APIRouter:
    """For staff, for other systems with a token, and for the operator."""
    router = APIRouter(prefix=PREFIX, tags=["intake"])
    bringer = Annotated[Principal | None, Depends(staff_or_operator(Right.WORK))]

    async def may(tx: Transaction, principal: Principal | None, unit: UnitCode) -> None:
        await hosted.require_hosted(tx, unit)
        today = place.day_of(datetime.now(UTC))
        await must(tx, principal, Right.WORK, unit=unit, day=today)

    async def take(
        tx: Transaction, form: MessageForm, principal: Principal | None
    ) -> dict[str, Any]:
        brought = form.as_brought(place)
        await may(tx, principal, brought.incoming.unit)
        received = await bring(tx, brought, place=place, now=datetime.now(UTC))
        return case_view(received.case, received.number, place)

    async def take_all(principal: Principal | None, upload: Upload, tell: Progress) -> int:
        sheet = await read_messages(upload, tell=tell)
        async with database.transaction() as tx:
            return await bring_all(
                tx,
                sheet,
                messages_in(sheet, place),
                place=place,
                now=datetime.now(UTC),
                may_bring=partial(may, tx, principal),
                tell=tell,
            )

    @router.post("", status_code=201, response_model=CaseView)
    async def post_brought_message(
        form: MessageForm,
        principal: bringer,
        idempotency_key: Annotated[str | None, Header()] = None,
    ) -> Response:
        """Take a message in that somebody wrote down; the answer holds code and promise."""
        request = b"message " + form.model_dump_json().encode()
        async with database.transaction() as tx:
            do = partial(take, tx, form, principal)
            view = await once(tx, idempotency_key, request=request, do=do)
        return answered(201, view)

    @router.post("/import", **STREAMED)
    async def import_messages(
        upload: Annotated[Upload, Depends(uploaded)], principal: bringer
    ) -> StreamingResponse:
        """Take a whole list in, all or nothing, with lines of progress."""
        return import_stream("intake", partial(take_all, principal, upload))

    return router
