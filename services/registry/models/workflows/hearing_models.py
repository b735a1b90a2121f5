"""Models of the nodes below, as they tell of them."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.campaigns.domain.deeds import What
from services.registry.campaigns.workflows import record_duty_response, take_back_deed
from services.registry.models import store
from services.registry.models.domain.lineage import Copy, CopyOfItself, line_of
from services.registry.models.domain.model_moves import ModelMove
from services.registry.models.domain.model_steps import ModelStep
from services.registry.models.domain.models import Model, ModelOfAnotherNode, ModelState
from services.registry.models.workflows.models import deed_of
from services.registry.units.store import list_chapters
from services.registry.units.workflows import require_speaker
from shared.chassis import directory
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode


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
    told = replace(model, state=known.state, moved_on=known.moved_on)
    await store.save_model(tx, told, line=line)
    if known.state is not ModelState.CANCELLED:
        await record_duty_response(tx, deed_of(told))


async def note_step(tx: Transaction, told: ReceivedModel, *, node: PlaceCode) -> None:
    """Keep a step a model took at its own node.

    Raises:
        ModelUnknown: if nobody has told of the model.
        UnitOfAnother: if another node hosts its unit.

    """
    model = await store.load_model(tx, told.model, for_update=True)
    await _refuse_other_node(tx, model, node, day=told.on)
    await _save(tx, model, told.state, day=told.on)
    await store.add_move(tx, _move(told))
    if told.state is ModelState.CANCELLED:
        for what in (What.MODEL, What.INITIATIVE):
            await take_back_deed(tx, what, str(model.id))
    if told.state is ModelState.RECOGNISED:
        await _let_followers_count(tx, replace(model, state=told.state), day=told.on)


def _move(told: ReceivedModel) -> ModelMove:
    met, count = told.criteria or (None, None)
    return ModelMove(
        id=told.id,
        model=told.model,
        step=told.step,
        happened_on=told.on,
        document=told.document,
        criteria_met=met,
        criteria_count=count,
        is_passed=told.is_passed,
    )


async def note_copy(tx: Transaction, copy: Copy) -> None:
    """Keep that a unit below follows a model; the model itself may be known here or not.

    Raises:
        CopyOfItself: if the model descends from its copy.

    """
    sources = {one.copy: one.source for one in await store.list_family(tx, copy.source)}
    if copy.copy in line_of(copy.source, sources):
        raise CopyOfItself
    await store.save_copy(tx, copy)
    source = await store.find_model(tx, copy.source, for_update=True)
    if source is not None and source.state is ModelState.RECOGNISED:
        await _save(tx, source, ModelState.REPLICATED, day=copy.since)


async def _let_followers_count(tx: Transaction, model: Model, *, day: date) -> None:
    """What was copied before we heard that it was recognised is replicated at once."""
    family: list[UUID] = [one.source for one in await store.list_family(tx, model.id)]
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
