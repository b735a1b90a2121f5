"""Parking: what could not be used is kept with its reason until a human decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from shared.chassis.database import Transaction
from shared.chassis.tables import parked
from shared.kernel.rejection import Conflict, NotFound

PAGE = 200


class ParkedUnknown(NotFound):
    """Không có tin tạm giữ mang số này.
    There is no parked message of this number.
    """


class ParkedSettled(Conflict):
    """Tin này đã được thử lại hoặc bỏ từ trước.
    This message was retried or dropped before.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message as the broker handed it over, whether or not anybody can read it."""

    reader: str
    subject: str
    headers: Mapping[str, str]
    payload: bytes
    stream: str
    stream_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedMessage:
    """A delivery that waits for a decision."""

    id: int
    delivery: Delivery
    code: str
    reason: str
    parked_at: datetime


async def park(tx: Transaction, delivery: Delivery, *, code: str, reason: str) -> None:
    """Keep a delivery with the reason it was not used."""
    row = {
        "reader": delivery.reader,
        "subject": _storable(delivery.subject),
        "headers": {_storable(k): _storable(v) for k, v in delivery.headers.items()},
        "payload": delivery.payload,
        "stream": delivery.stream,
        "stream_seq": delivery.stream_seq,
        "code": code,
        "reason": _storable(reason)[:2000],
    }
    await tx.execute(parked.insert().values(row))


def _storable(text: str) -> str:
    r"""`text` without what Postgres keeps in no text: a message that cannot be kept blocks.

    >>> _storable("a\x00b\udcff")
    'a�b?'
    """
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()


async def list_parked(tx: Transaction) -> list[ParkedMessage]:
    """What waits for a decision, oldest first."""
    waiting = sa.select(parked).where(parked.c.state == "parked").order_by(parked.c.id)
    return [_message(row) for row in (await tx.execute(waiting.limit(PAGE))).mappings()]


async def count_parked(tx: Transaction) -> int:
    """How many wait for a decision."""
    waiting = sa.select(sa.func.count()).where(parked.c.state == "parked")
    return int((await tx.execute(waiting)).scalar_one())


async def load_parked(tx: Transaction, number: int) -> ParkedMessage:
    """One waiting message, held until the transaction ends.

    Raises:
        ParkedUnknown: if there never was such a message.
        ParkedSettled: if somebody has decided already.

    """
    row = (
        (await tx.execute(sa.select(parked).where(parked.c.id == number).with_for_update()))
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise ParkedUnknown
    if row["state"] != "parked":
        raise ParkedSettled
    return _message(row)


async def settle(tx: Transaction, number: int, *, state: str, reason: str) -> None:
    """Write down what was decided; the message itself stays on record."""
    decided = {"state": state, "settled_reason": _storable(reason), "settled_at": sa.func.now()}
    await tx.execute(parked.update().where(parked.c.id == number).values(decided))


def _message(row: RowMapping) -> ParkedMessage:
    delivery = Delivery(
        reader=row["reader"],
        subject=row["subject"],
        headers=row["headers"],
        payload=row["payload"],
        stream=row["stream"],
        stream_seq=row["stream_seq"],
    )
    return ParkedMessage(
        id=row["id"],
        delivery=delivery,
        code=row["code"],
        reason=row["reason"],
        parked_at=row["parked_at"],
    )
