"""Errands: who does something, where, when, under which new id, and whether they may."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.registry.exemplars.domain.conflicts import Judge
from services.registry.exemplars.domain.exemplars import NominationStep
from services.registry.exemplars.queries import nomination_shown
from services.registry.exemplars.workflows import Errand
from services.registry.org.queries import Viewer
from shared.chassis.database import Transaction
from shared.kernel.places import Place
from shared.kernel.roles import Right

NEEDS = {
    NominationStep.ACCEPT: Right.WORK,
    NominationStep.PUBLISH: Right.WORK,
    NominationStep.REVIEW: Right.WORK,
    NominationStep.SELECT: Right.DECIDE,
    NominationStep.COMMEND: Right.DECIDE,
    NominationStep.REVOKE: Right.DECIDE,
}


def errand_of(viewer: Viewer, place: Place) -> Errand:
    """What somebody who came through a door is about to do."""
    return Errand(principal=viewer.principal, place=place, now=viewer.now, new_id=uuid7())


def judge_of(viewer: Viewer) -> Judge:
    """Somebody who came through a door, as a reviewer."""
    principal = viewer.principal
    return Judge(
        account=principal.account, grants=principal.grants, acting_for=principal.acting_for
    )


async def must_for_step(
    tx: Transaction, nomination_id: UUID, step: NominationStep, *, viewer: Viewer
) -> None:
    """The home collective accepts at its unit; the council and its leader act for the place.

    Raises:
        NotYours: if the viewer does not hold the right for this step.

    """
    told = await nomination_shown(tx, nomination_id, viewer)
    where = told.unit if step is NominationStep.ACCEPT else viewer.here
    await viewer.must(tx, NEEDS[step], where)
