"""The mirror: what the one-stop system tells of a dossier, against what is on record."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from services.intake.dossiers.domain.dossiers import Dossier, DossierReceipt, receipt_of
from services.intake.dossiers.domain.steps import DossierStep, DossierStepTaken, moved
from shared.kernel.rejection import Conflict

Key = tuple[DossierStep, date, date | None]
ORDER = tuple(DossierStep)
"""How steps of one day follow each other."""
COLUMN_OF = {"code": "dossier_code", "procedure": "procedure_code"}
"""What a field of the receipt is called in files and messages, where it differs."""


class ReceiptContradicted(Conflict):
    """Hồ sơ này đã có với nội dung tiếp nhận khác; hãy kiểm tra lại trên hệ thống một cửa.
    This dossier is on record with another receipt; check it in the one-stop system.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class MirroredDossier:
    """A dossier as the one-stop system has it now: its receipt, and what happened since."""

    receipt: DossierReceipt
    steps: tuple[DossierStepTaken, ...] = ()


def in_order(steps: Iterable[DossierStepTaken]) -> tuple[DossierStepTaken, ...]:
    """Steps as they happened; those of one day in the order they must have had."""
    return tuple(sorted(steps, key=lambda one: (one.on, ORDER.index(one.step))))


def unheard(
    told: MirroredDossier, known: Dossier, history: Sequence[DossierStepTaken]
) -> list[DossierStepTaken]:
    """The steps that are told and not on record yet, in their order.

    What is on record and not told stays: an officer may have noted it here.

    Raises:
        ReceiptContradicted: if the receipt on record says otherwise.

    """
    _refuse_contradiction(told.receipt, receipt_of(known))
    left = Counter(_key(one) for one in history)
    found = []
    for one in told.steps:
        if left[_key(one)]:
            left[_key(one)] -= 1
        else:
            found.append(one)
    return found


def walked(
    dossier: Dossier, steps: Iterable[DossierStepTaken], *, today: date
) -> list[tuple[Dossier, DossierStepTaken, Dossier]]:
    """The dossier before and after each of `steps`; refused as `moved` refuses."""
    ways = []
    for taken in steps:
        after = moved(dossier, taken, today=today)
        ways.append((dossier, taken, after))
        dossier = after
    return ways


def _key(taken: DossierStepTaken) -> Key:
    is_rescheduled = taken.step is DossierStep.RESCHEDULE
    return taken.step, taken.on, taken.due_on if is_rescheduled else None


def _refuse_contradiction(told: DossierReceipt, known: DossierReceipt) -> None:
    if told == known:
        return
    names = [
        f.name
        for f in fields(DossierReceipt)
        if getattr(told, f.name) != getattr(known, f.name)
    ]
    columns = ", ".join(COLUMN_OF.get(name, name) for name in names)
    raise ReceiptContradicted(
        f"Hồ sơ “{known.code}” đã có với nội dung tiếp nhận khác (khác: {columns});"
        " hãy kiểm tra lại trên hệ thống một cửa.",
        f"The dossier “{known.code}” is on record with another receipt (different: {columns});"
        " check it in the one-stop system.",
    )
