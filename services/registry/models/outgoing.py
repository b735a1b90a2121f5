"""How registry puts models into the published language: never who a person is."""

from datetime import datetime

from services.registry.models.domain.lineage import Copy
from services.registry.models.domain.models import Model
from shared.chassis.outbox import OutgoingEvent
from shared.events.movement import ModelRegistered, ModelReplicated


def model_registered(model: Model, *, now: datetime) -> OutgoingEvent:
    """That a model was registered, or what was written of it has changed since."""
    if model.registered_on is None:
        raise ValueError("a draft is not told of")
    content = model.content
    event = ModelRegistered(
        model=model.id,
        unit=content.unit,
        title=content.title,
        kind=content.kind.value,
        field=content.field,
        themes=content.themes,
        owner=content.owner.value,
        novelty=content.novelty.value,
        year=content.year,
        registered_on=model.registered_on,
        criteria_count=model.criteria_count,
        campaign=content.campaign,
        revision=model.version,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def model_replicated(copy: Copy, *, now: datetime) -> OutgoingEvent:
    """That a unit follows a model of another."""
    event = ModelReplicated(
        copied_as=copy.copy,
        source=copy.source,
        unit=copy.unit,
        since=copy.since,
        reached=copy.reached,
    )
    return OutgoingEvent(event=event, occurred_at=now)
