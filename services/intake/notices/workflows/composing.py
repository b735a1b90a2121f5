"""Composing: what a notice says to one person, from what is known of their case today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.messages import Contact
from services.intake.cases.domain.notices import Notice
from services.intake.cases.domain.tracking import tracking_code
from services.intake.cases.store import feedback as cases
from services.intake.notices import store
from services.intake.notices.domain.notice_texts import Templates, Written, composed
from services.intake.notices.domain.outgoing_mail import Enclosure, Envelope, outgoing
from services.intake.notices.store import Reached
from services.intake.org.store import units
from services.intake.org.store.units import UnitName
from shared.chassis.attachments import Attachments, Digest
from shared.chassis.channels import Sender
from shared.chassis.database import Transaction
from shared.kernel.places import Place
from shared.portal.formats import long_day
from shared.portal.languages import Language

EMAIL, SMS = "email", "sms"
ENGLISH = "en"
ZALO_NAME = "zalo:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A notice as it leaves: a letter, or a text to a number or a name."""

    letter: EmailMessage | None = None
    to: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Whoever writes what is sent."""

    place: Place
    sender: Sender
    templates: Templates
    files: Attachments

    async def written(
        self, tx: Transaction, notice: Notice, *, now: datetime
    ) -> Outgoing | None:
        """The notice, ready to be sent; None if there is nobody to send it to any more."""
        if notice.message_id is None:
            return await self._to_a_name(notice, now=now)
        reached = await store.find_reached(tx, notice.message_id)
        if reached is None or reached.has_stopped:
            return None
        case = await cases.load_case_by_id(tx, reached.case_id)
        to = str(notice.data.get("to_unit") or "")
        names = await units.list_names(tx, [case.unit, to], day=self.place.day_of(now))
        facts = self._facts(notice, case, reached, names=names)
        text = composed(self.templates, notice.kind, notice.language, facts=facts)
        if notice.channel != EMAIL:
            return Outgoing(to=_number_of(reached.contact, notice.channel), text=text.text)
        answers = _answered(reached)
        return await self._letter(notice, text, reached.contact, answers=answers, now=now)

    async def _to_a_name(self, notice: Notice, *, now: datetime) -> Outgoing | None:
        """What is told to whoever wrote no message, such as the applicant of a dossier."""
        facts = {name: str(value) for name, value in notice.data.items()}
        contact = Contact(
            full_name=facts.get("name", ""),
            email=facts.get("email", ""),
            phone=facts.get("phone", ""),
        )
        facts.setdefault("unit", self.sender.name)
        text = composed(self.templates, notice.kind, notice.language, facts=facts)
        if notice.channel != EMAIL:
            return Outgoing(to=contact.phone, text=text.text) if contact.phone else None
        return await self._letter(notice, text, contact, answers="", now=now)

    async def _letter(
        self,
        notice: Notice,
        text: Written,
        contact: Contact,
        *,
        answers: str,
        now: datetime,
    ) -> Outgoing | None:
        if not contact.email:
            return None
        envelope = Envelope(
            notice=notice.id,
            own_name=self.sender.name,
            own_address=self.sender.address,
            to_name=contact.full_name,
            to_address=contact.email,
            answers=answers,
            language=notice.language,
            at=now,
        )
        return Outgoing(letter=outgoing(text, envelope, enclosed=await self._enclosed(notice)))

    async def _enclosed(self, notice: Notice) -> Enclosure | None:
        digest = notice.data.get("file")
        if not digest:
            return None
        name = str(notice.data.get("file_name") or "thu.pdf")
        return Enclosure(name=name, content=await self.files.content_of(Digest(str(digest))))

    def _facts(
        self,
        notice: Notice,
        case: Case,
        reached: Reached,
        *,
        names: Mapping[str, UnitName],
    ) -> Mapping[str, str]:
        language = Language.EN if notice.language == ENGLISH else Language.VI
        code = tracking_code(reached.number, self.place.code)
        promised = str(notice.data.get("promised_on") or case.promised_on.isoformat())
        until, base = case.reopen_until, self.sender.public_url
        return {
            "name": reached.contact.full_name,
            "unit": _said(names.get(case.unit), language) or self.sender.name,
            "code": code,
            "promised_on": long_day(date.fromisoformat(promised), language),
            "words": str(notice.data.get("words") or ""),
            "link": f"{base}/follow/{code}" if base else "",
            "reopen_until": long_day(until, language) if until else "",
            "to": _said(names.get(str(notice.data.get("to_unit"))), language),
        }


def _said(unit: UnitName | None, language: Language) -> str:
    if unit is None:
        return ""
    return unit.en if language is Language.EN else unit.vi


def _answered(reached: Reached) -> str:
    """The citizen's own letter, if they wrote one that had a number."""
    ref = (reached.external_ref or "") if reached.channel == EMAIL else ""
    return ref if "@" in ref else ""


def _number_of(contact: Contact, channel: str) -> str:
    return contact.phone if channel == SMS else contact.address.removeprefix(ZALO_NAME)
