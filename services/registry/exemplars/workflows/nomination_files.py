"""A nomination's dossier: answers, spread, the proposal to the level above and taking it up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.exemplars import outgoing
from services.registry.exemplars.domain.awards import (
    NotProposedHere,
    TakenUpBefore,
    must_be_proposable,
)
from services.registry.exemplars.domain.checklist import Answer, checked_answer
from services.registry.exemplars.domain.exemplars import (
    OPEN,
    Moved,
    Nomination,
    NominationChanged,
    NominationState,
    NominationStep,
    StepOutOfTurn,
    code_of,
)
from services.registry.exemplars.domain.guide import Guide
from services.registry.exemplars.domain.spread import Spread, checked_spread
from services.registry.exemplars.store import checklists
from services.registry.exemplars.store import nominations as store
from services.registry.exemplars.store.nomination_files import criteria_of
from services.registry.exemplars.workflows.exemplars import Errand, ours
from services.registry.org.domain.documents import document_number
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.kernel.hosting import not_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A checklist as somebody sends it."""

    answers: Sequence[Answer]
    seen_version: int


async def fill_in(
    tx: Transaction, nomination_id: UUID, filled: Filled, *, guide: Guide, errand: Errand
) -> Nomination:
    """Keep answers to criteria, until the nomination is published.

    Raises:
        NominationChanged: if somebody else filled in since it was looked at.
        StepOutOfTurn: if it is published already.

    """
    nomination = await ours(tx, nomination_id, errand)
    if nomination.version != filled.seen_version:
        raise NominationChanged
    if nomination.state not in OPEN:
        raise StepOutOfTurn
    criteria = await criteria_of(tx, nomination, guide)
    for answer in filled.answers:
        await checklists.save_answer(tx, nomination.id, checked_answer(answer, criteria))
    after = replace(nomination, version=nomination.version + 1)
    await store.save_nomination(tx, after)
    return after


async def note_spread(tx: Transaction, spread: Spread, errand: Errand) -> None:
    """Keep that an exemplar was copied or spoken of."""
    await ours(tx, spread.nomination, errand)
    not_after(spread.happened_on, errand.today)
    await checklists.add_spread(tx, checked_spread(spread))


async def propose_up(
    tx: Transaction, nomination_id: UUID, document: str, *, errand: Errand
) -> Nomination:
    """Propose what was selected here to the level above.

    Raises:
        NobodyAbove: if this is the top.
        ProposedBefore: if it was proposed already.

    """
    nomination = await ours(tx, nomination_id, errand)
    must_be_proposable(nomination, has_parent=not errand.place.is_top)
    basis = document_number(document).text
    proposed = replace(nomination, proposed_up_on=errand.today, version=nomination.version + 1)
    await store.save_nomination(tx, proposed)
    await publish(tx, outgoing.exemplar_proposed(proposed, basis, now=errand.now))
    return proposed


async def take_up(
    tx: Transaction, origin: UUID, document: str, *, errand: Errand
) -> Nomination:
    """Take a proposal from below through this level's own council.

    The home collective accepted it at home; `document` is the proposal that says so.

    Raises:
        NotProposedHere: if nobody below proposed it.
        TakenUpBefore: if it was taken up already.

    """
    below = await store.load_nomination(tx, origin, for_update=True)
    if below.host == errand.place.code or below.proposed_up_on is None:
        raise NotProposedHere
    basis = document_number(document).text
    taken = replace(
        below,
        id=errand.new_id,
        code=code_of(errand.new_id),
        host=errand.place.code,
        origin=below.id,
        state=NominationState.ACCEPTED,
        moved_on=errand.today,
        nominated_by=errand.by,
        proposed_up_on=None,
        version=1,
    )
    if not await store.add_nomination(tx, taken, digest=None):
        raise TakenUpBefore
    await store.add_move(tx, taken.id, _accepted(basis, errand.today, errand.by))
    await publish(tx, outgoing.exemplar_nominated(taken, now=errand.now))
    return taken


def _accepted(basis: str, day: date, by: UUID) -> Moved:
    return Moved(step=NominationStep.ACCEPT, happened_on=day, document=basis, by=by)
