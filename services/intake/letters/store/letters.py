"""Letters in and out of Postgres."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.letters.domain.letters import (
    DeliveryMethod,
    Issue,
    Letter,
    LetterId,
    LetterKind,
    LetterState,
    LetterUnknown,
)
from services.intake.letters.tables import letter_registers, letters, recipients
from services.intake.promises.domain import PromiseSubject, SubjectKind
from services.intake.promises.tables import promises_missed
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode

KEY = ("kind", "subject_kind", "subject", "about_on")
at = letters.c


async def load_letter(tx: Transaction, letter: UUID, *, to_change: bool = False) -> Letter:
    """One letter; `to_change` lets nobody else change it meanwhile.

    Raises:
        LetterUnknown: if there is none with this id.

    """
    query = sa.select(letters).where(at.id == letter)
    if to_change:
        query = query.with_for_update()
    row = (await tx.execute(query)).mappings().first()
    if row is None:
        raise LetterUnknown
    return letter_of(row)


async def take_apologies(
    tx: Transaction, kind: SubjectKind, promises: Sequence[tuple[UUID, date]]
) -> dict[tuple[UUID, date], Letter]:
    """The apologies for some promises, by subject and day; nobody else changes them now."""
    if not promises:
        return {}
    query = sa.select(letters).where(
        at.kind == LetterKind.APOLOGY.value,
        at.subject_kind == kind.value,
        sa.tuple_(at.subject, at.about_on).in_(promises),
    )
    rows = await tx.execute(query.order_by(at.id).with_for_update())
    found = [letter_of(row) for row in rows.mappings()]
    return {(one.subject.id, one.about_on): one for one in found}


async def list_open_apologies(tx: Transaction, subject: PromiseSubject) -> list[Letter]:
    """Apologies for one subject that wait for a signature; nobody else changes them now."""
    query = sa.select(letters).where(
        at.kind == LetterKind.APOLOGY.value,
        at.subject_kind == subject.kind.value,
        at.subject == subject.id,
        at.state.in_(("draft", "reviewed")),
    )
    rows = await tx.execute(query.order_by(at.id).with_for_update())
    return [letter_of(row) for row in rows.mappings()]


async def list_issued(tx: Transaction, subject: PromiseSubject) -> list[Letter]:
    """The signed letters about one subject, the oldest first."""
    query = sa.select(letters).where(
        at.subject_kind == subject.kind.value,
        at.subject == subject.id,
        at.state == LetterState.ISSUED.value,
    )
    rows = await tx.execute(query.order_by(at.signed_at, at.id))
    return [letter_of(row) for row in rows.mappings()]


async def subjects_apologised_to(
    tx: Transaction, subjects: Collection[PromiseSubject]
) -> frozenset[PromiseSubject]:
    """Those of `subjects` for whom an apology waits for a signature."""
    if not subjects:
        return frozenset()
    query = sa.select(at.subject_kind, at.subject).where(
        at.kind == LetterKind.APOLOGY.value,
        at.subject.in_([one.id for one in subjects]),
        at.state.in_(("draft", "reviewed")),
    )
    waiting = {(row.subject_kind, row.subject) for row in await tx.execute(query)}
    return frozenset(one for one in subjects if (one.kind.value, one.id) in waiting)


async def add_letter(tx: Transaction, letter: Letter) -> bool:
    """Keep a new letter; False if there is one for the same already."""
    added = insert(letters).values(_row(letter)).on_conflict_do_nothing(index_elements=KEY)
    return (await tx.execute(added.returning(at.id))).first() is not None


async def save_letters(tx: Transaction, changed: Sequence[Letter]) -> None:
    """Keep letters as they are now, new ones among them; the caller holds the old ones."""
    if not changed:
        return
    put = insert(letters)
    set_ = {name: put.excluded[name] for name in CHANGING}
    kept = put.on_conflict_do_update(index_elements=KEY, set_=set_)
    await tx.execute(kept, [_row(letter) for letter in changed])


async def take_numbers(tx: Transaction, issuer: str, year: int, *, count: int) -> int:
    """The first of `count` numbers in a row; they are only taken if the transaction commits."""
    put = insert(letter_registers).values(issuer=issuer, year=year, last=count)
    grown = put.on_conflict_do_update(
        index_elements=["issuer", "year"], set_={"last": letter_registers.c.last + count}
    ).returning(letter_registers.c.last)
    last: int = (await tx.execute(grown)).scalar_one()
    return last - count + 1


async def take_postable(tx: Transaction, *, limit: int) -> list[Letter]:
    """Signed letters not delivered yet whose reader has an e-mail address; held."""
    reader = recipients.c
    has_address = sa.exists().where(
        reader.subject_kind == at.subject_kind, reader.subject == at.subject, reader.email != ""
    )
    query = (
        sa.select(letters)
        .where(at.state == LetterState.ISSUED.value, at.delivered_on.is_(None), has_address)
        .order_by(at.signed_at, at.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [letter_of(row) for row in (await tx.execute(query)).mappings()]


async def list_letters(
    tx: Transaction,
    states: Sequence[LetterState],
    *,
    units: Sequence[str] | None = None,
    silent: bool = False,
    limit: int,
    offset: int = 0,
) -> list[Letter]:
    """Letters in some states: what waits by its promised day, what is done the newest first.

    `silent`: only those whose promise is broken, and nothing was said.
    """
    query = sa.select(letters).where(at.state.in_([state.value for state in states]))
    if silent:
        query = query.where(at.kind == LetterKind.APOLOGY.value, _is_broken_in_silence())
    if units is not None:
        query = query.where(at.unit.in_(units))
    is_waiting = set(states) <= {LetterState.DRAFT, LetterState.REVIEWED}
    order = (
        (at.about_on, at.id) if is_waiting else (at.issued_on.desc(), at.number.desc(), at.id)
    )
    rows = await tx.execute(query.order_by(*order).limit(limit).offset(offset))
    return [letter_of(row) for row in rows.mappings()]


async def silent_among(tx: Transaction, some: Sequence[UUID]) -> set[UUID]:
    """Those whose promise is broken, and nothing was said."""
    query = sa.select(at.id).where(at.id.in_(some), _is_broken_in_silence())
    return set((await tx.execute(query)).scalars())


def _is_broken_in_silence() -> sa.ColumnElement[bool]:
    missed = promises_missed.c
    return sa.exists().where(
        missed.subject_kind == at.subject_kind,
        missed.subject == at.subject,
        missed.promised_on == at.about_on,
        missed.apologised_on.is_(None),
    )


async def count_letters(
    tx: Transaction, *, units: Sequence[str] | None = None
) -> dict[LetterState, int]:
    """How many letters are in each state."""
    query = sa.select(at.state, sa.func.count()).group_by(at.state)
    if units is not None:
        query = query.where(at.unit.in_(units))
    return {LetterState(row[0]): row[1] for row in await tx.execute(query)}


CHANGING = (
    *("state", "reason", "new_on", "version", "prepared_by", "reviewed_by", "reviewed_at"),
    *("issued_on", "issuer", "year", "number", "symbol", "signed_at", "signed_by", "content"),
    *("delivered_on", "delivered_by", "withdrawn_on", "withdrawn_why"),
)
SAME = (
    *("id", "unit", "ref", "topic", "received_on", "about_on", "trigger", "reason", "new_on"),
    *("version", "drafted_at", "prepared_by", "reviewed_by", "reviewed_at"),
    *("delivered_on", "withdrawn_on", "withdrawn_why"),
)
ISSUED = (
    "issued_on",
    "issuer",
    "year",
    "number",
    "symbol",
    "signed_at",
    "signed_by",
    "content",
)


def _row(letter: Letter) -> dict[str, Any]:
    issue = letter.issue
    return {name: getattr(letter, name) for name in SAME} | {
        "kind": letter.kind.value,
        "subject_kind": letter.subject.kind.value,
        "subject": letter.subject.id,
        "state": letter.state.value,
        "delivered_by": letter.delivered_by.value if letter.delivered_by else None,
        **{name: getattr(issue, name) if issue else None for name in ISSUED},
    }


def letter_of(row: sa.RowMapping) -> Letter:
    """The letter in a row."""
    issue = Issue(**{name: row[name] for name in ISSUED}) if row["number"] else None
    told: dict[str, Any] = {name: row[name] for name in SAME}
    shaped = {
        "id": LetterId(row["id"]),
        "unit": UnitCode(row["unit"]),
        "kind": LetterKind(row["kind"]),
        "subject": PromiseSubject(SubjectKind(row["subject_kind"]), row["subject"]),
        "state": LetterState(row["state"]),
        "delivered_by": DeliveryMethod(row["delivered_by"]) if row["delivered_by"] else None,
        "issue": issue,
    }
    return Letter(**(told | shaped))
