"""Models: written, registered, changed by one after another."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from uuid_utils.compat import uuid7

from services.registry.campaigns.catalogue import contents
from services.registry.campaigns.domain.duties import Deed, What
from services.registry.campaigns.workflows import (
    keep_file,
    record_duty_response,
    take_back_deed,
)
from services.registry.models import outgoing, store
from services.registry.models.domain import lineage
from services.registry.models.domain.lineage import Copy, CopyOfItself, line_of
from services.registry.models.domain.models import (
    Model,
    ModelChanged,
    ModelContent,
    ModelKind,
    ModelOfAnotherNode,
    ModelState,
    ModelUnknown,
    checked,
    drafted,
    registered,
    rewritten,
)
from services.registry.models.domain.steps import (
    Evidence,
    ModelMove,
    ModelStep,
    NotOpen,
    Review,
    moved,
    reviewed,
)
from services.registry.org.domain import document_number
from services.registry.units.store import list_chapters
from services.registry.units.workflows import require_speaker
from shared.chassis import directory
from shared.chassis.acting import Acting
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.chassis.outbox import OutgoingEvent, publish
from shared.events.movement import ModelClosed, ModelRecognised, ModelReviewed
from shared.kernel.file_kinds import FileKind, Upload
from shared.kernel.hosting import not_after
from shared.kernel.places import PlaceCode
from shared.kernel.rejection import Rejection

if TYPE_CHECKING:
    from shared.events.envelope import Event

ENDED = frozenset({ModelState.CLOSED, ModelState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """That a new model follows one of another unit, since a day."""

    source: UUID
    since: date
    reached: int | None = None
    result: str = ""


async def write_model(
    tx: Transaction,
    content: ModelContent,
    acting: Acting,
    *,
    model_id: UUID,
    is_draft: bool = False,
) -> Model:
    """Keep a draft, or register at once and let the levels above know; the same id, once.

    Raises:
        CriteriaMissing: if it is registered without criteria; and whatever `checked` refuses.

    """
    good = checked(content, contents(), today=acting.today)
    draft = drafted(good, model_id=model_id, host=acting.here, now=acting.now)
    draft = replace(draft, moved_on=acting.today, registered_by=acting.account)
    model = draft if is_draft else _registered(draft, acting)
    line = await directory.line_of(tx, good.unit, day=acting.today)
    if not await store.add_model(tx, model, line=line):
        return await _sent_before(tx, model)
    await store.save_person(tx, model.id, good.person)
    await _tell(tx, model, acting)
    return model


async def _sent_before(tx: Transaction, model: Model) -> Model:
    """What the same form became when it was sent the first time."""
    known = await store.load_model(tx, model.id)
    if (known.registered_by, known.content.unit) != (model.registered_by, model.content.unit):
        raise ModelChanged
    return known


async def register_draft(tx: Transaction, model_id: UUID, acting: Acting) -> Model:
    """Register what was a draft.

    Raises:
        ModelChanged: if somebody changed it since it was looked at.
        NotADraft: if it is registered already.
        CriteriaMissing: if it has no criteria.

    """
    model = await ours(tx, model_id, acting)
    same = rewritten(model, model.content, seen_version=acting.seen_version, now=acting.now)
    moved(model, ModelStep.REGISTER, on=acting.today, today=acting.today)
    after = _registered(same, acting)
    await keep(tx, after, acting)
    await _tell(tx, after, acting)
    return after


async def rewrite_model(
    tx: Transaction, model_id: UUID, content: ModelContent, acting: Acting
) -> Model:
    """Keep what somebody wrote over what stood there, and tell it if it was told before.

    Raises:
        ModelChanged: if somebody else changed it since it was looked at; nothing is lost.
        NotOpen: if it has ended.

    """
    model = await ours(tx, model_id, acting)
    if model.state in ENDED:
        raise NotOpen
    good = checked(content, contents(), today=acting.today)
    after = rewritten(model, good, seen_version=acting.seen_version, now=acting.now)
    await keep(tx, after, acting)
    await store.save_person(tx, model.id, good.person)
    await _tell(tx, after, acting)
    return after


async def follow_model(
    tx: Transaction,
    content: ModelContent,
    following: Following,
    acting: Acting,
    *,
    model_id: UUID,
) -> Model:
    """Register a model that follows another one, and let the levels above know of both.

    Raises:
        NotRecognised: if the model that is followed is known here and not recognised.
        CopyOfOwnUnit: if it is a model of the same unit.

    """
    source = await store.find_model(tx, following.source, for_update=True)
    copy = Copy(
        copy=model_id,
        source=following.source,
        unit=content.unit,
        since=following.since,
        host=acting.here,
        reached=following.reached,
        result=following.result,
    )
    family = await store.list_family(tx, following.source)
    lineage.checked(copy, family, source_unit=source.content.unit if source else None)
    if source is not None:
        await replicate(tx, source, acting)
    model = await write_model(tx, content, acting, model_id=model_id)
    await store.save_copy(tx, copy)
    await publish(tx, outgoing.model_replicated(copy, now=acting.now))
    return model


async def replicate(tx: Transaction, source: Model, acting: Acting) -> None:
    """Note that a recognised model has found followers."""
    on = max(acting.today, source.moved_on)
    after = moved(source, ModelStep.REPLICATE, on=on, today=on)
    if source.state is ModelState.REPLICATED:
        return
    is_ours = source.host == acting.here
    await keep(tx, after if is_ours else replace(after, version=source.version), acting)


async def ours(tx: Transaction, model_id: UUID, acting: Acting) -> Model:
    """A model this node keeps; others wait until the transaction ends.

    Raises:
        ModelUnknown: if there is none.
        ModelOfAnotherNode: if another node keeps it.

    """
    model = await store.load_model(tx, model_id, for_update=True)
    if model.host != acting.here:
        raise ModelOfAnotherNode
    return model


async def keep(tx: Transaction, model: Model, acting: Acting) -> None:
    """Write down what a model has become."""
    line = await directory.line_of(tx, model.content.unit, day=acting.today)
    await store.save_model(tx, replace(model, saved_at=acting.now), line=line)


def deed_of(model: Model) -> Deed:
    """What counts for a campaign that asks for models or initiatives."""
    is_initiative = model.content.kind is ModelKind.INITIATIVE
    return Deed(
        what=What.INITIATIVE if is_initiative else What.MODEL,
        ref=str(model.id),
        unit=model.content.unit,
        occurred_on=model.registered_on or model.moved_on,
        host=model.host,
        campaign=model.content.campaign,
    )


def _registered(draft: Model, acting: Acting) -> Model:
    return registered(draft, on=acting.today, today=acting.today, by=acting.account)


async def _tell(tx: Transaction, model: Model, acting: Acting) -> None:
    if model.state in {ModelState.DRAFT, ModelState.CANCELLED}:
        return
    await record_duty_response(tx, deed_of(model))
    await publish(tx, outgoing.model_registered(model, now=acting.now))


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
    document: str = ""
    comment: str = ""


async def take_step(tx: Transaction, model_id: UUID, taken: Taken, acting: Acting) -> Model:
    """Take a step, if it is its turn, and tell what others count.

    Raises:
        ModelChanged: if somebody moved it since it was looked at.
        DocumentNumberUnusable: if a recognition has no proper document.

    """
    if taken.step in {ModelStep.REGISTER, ModelStep.REVIEW, ModelStep.REPLICATE}:
        raise NotThisWay
    model = await _seen(tx, model_id, acting)
    after = moved(model, taken.step, on=taken.on, today=acting.today)
    document = taken.document.strip()
    if taken.step is ModelStep.RECOGNISE:
        document = document_number(document).text
    await keep(tx, after, acting)
    move = ModelMove(
        id=uuid7(),
        model=model.id,
        step=taken.step,
        happened_on=taken.on,
        document=document,
        comment=taken.comment.strip(),
        by=acting.account,
    )
    await store.add_move(tx, move)
    await _tell_step(tx, model, after, move, acting)
    return after


async def review_model(
    tx: Transaction, model_id: UUID, review: Review, acting: Acting
) -> Model:
    """Judge a model by its criteria; what is not good enough goes back to work.

    Raises:
        ModelChanged: if somebody moved it since it was looked at.
        EvidenceMissing: if nothing was shown.
        ReviewOfOwnUnit: if the reviewer registered it.

    """
    model = await _seen(tx, model_id, acting)
    shown = await store.list_evidence(tx, model_id)
    whole = replace(review, criteria_count=len(model.content.criteria), by=acting.account)
    after = reviewed(model, whole, evidence=len(shown), today=acting.today)
    await keep(tx, after, acting)
    move = ModelMove(
        id=uuid7(),
        model=model.id,
        step=ModelStep.REVIEW,
        happened_on=whole.reviewed_on,
        comment=whole.comment,
        criteria_met=whole.criteria_met,
        criteria_count=whole.criteria_count,
        is_passed=whole.is_passed,
        by=acting.account,
    )
    await store.add_move(tx, move)
    event = ModelReviewed(
        model=after.id,
        unit=after.content.unit,
        reviewed_on=whole.reviewed_on,
        is_passed=whole.is_passed,
        criteria_met=whole.criteria_met,
        criteria_count=whole.criteria_count,
    )
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))
    return after


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody shows of a model; `file_id` is for the file, if there is one."""

    note: str
    happened_on: date
    upload: Upload | None
    file_id: UUID


