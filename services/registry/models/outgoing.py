"""How registry puts models and counts into the published language: never who a person is."""

from datetime import datetime

from services.registry.counts.domain import CommitmentCount, PledgeCount
from services.registry.models.domain.lineage import Copy
from services.registry.models.domain.model_figures import MEASURES, ModelFigures
from services.registry.models.domain.model_steps import Review
from services.registry.models.domain.models import Model, ModelState
from shared.chassis.outbox import OutgoingEvent
from shared.events.movement import (
    CommitmentsCounted,
    FieldCounted,
    ModelClosed,
    ModelFiguresCounted,
    ModelRecognised,
    ModelRegistered,
    ModelReplicated,
    ModelReviewed,
    PledgesCounted,
)


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


def model_reviewed(model: Model, review: Review, *, now: datetime) -> OutgoingEvent:
    """What a review found, in numbers."""
    event = ModelReviewed(
        model=model.id,
        unit=model.content.unit,
        reviewed_on=review.reviewed_on,
        is_passed=review.is_passed,
        criteria_met=review.criteria_met,
        criteria_count=review.criteria_count,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def model_recognised(model: Model, basis: str, *, now: datetime) -> OutgoingEvent:
    """That a model was recognised."""
    event = ModelRecognised(
        model=model.id, unit=model.content.unit, recognised_on=model.moved_on, basis=basis
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


def model_closed(model: Model, *, now: datetime) -> OutgoingEvent:
    """That a model has ended, or was given up."""
    event = ModelClosed(
        model=model.id,
        unit=model.content.unit,
        closed_on=model.moved_on,
        is_cancelled=model.state is ModelState.CANCELLED,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def model_figures_counted(figures: ModelFigures, *, now: datetime) -> OutgoingEvent:
    """What a unit reports of its models by field."""
    fields = tuple(
        FieldCounted(field=code, **{name: getattr(counts, name) for name in MEASURES})
        for code, counts in sorted(figures.fields.items())
    )
    event = ModelFiguresCounted(
        unit=figures.unit,
        first_year=figures.period.first,
        last_year=figures.period.last,
        fields=fields,
        stated_total=figures.stated_total,
        counted_on=figures.counted_on,
        revision=figures.revision,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def pledges_counted(count: PledgeCount, *, now: datetime) -> OutgoingEvent:
    """How many have signed, of how many."""
    event = PledgesCounted(
        unit=count.unit,
        year=count.year,
        theme=count.theme,
        members=count.tally.members,
        signed=count.tally.signed,
        counted_on=count.counted_on,
        revision=count.revision,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def commitments_counted(count: CommitmentCount, *, now: datetime) -> OutgoingEvent:
    """How many households, businesses or bodies have signed."""
    event = CommitmentsCounted(
        unit=count.unit,
        year=count.year,
        theme=count.theme,
        by=count.by.value,
        signed=count.signed,
        of=count.of,
        kept=count.kept,
        counted_on=count.counted_on,
        revision=count.revision,
    )
    return OutgoingEvent(event=event, occurred_at=now)
