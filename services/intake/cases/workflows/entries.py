"""Entries: what was said and done about a case, and who did it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from uuid_utils.compat import uuid7

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.messages import Contact, Message
from services.intake.cases.store import messages
from services.intake.cases.store.messages import Entry, NewNotice, add_entry, add_notice
from shared.chassis.database import Transaction
from shared.chassis.principal import Principal

CITIZEN, SYSTEM, OPERATOR = "citizen", "system", "operator"


def actor_of(principal: Principal | None) -> str:
    """Whose hand an entry is signed with; the operator is nobody in particular."""
    return OPERATOR if principal is None else str(principal.account)


async def note(
    tx: Transaction,
    case: Case,
    *,
    who: str,
    what: str,
    now: datetime,
    words: str = "",
    is_public: bool = False,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write down something said or done; public words are read by whoever follows the case."""
    entry = Entry(
        id=uuid7(),
        case_id=case.id,
        at=now,
        who=who,
        what=what,
        is_public=is_public,
        words=words,
        data=data or {},
    )
    await add_entry(tx, entry)


ZALO = "zalo_oa"


async def notify(
    tx: Transaction,
    case: Case,
    kind: str,
    *,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    once: str = "",
) -> int:
    """Tell everyone who wrote about a case and can be reached; says how many that are.

    It is sent after the transaction, by whoever keeps the channels. `once` names the occasion
    where it must not be told twice. `data` holds what the wording needs: dates, codes, and
    the words of a reply.
    """
    told = 0
    for message, contact in await messages.list_reachable(tx, case.id):
        channel = channel_of(message, contact)
        if channel is None:
            continue
        notice = NewNotice(
            id=uuid7(),
            subject_kind="feedback",
            subject_id=case.id,
            message_id=message.id,
            kind=kind,
            channel=channel,
            language=message.language,
            data=_as_told(data or {}, case, message),
            created_at=now,
            once=f"{kind} {once} {message.id}" if once else None,
        )
        told += await add_notice(tx, notice)
    return told


def _as_told(data: Mapping[str, Any], case: Case, message: Message) -> dict[str, Any]:
    """Whose case was merged into another hears where it stands, not what was said there."""
    if message.case_id == case.id:
        return dict(data)
    stands = {"promised_on": case.promised_on.isoformat()}
    return stands | {name: value for name, value in data.items() if name != "words"}


def channel_of(message: Message, contact: Contact) -> str | None:
    """By what somebody is told: by what they wrote by, if they can be reached so."""
    if message.channel == ZALO and contact.address.startswith("zalo:"):
        return "zalo"
    if message.channel == "sms" and contact.phone:
        return "sms"
    if contact.email:
        return "email"
    return "sms" if contact.phone else None
