"""Entries: what was said and done about a case, and who did it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.intake.cases.domain.cases import Case
from services.intake.cases.store.messages import Entry, add_entry
from shared.chassis.database import Transaction
from shared.chassis.principal import Principal

CITIZEN, SYSTEM, OPERATOR = "citizen", "system", "operator"


def actor_of(principal: Principal | None) -> str:
    """Whose hand an entry is signed with; the operator is nobody in particular."""
    return OPERATOR if principal is None else str(principal.account)


def account_of(principal: Principal | None) -> UUID | None:
    """The account behind a hand."""
    return None if principal is None else principal.account


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
