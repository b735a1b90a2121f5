"""Parked messages over HTTP, the same for every service: look, retry, drop."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from shared.chassis.access import operator
from shared.chassis.consuming import MAX_TRIES as LAST_TRY
from shared.chassis.consuming import Consumer
from shared.chassis.parking import ParkedMessage, list_parked, load_parked, settle
from shared.chassis.service import Service
from shared.kernel.rejection import Conflict

Number = Annotated[int, Path(ge=0, lt=2**63)]
"""As many as Postgres can count."""


class ReaderGone(Conflict):
    """Không còn bộ phận nào nhận loại tin này; chỉ có thể bỏ, kèm lý do.
    Nothing listens to this kind of message any more; it can only be dropped.
    """


class DropForm(BaseModel):
    """Why a message is given up."""

    reason: Annotated[str, Field(min_length=3, max_length=500)]


def parked_routes(service: Service) -> APIRouter:
    """`/api/<service>/v1/parked`, for operators."""
    router = APIRouter(
        prefix=f"/api/{service.name}/v1/parked",
        tags=[service.name],
        dependencies=[Depends(operator)],
    )
    database = service.database

    @router.get("")
    async def list_parked_messages() -> dict[str, list[dict[str, Any]]]:
        async with database.transaction() as tx:
            return {"parked": [_line(message) for message in await list_parked(tx)]}

    @router.get("/{number}")
    async def show_parked_message(number: Number) -> dict[str, Any]:
        async with database.transaction() as tx:
            message = await load_parked(tx, number)
        body = message.delivery.payload.decode(errors="replace")
        return _line(message) | {"headers": dict(message.delivery.headers), "body": body}

    @router.post("/{number}/retry")
    async def retry_parked_message(number: Number) -> dict[str, str]:
        async with database.transaction() as tx:
            message = await load_parked(tx, number)
        # Taken first: a crash in between leaves it parked, and the inbox counts it once.
        # If it fails once more it is parked once more, with the new reason.
        await _taker_of(service, message).handle_one(message.delivery, LAST_TRY)
        async with database.transaction() as tx:
            await load_parked(tx, number)
            await settle(tx, number, state="retried", reason="")
        return {"state": "retried"}

    @router.post("/{number}/drop")
    async def drop_parked_message(number: Number, form: DropForm) -> dict[str, str]:
        async with database.transaction() as tx:
            await load_parked(tx, number)
            await settle(tx, number, state="dropped", reason=form.reason)
        return {"state": "dropped"}

    return router


def _taker_of(service: Service, message: ParkedMessage) -> Consumer:
    for consumer in service.consumers():
        if consumer.subscription.reader == message.delivery.reader:
            return consumer
    raise ReaderGone


def _line(message: ParkedMessage) -> dict[str, Any]:
    return {
        "id": message.id,
        "reader": message.delivery.reader,
        "subject": message.delivery.subject,
        "code": message.code,
        "reason": message.reason,
        "parked_at": message.parked_at.isoformat(),
    }
