"""Bringing: messages that staff or other systems write down for whoever spoke."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.intake.cases.domain.cases import CaseKind, Location, Visibility
from services.intake.cases.domain.messages import Contact, Incoming
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.domain.words import accepted_text
from services.intake.cases.workflows.receiving import (
    Addition,
    Received,
    add_message,
    receive_feedback,
)
from services.intake.categories.workflows import category_guessed
from services.intake.channels.catalogue import the_channels
from services.intake.channels.domain.channels import accepted_channel
from services.intake.imports.domain import Brought, moment_of
from shared.chassis.database import Transaction
from shared.chassis.importing import Upload
from shared.chassis.sheet_faults import RowErrors
from shared.chassis.sheet_rows import Column, Row, Sheet
from shared.chassis.sheets import Progress, a_date, one_of
from shared.kernel.places import Place, UnitCode
from shared.kernel.rejection import Rejection

STEP = 100

MayBring = Callable[[UnitCode], Awaitable[None]]
"""Refuses a unit that is not served here, or over which whoever brings has no right."""


async def bring(tx: Transaction, brought: Brought, *, place: Place, now: datetime) -> Received:
    """Take in what somebody wrote down; its promise runs from the day it was received.

    Raises:
        ChannelUnknown: if nobody writes messages of that channel down.
        ReceivedInFuture, ReceivedTooLongAgo: if the day cannot be right.
        FeedbackUnknown: if it names a case that is not here.
        Rejection: if `receive_feedback` or `add_message` refuses it.

    """
    incoming = brought.incoming
    accepted_channel(incoming.channel, the_channels())
    received_at = moment_of(brought.received_on, now=now, zone=place.time_zone)
    if brought.about is not None:
        addition = Addition(
            text=incoming.text,
            channel=incoming.channel,
            external_ref=incoming.external_ref,
            visibility=incoming.visibility,
            contact=incoming.contact,
            language=incoming.language,
        )
        return await add_message(tx, brought.about, addition, now=received_at)
    if not incoming.category:
        incoming = await _guessed(tx, incoming, place=place, now=now)
    return await receive_feedback(tx, incoming, place=place, now=received_at)


async def bring_all(
    tx: Transaction,
    sheet: Sheet,
    brought: list[Brought],
    *,
    place: Place,
    now: datetime,
    may_bring: MayBring,
    tell: Progress,
) -> int:
    """Take in a whole list, all or nothing; says how many were new.

    Raises:
        SheetRefused: if any row is refused, with every such row.

    """
    errors, new = RowErrors(), 0
    for done, (number, one) in enumerate(zip(sheet.numbers, brought, strict=True)):
        if done % STEP == 0:
            tell("writing", done, len(brought))
        try:
            await may_bring(one.incoming.unit)
            new += (await bring(tx, one, place=place, now=now)).is_new
        except Rejection as no:
            errors.add(number, "", no)
    errors.refuse_if_any()
    tell("writing", len(brought), len(brought))
    return new


async def _guessed(
    tx: Transaction, incoming: Incoming, *, place: Place, now: datetime
) -> Incoming:
    category = await category_guessed(tx, incoming.text, day=place.day_of(now))
    return replace(incoming, category=category)


ROW_KEY = ("channel", "external_ref")
CONTACT = ("full_name", "phone", "email")


def message_columns() -> Sequence[Column]:
    """The columns of a list of messages; a table may do without those at the end."""
    return (
        Column("external_ref", str),
        Column("channel", _channel),
        Column("received_on", a_date),
        Column("text", accepted_text),
        _optional("category", str),
        _optional("unit", UnitCode),
        _optional("kind", one_of(*CaseKind)),
        _optional("place", str),
        _optional("tracking_code", number_in),
        _optional("visibility", one_of(*Visibility)),
        *(_optional(name, str) for name in CONTACT),
    )


async def read_messages(upload: Upload, *, tell: Progress | None = None) -> Sheet:
    """The list in a file.

    Raises:
        SheetRefused: if anything is wrong with it, with every error found.

    """
    return await upload.sheet(message_columns(), tell=tell, key=ROW_KEY)


def messages_in(sheet: Sheet, place: Place) -> list[Brought]:
    """What the rows of a list say."""
    return [_brought(row, place) for row in sheet.rows]


def _brought(row: Row, place: Place) -> Brought:
    told: dict[str, Any] = row
    contact = Contact(**{name: str(told[name] or "") for name in CONTACT})
    unasked = Visibility.ANONYMOUS if contact.is_empty else Visibility.NAMED
    incoming = Incoming(
        text=str(told["text"]),
        category=str(told["category"] or ""),
        unit=UnitCode(str(told["unit"] or place.code)),
        kind=told["kind"] or CaseKind.REFLECTION,
        channel=str(told["channel"]),
        external_ref=str(told["external_ref"]),
        visibility=told["visibility"] or unasked,
        contact=contact,
        location=Location(address=str(told["place"] or "")),
    )
    return Brought(
        incoming=incoming, received_on=told["received_on"], about=told["tracking_code"]
    )


def _channel(text: str) -> str:
    return accepted_channel(text, the_channels())


def _optional(name: str, parse: object) -> Column:
    return Column(name, parse, required=False, may_be_absent=True)  # type: ignore[arg-type] # any parser
