"""Triage: what a case is about, who is to work on it, and which way in law it goes."""

from dataclasses import replace
from uuid import UUID

from services.intake.cases import outgoing
from services.intake.cases.domain import case_steps as steps
from services.intake.cases.domain.cases import OPEN, Case, CaseKind
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.store import desks
from services.intake.cases.store import feedback as store
from services.intake.cases.workflows.answering import take_case
from services.intake.cases.workflows.case_promises import settle_case
from services.intake.cases.workflows.entries import actor_of, note
from services.intake.cases.workflows.notices import notify
from services.intake.categories import store as categories
from services.intake.categories.domain import Category, tree_of
from services.intake.petitions.domain import Opening, PetitionKind
from services.intake.petitions.workflows import open_petition
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.kernel.rejection import Rejection


class ColleagueUnknown(Rejection):
    """Hãy chọn một đồng nghiệp trong danh sách.
    Choose a colleague from the list.
    """


async def categorise(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, leaf: str, kind: CaseKind | None
) -> Case:
    """File a case under a category; no date moves.

    Raises:
        CategoryUnknown: if there is none such today.

    """
    tree = tree_of(await categories.list_chapters(tx), acting.today)
    root = Category(tree.root_of(leaf))
    case = await take_case(tx, number, acting)
    after = replace(_touched(case), category=root, leaf=leaf, kind=kind or case.kind)
    await store.save_case(tx, after)
    data = {"from": case.leaf, "to": leaf}
    who = actor_of(acting.principal)
    await note(tx, after, who=who, what="categorised", now=acting.now, data=data)
    if case.category != root:
        told = outgoing.feedback_recategorised(case, after, acting.now, on=acting.today)
        await publish(tx, told)
    return after


async def assign(tx: Transaction, number: TrackingNumber, acting: Acting, *, to: UUID) -> Case:
    """Give a case to a colleague, who reads of it in the inbox; no date moves.

    Raises:
        ColleagueUnknown: if nobody by that account was ever seen here.

    """
    if to not in await desks.list_names(tx, [to]):
        raise ColleagueUnknown
    case = await take_case(tx, number, acting)
    after = replace(_touched(case), assigned_to=to)
    await store.save_case(tx, after)
    data = {"to": str(to)}
    who = actor_of(acting.principal)
    await note(tx, after, who=who, what="assigned", now=acting.now, data=data)
    return after


async def transfer(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, kind: CaseKind, words: str
) -> Case:
    """A complaint or denunciation in law leaves feedback, and whoever wrote is told so.

    Raises:
        NotALegalWay: if it is neither.

    """
    case = await take_case(tx, number, acting)
    after = steps.transferred(case, kind)
    await store.save_case(tx, after)
    await settle_case(tx, case, after, at=Acting(place=acting.place, now=acting.now))
    await publish(tx, outgoing.feedback_transferred(after, acting.now, on=acting.today))
    await _count_as_petition(tx, after, acting)
    data = {"kind": kind.value}
    await note(
        tx, after, who=actor_of(acting.principal), what="transferred", now=acting.now,
        words=words.strip(), is_public=True, data=data,
    )  # fmt: skip
    await notify(tx, after, "transferred", now=acting.now, data=data)
    return after


async def _count_as_petition(tx: Transaction, case: Case, acting: Acting) -> None:
    """Its own legal clock runs from the day it came in, by number and dates alone."""
    opening = Opening(
        kind=PetitionKind(case.kind.value),
        unit=case.unit,
        received_on=case.received_on,
        case=case.id,
    )
    await open_petition(tx, opening, acting)


def _touched(case: Case) -> Case:
    """The case with a new version, if it is still on its way."""
    if case.state not in OPEN:
        raise steps.STANDS.get(case.state, steps.NotAnswered)
    return replace(case, version=case.version + 1)