async def show_evidence(
    tx: Transaction, attachments: Attachments, model_id: UUID, shown: Shown, acting: Acting
) -> Evidence:
    """Keep what shows that a model is under way; a model just registered is begun by it.

    Raises:
        EvidenceEmpty: if nothing was written, or very much.
        NotInProgress: if the model is not under way.

    """
    model = await ours(tx, model_id, acting)
    note = shown.note.replace("\x00", "").strip()
    if not 0 < len(note) <= MOST_NOTE_CHARS:
        raise EvidenceEmpty
    not_after(shown.happened_on, acting.today)
    if model.state is ModelState.REGISTERED:
        on = max(model.moved_on, shown.happened_on)
        await keep(tx, moved(model, ModelStep.START, on=on, today=acting.today), acting)
    file_id = None
    if shown.upload is not None:
        kept = await keep_file(
            tx,
            attachments,
            shown.upload,
            file_id=shown.file_id,
            unit=model.content.unit,
            now=acting.now,
            allowed=EVIDENCE_KINDS,
        )
        file_id = kept.id
    evidence = Evidence(
        id=uuid7(),
        model=model.id,
        happened_on=shown.happened_on,
        note=note,
        file=file_id,
        by=acting.account,
    )
    await store.add_evidence(tx, evidence)
    return evidence


