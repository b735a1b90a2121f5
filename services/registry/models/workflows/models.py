"""Models: written, registered, changed by one after another."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.registry.campaigns.catalogue import contents
from services.registry.campaigns.domain.deeds import Deed, What
from services.registry.campaigns.workflows import record_duty_response
from services.registry.models import outgoing, store
from services.registry.models.domain import lineage
from services.registry.models.domain.lineage import Copy
from services.registry.models.domain.model_steps import ModelStep, NotOpen, moved
from services.registry.models.domain.models import (
    Model,
    ModelChanged,
    ModelContent,
    ModelKind,
    ModelOfAnotherNode,
    ModelState,
    checked,
    drafted,
    registered,
    rewritten,
)
from shared.chassis.database import Transaction
from shared.chassis.directory import line_of
from shared.chassis.outbox import publish
from shared.kernel.places import Place

ENDED = frozenset({ModelState.CLOSED, ModelState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Who does something, where and when; a new id for whatever comes of it."""

    by: UUID
    place: Place
    now: datetime
    new_id: UUID

    @property
    def today(self) -> date:
        """The civic day."""
        return self.place.day_of(self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """That a new model follows one of another unit, since a day."""

    source: UUID
    since: date
    reached: int | None = None
    result: str = ""


async def write_model(
    tx: Transaction, content: ModelContent, errand: Errand, *, is_draft: bool = False
) -> Model:
    """Keep a draft, or register at once and let the levels above know; the same id, once.

    Raises:
        CriteriaMissing: if it is registered without criteria; and whatever `checked` refuses.

    """
    good = checked(content, contents(), today=errand.today)
    draft = drafted(good, model_id=errand.new_id, host=errand.place.code, now=errand.now)
    draft = replace(draft, moved_on=errand.today, registered_by=errand.by)
    model = draft if is_draft else _registered(draft, errand)
    line = await line_of(tx, good.unit, day=errand.today)
    if not await store.add_model(tx, model, line=line):
        return await _sent_before(tx, model)
    await store.save_person(tx, model.id, good.person)
    await _tell(tx, model, errand)
    return model


async def _sent_before(tx: Transaction, model: Model) -> Model:
    """What the same form became when it was sent the first time."""
    known = await store.load_model(tx, model.id)
    if (known.registered_by, known.content.unit) != (model.registered_by, model.content.unit):
        raise ModelChanged
    return known


async def register_draft(
    tx: Transaction, model_id: UUID, errand: Errand, *, seen_version: int
) -> Model:
    """Register what was a draft.

    Raises:
        ModelChanged: if somebody changed it since it was looked at.
        NotADraft: if it is registered already.
        CriteriaMissing: if it has no criteria.

    """
    model = await ours(tx, model_id, errand)
    same = rewritten(model, model.content, seen_version=seen_version, now=errand.now)
    moved(model, ModelStep.REGISTER, on=errand.today, today=errand.today)
    after = _registered(same, errand)
    await keep(tx, after, errand)
    await _tell(tx, after, errand)
    return after


async def rewrite_model(
    tx: Transaction, model_id: UUID, content: ModelContent, *, errand: Errand, seen_version: int
) -> Model:
    """Keep what somebody wrote over what stood there, and tell it if it was told before.

    Raises:
        ModelChanged: if somebody else changed it since it was looked at; nothing is lost.
        NotOpen: if it has ended.

    """
    model = await ours(tx, model_id, errand)
    if model.state in ENDED:
        raise NotOpen
    good = checked(content, contents(), today=errand.today)
    after = rewritten(model, good, seen_version=seen_version, now=errand.now)
    await keep(tx, after, errand)
    await store.save_person(tx, model.id, good.person)
    await _tell(tx, after, errand)
    return after


async def follow_model(
    tx: Transaction, content: ModelContent, following: Following, *, errand: Errand
) -> Model:
    """Register a model that follows another one, and let the levels above know of both.

    Raises:
        NotRecognised: if the model that is followed is known here and not recognised.
        CopyOfOwnUnit: if it is a model of the same unit.

    """
    source = await store.find_model(tx, following.source, for_update=True)
    copy = Copy(
        copy=errand.new_id,
        source=following.source,
        unit=content.unit,
        since=following.since,
        host=errand.place.code,
        reached=following.reached,
        result=following.result,
    )
    family = await store.list_family(tx, following.source)
    lineage.checked(copy, family, source_unit=source.content.unit if source else None)
    if source is not None:
        await replicate(tx, source, errand)
    model = await write_model(tx, content, errand)
    await store.save_copy(tx, copy)
    await publish(tx, outgoing.model_replicated(copy, now=errand.now))
    return model


async def replicate(tx: Transaction, source: Model, errand: Errand) -> None:
    """Note that a recognised model has found followers."""
    on = max(errand.today, source.moved_on)
    after = moved(source, ModelStep.REPLICATE, on=on, today=on)
    if source.state is ModelState.REPLICATED:
        return
    is_ours = source.host == errand.place.code
    await keep(tx, after if is_ours else replace(after, version=source.version), errand)


async def ours(tx: Transaction, model_id: UUID, errand: Errand) -> Model:
    """A model this node keeps; others wait until the transaction ends.

    Raises:
        ModelUnknown: if there is none.
        ModelOfAnotherNode: if another node keeps it.

    """
    model = await store.load_model(tx, model_id, for_update=True)
    if model.host != errand.place.code:
        raise ModelOfAnotherNode
    return model


async def keep(tx: Transaction, model: Model, errand: Errand) -> None:
    """Write down what a model has become."""
    line = await line_of(tx, model.content.unit, day=errand.today)
    await store.save_model(tx, replace(model, saved_at=errand.now), line=line)


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


def _registered(draft: Model, errand: Errand) -> Model:
    return registered(draft, on=errand.today, today=errand.today, by=errand.by)


async def _tell(tx: Transaction, model: Model, errand: Errand) -> None:
    if model.state in {ModelState.DRAFT, ModelState.CANCELLED}:
        return
    await record_duty_response(tx, deed_of(model))
    await publish(tx, outgoing.model_registered(model, now=errand.now))
