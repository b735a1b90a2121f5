"""Promises that run, of cases and dossiers: which days are coming, which passed in vain."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.cases.domain.cases import OPEN as CASE_OPEN
from services.intake.cases.tables import feedback
from services.intake.dossiers.domain.dossiers import RUNNING
from services.intake.dossiers.tables import dossiers
from services.intake.letters.domain.letters import Letter
from services.intake.letters.store.letters import letter_of
from services.intake.letters.tables import letters
from services.intake.promises.domain import Promise, PromiseSubject, SubjectKind
from services.intake.promises.tables import promises_missed
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode

missed = promises_missed.c
COLUMNS = ("subject", "unit", "ref", "topic", "received_on", "promised_on")


def _open_dossiers() -> sa.Select[tuple[object, ...]]:
    at = dossiers.c
    return sa.select(
        at.id.label("subject"),
        at.unit,
        at.code.label("ref"),
        at.procedure.label("topic"),
        at.received_on,
        at.promised_on,
    ).where(at.state.in_(RUNNING_DOSSIERS))


def _open_feedback() -> sa.Select[tuple[object, ...]]:
    at = feedback.c
    return sa.select(
        at.id.label("subject"),
        at.unit,
        at.number.label("ref"),
        at.category.label("topic"),
        at.received_on,
        at.promised_on,
    ).where(at.state.in_(OPEN_CASES))


RUNNING_DOSSIERS = tuple(sorted(state.value for state in RUNNING))
OPEN_CASES = tuple(sorted(state.value for state in CASE_OPEN))
"""Whoever is waited for, another office or the applicant, has no promise running here."""
OPEN = {SubjectKind.DOSSIER: _open_dossiers, SubjectKind.FEEDBACK: _open_feedback}
TABLES = {SubjectKind.DOSSIER: dossiers, SubjectKind.FEEDBACK: feedback}


async def lock_subject(tx: Transaction, subject: PromiseSubject) -> None:
    """Let nobody else change or end it meanwhile; what is no table of ours needs none."""
    table = TABLES.get(subject.kind)
    if table is not None:
        await tx.execute(
            sa.select(table.c.id).where(table.c.id == subject.id).with_for_update()
        )


async def find_promise(tx: Transaction, subject: PromiseSubject) -> Promise | None:
    """What is promised for something that has no result yet."""
    if subject.kind not in OPEN:
        return None
    promise = OPEN[subject.kind]().subquery()
    row = (
        (await tx.execute(sa.select(promise).where(promise.c.subject == subject.id)))
        .mappings()
        .first()
    )
    return _promise(subject.kind, row) if row else None


async def take_broken(
    tx: Transaction, kind: SubjectKind, *, today: date, limit: int
) -> list[Promise]:
    """Promises whose day has passed and that nobody has noted; nobody else takes them now."""
    table = TABLES[kind]
    query = OPEN[kind]()
    day = table.c.promised_on
    noted = sa.exists().where(
        missed.subject_kind == kind.value,
        missed.subject == table.c.id,
        missed.promised_on == day,
    )
    query = query.where(day < today, ~noted).order_by(table.c.unit, day).limit(limit)
    rows = await tx.execute(query.with_for_update(of=table, skip_locked=True))
    return [_promise(kind, row) for row in rows.mappings()]


async def draft_for_coming(
    tx: Transaction, kind: SubjectKind, *, until: date, now: datetime, limit: int
) -> int:
    """Write a draft for promises up to a day that have none; says how many.

    One that was withdrawn because the promise had moved away wakes up when it comes back.
    """
    promise = OPEN[kind]().subquery()
    has_one = sa.exists().where(
        letters.c.kind == "apology",
        letters.c.subject_kind == kind.value,
        letters.c.subject == promise.c.subject,
        letters.c.about_on == promise.c.promised_on,
        letters.c.state != "withdrawn",
    )
    due = (
        sa.select(
            sa.func.gen_random_uuid(),
            sa.literal("apology"),
            promise.c.unit,
            sa.literal(kind.value),
            promise.c.subject,
            promise.c.ref,
            promise.c.topic,
            promise.c.received_on,
            promise.c.promised_on,
            *(sa.literal(""), sa.literal("draft"), sa.literal(""), sa.literal(1)),
            sa.literal(now, sa.DateTime(timezone=True)),
            sa.literal(""),
        )
        .where(promise.c.promised_on <= until, ~has_one)
        .order_by(promise.c.promised_on)
        .limit(limit)
    )
    added = insert(letters).from_select(DRAFT, due)
    woken = added.on_conflict_do_update(
        index_elements=["kind", "subject_kind", "subject", "about_on"],
        set_={"state": "draft", "withdrawn_on": None, "withdrawn_why": "", "drafted_at": now},
        where=letters.c.state == "withdrawn",
    )
    return len((await tx.execute(woken.returning(letters.c.id))).all())


DRAFT = (
    *("id", "kind", "unit", "subject_kind", "subject", "ref", "topic", "received_on"),
    *("about_on", "trigger", "state", "reason", "version", "drafted_at", "withdrawn_why"),
)


async def take_idle(tx: Transaction, *, limit: int) -> list[Letter]:
    """Drafts whose promise stands no more, though it was not broken; held."""
    found: list[Letter] = []
    for kind in TABLES:
        promise = OPEN[kind]().subquery()
        stands = sa.exists().where(
            promise.c.subject == letters.c.subject, promise.c.promised_on == letters.c.about_on
        )
        broken = sa.exists().where(
            missed.subject_kind == kind.value,
            missed.subject == letters.c.subject,
            missed.promised_on == letters.c.about_on,
        )
        query = (
            sa.select(letters)
            .where(
                letters.c.kind == "apology",
                letters.c.subject_kind == kind.value,
                letters.c.state.in_(("draft", "reviewed")),
                ~stands,
                ~broken,
            )
            .order_by(letters.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = await tx.execute(query)
        found += [letter_of(row) for row in rows.mappings()]
    return found


def _promise(kind: SubjectKind, row: sa.RowMapping) -> Promise:
    return Promise(
        subject=PromiseSubject(kind, row["subject"]),
        unit=UnitCode(row["unit"]),
        ref=row["ref"],
        topic=row["topic"],
        received_on=row["received_on"],
        promised_on=row["promised_on"],
    )