async def report_reach(
    tx: Transaction, model_id: UUID, acting: Acting, *, reached: int
) -> Copy:
    """Say how many a copy has reached by now.

    Raises:
        ModelUnknown: if the model is no copy of another.

    """
    model = await ours(tx, model_id, acting)
    family = await store.list_family(tx, model.id)
    copy = next((copy for copy in family if copy.copy == model.id), None)
    if copy is None:
        raise ModelUnknown
    after = replace(copy, reached=reached)
    await store.save_copy(tx, after)
    await publish(tx, outgoing.model_replicated(after, now=acting.now))
    return after


async def _seen(tx: Transaction, model_id: UUID, acting: Acting) -> Model:
    model = await ours(tx, model_id, acting)
    if model.version != acting.seen_version:
        raise ModelChanged
    return model


async def _tell_step(
    tx: Transaction, before: Model, after: Model, move: ModelMove, acting: Acting
) -> None:
    """Say that a model was recognised or has ended; nobody has heard of a draft."""
    if before.state is ModelState.DRAFT:
        return
    if after.state is ModelState.CANCELLED:
        await _take_back(tx, after)
    unit, on = after.content.unit, after.moved_on
    event: Event
    if move.step is ModelStep.RECOGNISE:
        event = ModelRecognised(
            model=after.id, unit=unit, recognised_on=on, basis=move.document
        )
    elif move.step in {ModelStep.CLOSE, ModelStep.CANCEL}:
        is_cancelled = after.state is ModelState.CANCELLED
        event = ModelClosed(model=after.id, unit=unit, closed_on=on, is_cancelled=is_cancelled)
    else:
        return
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))


async def _take_back(tx: Transaction, model: Model) -> None:
    """Let a cancelled model count for no campaign."""
    for what in (What.MODEL, What.INITIATIVE):
        await take_back_deed(tx, what, str(model.id))


AT_ONCE = 200


