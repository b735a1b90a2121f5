"""Lists of messages: the template of a file from the hotline or 1022, and what it says."""

from collections.abc import Sequence
from typing import Any

from services.intake.cases.domain.cases import CaseKind, Location, Visibility
from services.intake.cases.domain.messages import Contact, Incoming
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.domain.words import accepted_text
from services.intake.channels.catalogue import the_channels
from services.intake.channels.domain.channels import accepted_channel
from services.intake.imports.domain import Brought
from shared.chassis.importing import Upload
from shared.chassis.sheet_rows import Column, Row, Sheet
from shared.chassis.sheets import Progress, a_date, one_of
from shared.kernel.places import Place, UnitCode

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
        incoming=incoming,
        received_on=told["received_on"],
        about=told["tracking_code"],
    )


def _channel(text: str) -> str:
    return accepted_channel(text, the_channels())


def _optional(name: str, parse: object) -> Column:
    return Column(name, parse, required=False, may_be_absent=True)  # type: ignore[arg-type] # any parser
