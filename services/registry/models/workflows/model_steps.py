"""Steps of models: begun, shown, reviewed, recognised, ended; and what came of a copy."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.campaigns.domain.deeds import What
from services.registry.campaigns.workflows import keep_file, take_back_deed
from services.registry.models import outgoing, store
from services.registry.models.domain.lineage import Copy
from services.registry.models.domain.model_moves import Evidence, ModelMove
from services.registry.models.domain.model_steps import ModelStep, Review, moved, reviewed
from services.registry.models.domain.models import Model, ModelChanged, ModelState, ModelUnknown
from services.registry.models.workflows.models import Errand, keep, ours
from services.registry.org.domain import document_number
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.kernel.file_kinds import FileKind, Upload
from shared.kernel.hosting import not_after
from shared.kernel.rejection import Rejection

EVIDENCE_KINDS = frozenset(FileKind)
MOST_NOTE_CHARS = 2000


class EvidenceEmpty(Rejection):
    """Hãy mô tả việc đã làm, tối đa 2.000 ký tự.
    Say what was done, in 2000 characters at most.
    """


class NotThisWay(Rejection):
    """Bước này có lối riêng: đăng ký, thẩm định, hoặc đơn vị khác đăng ký làm theo.
    This step has a way of its own: registering, reviewing, or another unit following.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step somebody asks for, as it was typed in."""

    step: ModelStep
    on: date
    seen_version: int
    document: str = ""
    comment: str = ""


async def take_step(tx: Transaction, model_id: UUID, taken: Taken, *, errand: Errand) -> Model:
    """Take a step, if it is its turn, and tell what others count.

    Raises:
        ModelChanged: if somebody moved it since it was looked at.
        DocumentNumberUnusable: if a recognition has no proper document.

    """
    if taken.step in {ModelStep.REGISTER, ModelStep.REVIEW, ModelStep.REPLICATE}:
        raise NotThisWay
    model = await _seen(tx, model_id, taken.seen_version, errand)
    after = moved(model, taken.step, on=taken.on, today=errand.today)
    document = taken.document.strip()
    if taken.step is ModelStep.RECOGNISE:
        document = document_number(document).text
    await keep(tx, after, errand)
    move = ModelMove(
        id=errand.new_id,
        model=model.id,
        step=taken.step,
        happened_on=taken.on,
        document=document,
        comment=taken.comment.strip(),
        by=errand.by,
    )
    await store.add_move(tx, move)
    await _tell(tx, model, after, move, errand=errand)
    return after


async def review_model(
    tx: Transaction, model_id: UUID, review: Review, *, errand: Errand, seen_version: int
) -> Model:
    """Judge a model by its criteria; what is not good enough goes back to work.

    Raises:
        ModelChanged: if somebody moved it since it was looked at.
        EvidenceMissing: if nothing was shown.
        ReviewOfOwnUnit: if the reviewer registered it.

    """
    model = await _seen(tx, model_id, seen_version, errand)
    shown = await store.list_evidence(tx, model_id)
    whole = replace(review, criteria_count=len(model.content.criteria), by=errand.by)
    after = reviewed(model, whole, evidence=len(shown), today=errand.today)
    await keep(tx, after, errand)
    move = ModelMove(
        id=errand.new_id,
        model=model.id,
        step=ModelStep.REVIEW,
        happened_on=whole.reviewed_on,
        comment=whole.comment,
        criteria_met=whole.criteria_met,
        criteria_count=whole.criteria_count,
        is_passed=whole.is_passed,
        by=errand.by,
    )
    await store.add_move(tx, move)
    await publish(tx, outgoing.model_reviewed(after, whole, now=errand.now))
    return after


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody shows of a model; `file_id` is for the file, if there is one."""

    note: str
    happened_on: date
    upload: Upload | None
    file_id: UUID


async def show_evidence(
    tx: Transaction, attachments: Attachments, model_id: UUID, *, shown: Shown, errand: Errand
) -> Evidence:
    """Keep what shows that a model is under way; a model just registered is begun by it.

    Raises:
        EvidenceEmpty: if nothing was written, or very much.
        NotInProgress: if the model is not under way.

    """
    model = await ours(tx, model_id, errand)
    note = shown.note.replace("\x00", "").strip()
    if not 0 < len(note) <= MOST_NOTE_CHARS:
        raise EvidenceEmpty
    not_after(shown.happened_on, errand.today)
    if model.state is ModelState.REGISTERED:
        on = max(model.moved_on, shown.happened_on)
        await keep(tx, moved(model, ModelStep.START, on=on, today=errand.today), errand)
    file_id = None
    if shown.upload is not None:
        kept = await keep_file(
            tx,
            attachments,
            shown.upload,
            file_id=shown.file_id,
            unit=model.content.unit,
            now=errand.now,
            allowed=EVIDENCE_KINDS,
        )
        file_id = kept.id
    evidence = Evidence(
        id=errand.new_id,
        model=model.id,
        happened_on=shown.happened_on,
        note=note,
        file=file_id,
        by=errand.by,
    )
    await store.add_evidence(tx, evidence)
    return evidence


async def report_reach(
    tx: Transaction, model_id: UUID, *, reached: int, errand: Errand
) -> Copy:
    """Say how many a copy has reached by now.

    Raises:
        ModelUnknown: if the model is no copy of another.

    """
    model = await ours(tx, model_id, errand)
    family = await store.list_family(tx, model.id)
    found = next((one for one in family if one.copy == model.id), None)
    if found is None:
        raise ModelUnknown
    after = replace(found, reached=reached)
    await store.save_copy(tx, after)
    await publish(tx, outgoing.model_replicated(after, now=errand.now))
    return after


async def _seen(tx: Transaction, model_id: UUID, version: int, errand: Errand) -> Model:
    model = await ours(tx, model_id, errand)
    if model.version != version:
        raise ModelChanged
    return model


async def _tell(
    tx: Transaction, before: Model, after: Model, move: ModelMove, *, errand: Errand
) -> None:
    if before.state is ModelState.DRAFT:
        return
    if after.state is ModelState.CANCELLED:
        for what in (What.MODEL, What.INITIATIVE):
            await take_back_deed(tx, what, str(after.id))
    if move.step is ModelStep.RECOGNISE:
        told = outgoing.model_recognised(after, move.document, now=errand.now)
        await publish(tx, told)
    elif move.step in {ModelStep.CLOSE, ModelStep.CANCEL}:
        await publish(tx, outgoing.model_closed(after, now=errand.now))