async def refile_models(tx: Transaction, *, day: date) -> int:
    """File the models of units that have moved anew; says of how many units."""
    moved = await store.list_moved(tx, day=day, most=AT_ONCE)
    for unit, line in moved:
        await store.file_under(tx, unit, line)
    return len(moved)


async def units_last_told_at(tx: Transaction) -> datetime | None:
    """When anything was last told of any unit; before that nothing can have moved."""
    return await store.last_told_at(tx)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedModel:
    """A step a model took at its own node, and where it led."""

    id: UUID
    model: UUID
    step: ModelStep
    on: date
    state: ModelState
    document: str = ""
    is_passed: bool | None = None
    criteria: tuple[int, int] | None = None
    """Met, of how many."""


async def note_model(tx: Transaction, model: Model, *, day: date) -> None:
    """Keep a model of a node below; what was told later stands."""
    line = await directory.line_of(tx, model.content.unit, day=day)
    known = await store.find_model(tx, model.id, for_update=True)
    if known is None:
        await store.add_model(tx, model, line=line)
        await record_duty_response(tx, deed_of(model))
        await _let_followers_count(tx, model, day=day)
        return
    await _refuse_other_node(tx, known, model.host, day=day)
    if model.version <= known.version:
        return
    newer = replace(model, state=known.state, moved_on=known.moved_on)
    await store.save_model(tx, newer, line=line)
    if known.state is not ModelState.CANCELLED:
        await record_duty_response(tx, deed_of(newer))


async def note_step(tx: Transaction, received: ReceivedModel, *, node: PlaceCode) -> None:
    """Keep a step a model took at its own node.

    Raises:
        ModelUnknown: if nobody has told of the model.
        UnitOfAnother: if another node hosts its unit.

    """
    model = await store.load_model(tx, received.model, for_update=True)
    await _refuse_other_node(tx, model, node, day=received.on)
    await _save(tx, model, received.state, day=received.on)
    await store.add_move(tx, _move(received))
    if received.state is ModelState.CANCELLED:
        await _take_back(tx, model)
    if received.state is ModelState.RECOGNISED:
        await _let_followers_count(tx, replace(model, state=received.state), day=received.on)


def _move(received: ReceivedModel) -> ModelMove:
    met, count = received.criteria or (None, None)
    return ModelMove(
        id=received.id,
        model=received.model,
        step=received.step,
        happened_on=received.on,
        document=received.document,
        criteria_met=met,
        criteria_count=count,
        is_passed=received.is_passed,
    )


async def note_copy(tx: Transaction, copy: Copy) -> None:
    """Keep that a unit below follows a model; the model itself may be known here or not.

    Raises:
        CopyOfItself: if the model descends from its copy.

    """
    sources = {copy.copy: copy.source for copy in await store.list_family(tx, copy.source)}
    if copy.copy in line_of(copy.source, sources):
        raise CopyOfItself
    await store.save_copy(tx, copy)
    source = await store.find_model(tx, copy.source, for_update=True)
    if source is not None and source.state is ModelState.RECOGNISED:
        await _save(tx, source, ModelState.REPLICATED, day=copy.since)


async def _let_followers_count(tx: Transaction, model: Model, *, day: date) -> None:
    """What was copied before we heard that it was recognised is replicated at once."""
    family: list[UUID] = [copy.source for copy in await store.list_family(tx, model.id)]
    if model.state is ModelState.RECOGNISED and model.id in family:
        fresh = await store.load_model(tx, model.id, for_update=True)
        await _save(tx, fresh, ModelState.REPLICATED, day=day)


async def _save(tx: Transaction, model: Model, state: ModelState, *, day: date) -> None:
    line = await directory.line_of(tx, model.content.unit, day=day)
    after = replace(model, state=state, moved_on=max(day, model.moved_on))
    await store.save_model(tx, after, line=line)


async def _refuse_other_node(
    tx: Transaction, model: Model, node: PlaceCode, *, day: date
) -> None:
    """Let whoever hosts the unit speak of its model; of a unit nobody knows, who told first."""
    if node != model.host:
        await require_speaker(tx, model.content.unit, node=node, day=day)
        if not await list_chapters(tx, code=model.content.unit):
            raise ModelOfAnotherNode
