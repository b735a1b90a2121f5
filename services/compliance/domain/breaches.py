"""Breaches: a promised date passed without the result. One promise has one breach at most."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NewType
from uuid import UUID, uuid5

from services.compliance.domain.promises import Kind, Promise
from shared.kernel.places import UnitCode

BreachId = NewType("BreachId", UUID)

OF_PROMISES = UUID("5f0a3f0e-6f1c-5b7e-9c55-6d1c3f0b8a21")
"""The namespace of breach ids; changing it would let a breach be told twice."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A broken promise. It stays on record after `cleared_on`.

    `found_on` is the first civic day after the due date, the day on which the duty was
    broken, however much later anybody looked: so a late or repeated look changes nothing.
    `cleared_on` before that day means that word of a delivery in time came late.
    """

    id: BreachId
    kind: Kind
    subject_id: UUID
    unit: UnitCode
    due_on: date
    found_on: date
    cleared_on: date | None = None


def breach_of(promise: Promise) -> Breach:
    """The breach of a promise whose date is known and has passed."""
    due = promise.judged_on
    assert due is not None
    return Breach(
        id=BreachId(uuid5(OF_PROMISES, f"{promise.kind}:{promise.subject_id}")),
        kind=promise.kind,
        subject_id=promise.subject_id,
        unit=promise.unit,
        due_on=due,
        found_on=due + ONE_DAY,
        cleared_on=promise.settled_on,
    )


def telling_id(breach_id: BreachId, telling: str) -> UUID:
    """The id of the fact that tells of a breach: told twice, it would still be one fact."""
    return uuid5(breach_id, telling)
