"""Bringing: messages that staff or other systems write down for whoever spoke."""

from collections.abc import Sequence
from dataclasses import replace
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
from services.intake.org.queries import must
from services.intake.org.workflows import HostedUnits
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.importing import Upload
from shared.chassis.sheet_faults import RowErrors
from shared.chassis.sheet_rows import Column, Row, Sheet
from shared.chassis.sheets import Progress, a_date, one_of
from shared.kernel.places import Place, UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right

STEP = 100


async def require_bringer(
    tx: Transaction, unit: UnitCode, acting: Acting, *, hosted: HostedUnits
) -> None:
    """Refuse a unit that is not served here, or over which whoever brings has no right."""
    await hosted.require_hosted(tx, unit)
    await must(tx, acting.principal, Right.WORK, unit=unit, day=acting.today)


async def bring(tx: Transaction, brought: Brought, acting: Acting) -> Received:
    """Take in what somebody wrote down; its promise runs from the day it was received.

    Raises:
        ChannelUnknown: if nobody writes messages of that channel down.
        ReceivedInFuture, ReceivedTooLongAgo: if the day cannot be right.
        FeedbackUnknown: if it names a case that is not here.
        Rejection: if `receive_feedback` or `add_message` refuses it.

    """
    incoming, place = brought.incoming, acting.place
    accepted_channel(incoming.channel, the_channels())
    received_at = moment_of(brought.received_on, now=acting.now, zone=place.time_zone)
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
        category = await category_guessed(tx, incoming.text, day=acting.today)
        incoming = replace(incoming, category=category)
    return await receive_feedback(tx, incoming, place=place, now=received_at)


async def bring_all(
    tx: Transaction,
    sheet: Sheet,
    acting: Acting,
    *,
    hosted: HostedUnits,
    tell: Progress | None = None,
) -> int:
    """Take in a whole list, all or nothing; says how many were new.

    Raises:
        SheetRefused: if any row is refused, with every such row.

    """
    errors, new, total = RowErrors(), 0, len(sheet.rows)
    for done, (number, row) in enumerate(zip(sheet.numbers, sheet.rows, strict=True)):
        if tell and done % STEP == 0:
            tell("writing", done, total)
        brought = _brought(row, acting.place)
        try:
            await require_bringer(tx, brought.incoming.unit, acting, hosted=hosted)
            new += (await bring(tx, brought, acting)).is_new
        except Rejection as no:
            errors.add(number, "", no)
    errors.refuse_if_any()
    if tell:
        tell("writing", total, total)
    return new


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


def _brought(row: Row, place: Place) -> Brought:
    values: dict[str, Any] = row
    contact = Contact(**{name: str(values[name] or "") for name in CONTACT})
    unasked = Visibility.ANONYMOUS if contact.is_empty else Visibility.NAMED
    incoming = Incoming(
        text=str(values["text"]),
        category=str(values["category"] or ""),
        unit=UnitCode(str(values["unit"] or place.code)),
        kind=values["kind"] or CaseKind.REFLECTION,
        channel=str(values["channel"]),
        external_ref=str(values["external_ref"]),
        visibility=values["visibility"] or unasked,
        contact=contact,
        location=Location(address=str(values["place"] or "")),
    )
    return Brought(
        incoming=incoming, received_on=values["received_on"], about=values["tracking_code"]
    )


def _channel(text: str) -> str:
    return accepted_channel(text, the_channels())


def _optional(name: str, parse: object) -> Column:
    return Column(name, parse, required=False, may_be_absent=True)  # type: ignore[arg-type] # any parser
