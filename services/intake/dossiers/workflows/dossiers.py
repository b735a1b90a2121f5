"""Dossiers one by one: received, mirrored, moved on."""

from services.intake.dossiers.domain.dossier_mirror import MirroredDossier, walked
from services.intake.dossiers.domain.dossier_steps import DossierStepTaken, explained
from services.intake.dossiers.domain.dossiers import (
    Dossier,
    DossierAlreadyKnown,
    DossierCode,
    DossierId,
    receipt_of,
)
from services.intake.dossiers.store import dossiers as store
from services.intake.dossiers.workflows.transitions import (
    Errand,
    Transition,
    dated,
    dated_step,
    first_transition,
    keep,
    next_transition,
    note,
)
from shared.chassis.database import Transaction
from shared.kernel.rejection import Conflict


class DossierMovedMeanwhile(Conflict):
    """Hồ sơ vừa được người khác cập nhật; hãy xem lại trước khi ghi.
    Somebody else moved this dossier meanwhile; look at it again first.
    """


async def receive_dossier(tx: Transaction, told: MirroredDossier, *, errand: Errand) -> Dossier:
    """Register one dossier with all that has happened to it, and let the node know.

    Raises:
        DossierAlreadyKnown: if its code is registered.

    """
    transition = first_transition(dated(told), errand)
    if not await store.add_dossier(tx, transition.after):
        raise DossierAlreadyKnown
    await note(tx, [transition], errand)
    return transition.after


async def mirror_dossier(
    tx: Transaction, told: MirroredDossier, *, errand: Errand
) -> Transition:
    """Take over how a dossier stands in the one-stop system; told twice, it is one telling.

    Raises:
        ReceiptContradicted: if it is on record with another receipt.

    """
    whole = dated(told)
    known = await store.find_dossier(tx, told.receipt.code, to_change=True)
    if known is None:
        transition = first_transition(whole, errand)
        if await store.add_dossier(tx, transition.after):
            await note(tx, [transition], errand)
            return transition
        known = await store.load_dossier(tx, told.receipt.code, to_change=True)
    history = (await store.list_steps(tx, [known.id]))[known.id]
    transition = next_transition(whole, known, [one for one, _ in history], errand=errand)
    await keep(tx, [transition], errand)
    return transition


async def take_step(
    tx: Transaction,
    code: DossierCode,
    taken: DossierStepTaken,
    *,
    errand: Errand,
    seen_version: int | None = None,
) -> Dossier:
    """Move a dossier on, as an officer says, and let the node know.

    Raises:
        DossierUnknown: if there is none.
        DossierMovedMeanwhile: if it is not as it was seen.
        ReasonMissing: if the applicant would not learn why.

    """
    known = await store.load_dossier(tx, code, to_change=True)
    if seen_version not in {None, known.version}:
        raise DossierMovedMeanwhile
    step = dated_step(explained(taken), receipt_of(known))
    ways = walked(known, [step], today=errand.place.day_of(errand.now))
    transition = Transition(before=known, ways=ways, nth=known.version - 1)
    await keep(tx, [transition], errand)
    return transition.after


async def reschedule_dossier(
    tx: Transaction, dossier_id: DossierId, taken: DossierStepTaken, *, errand: Errand
) -> Dossier:
    """Name another date for the dossier with this id, as a letter says.

    Raises:
        DossierUnknown: if there is none.
        NewDateNotLater: if the date does not come after the one promised now.

    """
    code = await store.code_of(tx, dossier_id)
    return await take_step(tx, code, taken, errand=errand)
