"""How whoever wrote can be reached, on a page nobody keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.messages import Contact
from services.intake.cases.domain.tracking import tracking_code
from shared.kernel.places import PlaceCode
from shared.portal.parts import Fact
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """The contact, and the way back to the case."""

    code: str
    href: str
    facts: Sequence[Fact]


def contact_view(case: Case, contact: Contact, *, here: PlaceCode, words: Words) -> ContactView:
    """What was opened."""
    told = (
        ("name", contact.full_name),
        ("phone", contact.phone),
        ("email", contact.email),
        ("address", contact.address),
    )
    return ContactView(
        code=tracking_code(case.number, here),
        href=f"/cases/{case.number}",
        facts=[Fact(label=words(f"case.contact.{n}"), value=v) for n, v in told if v],
    )


def message_id_in(text: str) -> UUID:
    """A message named in a form; nobody's if it is no id."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
