"""What nodes below tell of exemplars, kept beside what is decided here."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.registry.ballots.domain.seals import Seal
from services.registry.ballots.store import boxes as box_store
from services.registry.campaigns.workflows.deeds import record_duty_response
from services.registry.exemplars.domain.awards import GivenAward
from services.registry.exemplars.domain.exemplars import (
    TRANSITIONS,
    Moved,
    Nomination,
    NominationStep,
)
from services.registry.exemplars.store import awards as award_store
from services.registry.exemplars.store import nominations as store
from services.registry.exemplars.workflows.exemplars import deed_of
from services.registry.units.domain.units import UnitOfAnother
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode


async def note_nomination(tx: Transaction, nomination: Nomination) -> None:
    """Keep that a unit below put somebody or something forward; told again, nothing changes."""
    is_new = await store.add_nomination(tx, nomination, digest=None)
    if is_new and nomination.origin is None:
        await record_duty_response(tx, deed_of(nomination))


async def note_step(
    tx: Transaction, nomination_id: UUID, move: Moved, *, node: PlaceCode
) -> None:
    """Keep how far a nomination below has come.

    Raises:
        UnitOfAnother: if another node keeps it.

    """
    nomination = await _theirs(tx, nomination_id, node)
    _, leads_to = TRANSITIONS[move.step]
    after = replace(nomination, state=leads_to, moved_on=move.happened_on)
    await store.save_nomination(tx, replace(after, version=nomination.version + 1))
    await store.add_move(tx, nomination_id, move)
    if move.step is NominationStep.REVOKE:
        await award_store.revoke_awards(tx, nomination_id, day=move.happened_on)


async def note_award(tx: Transaction, award: GivenAward) -> None:
    """Keep an award given below; a second one for the same achievement changes nothing.

    Raises:
        UnitOfAnother: if another node keeps the nomination.

    """
    nomination = await _theirs(tx, award.nomination, award.host)
    await award_store.add_award(tx, replace(award, achievement_id=nomination.achievement_id))


async def note_proposal(
    tx: Transaction, nomination_id: UUID, *, day: date, node: PlaceCode
) -> None:
    """Keep that a node below proposes what it selected.

    Raises:
        UnitOfAnother: if another node keeps it.

    """
    nomination = await _theirs(tx, nomination_id, node)
    proposed = replace(nomination, proposed_up_on=day, version=nomination.version + 1)
    await store.save_nomination(tx, proposed)


async def note_seal(tx: Transaction, seal: Seal) -> None:
    """Witness the seal of a ballot below."""
    await box_store.save_seal(tx, seal)


async def _theirs(tx: Transaction, nomination_id: UUID, node: PlaceCode) -> Nomination:
    """A nomination the speaking node keeps: nobody moves that of another."""
    nomination = await store.load_nomination(tx, nomination_id, for_update=True)
    if nomination.host != node:
        raise UnitOfAnother
    return nomination
