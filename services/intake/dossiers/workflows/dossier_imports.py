"""A register taken over whole: every dossier of a file with all that has happened to it."""

from collections.abc import Callable, Sequence
from functools import partial

from services.intake.dossiers.domain.dossier_mirror import MirroredDossier
from services.intake.dossiers.domain.dossier_steps import Happened
from services.intake.dossiers.domain.dossiers import Dossier
from services.intake.dossiers.store import dossiers as store
from services.intake.dossiers.workflows.register import DossierRegister, RowsRefused, refuse_old
from services.intake.dossiers.workflows.transitions import (
    Errand,
    Transition,
    dated,
    first_transition,
    keep,
    next_transition,
)
from shared.chassis.database import Transaction
from shared.chassis.sheets import Progress
from shared.kernel.rejection import Rejection

BATCH = 1000

Refuse = Callable[[int, Rejection], None]


async def import_register(
    tx: Transaction, register: DossierRegister, *, errand: Errand, tell: Progress
) -> int:
    """Take over every dossier of a file, all or none, with all that has happened to them.

    Raises:
        SheetRefused: if any of them contradicts what is on record, or none brings news.

    """
    await store.lock_imports(tx)
    total, news = len(register.told), 0
    refused = RowsRefused(register)
    for start in range(0, total, BATCH):
        tell("writing", start, total)
        batch = register.told[start : start + BATCH]
        transitions = await _walks(tx, batch, errand, refuse=partial(refused.add, start))
        news += len(transitions)
        await keep(tx, transitions, errand)
    refused.errors.refuse_if_any()
    refuse_old(total, news)
    tell("writing", total, total)
    return news


async def _walks(
    tx: Transaction, batch: Sequence[MirroredDossier], errand: Errand, *, refuse: Refuse
) -> list[Transition]:
    """What each row brings; those that bring nothing new are passed over.

    Only what changes is held, and looked at again once nobody else can change it.
    """
    looked = await _looked_at(tx, list(enumerate(batch)), errand, refuse=refuse)
    new = [transition for _, transition in looked if transition.is_new]
    news = [
        (at, batch[at])
        for at, transition in looked
        if transition.ways and not transition.is_new
    ]
    if not news:
        return new
    held = await _looked_at(tx, news, errand, refuse=refuse, to_change=True)
    return [*new, *(transition for _, transition in held if transition.ways)]


async def _looked_at(
    tx: Transaction,
    rows: Sequence[tuple[int, MirroredDossier]],
    errand: Errand,
    *,
    refuse: Refuse,
    to_change: bool = False,
) -> list[tuple[int, Transition]]:
    codes = [told.receipt.code for _, told in rows]
    known = await store.known_dossiers(tx, codes, to_change=to_change)
    histories = await store.list_steps(tx, [one.id for one in known.values()])
    transitions = []
    for at, told in rows:
        one = known.get(told.receipt.code)
        history = [step for step, _ in histories[one.id]] if one else []
        try:
            transitions.append((at, _walk(dated(told), one, history, errand=errand)))
        except Rejection as no:
            refuse(at, no)
    return transitions


def _walk(
    told: MirroredDossier, known: Dossier | None, history: Sequence[Happened], *, errand: Errand
) -> Transition:
    if known is None:
        return first_transition(told, errand)
    return next_transition(told, known, history, errand=errand)
