"""What registry tells of exemplars: nominated, recognised, rewarded; never who a person is."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.events.envelope import Event
from shared.events.subjects import Reach, Topic

UP = (Reach.UP,)
Subject = Literal["model", "collective", "individual"]
RevocationReason = Literal[
    "false_declaration", "forged_records", "wrong_procedure", "later_breach"
]


class ExemplarNominated(Event):
    """A unit put forward a model, itself or somebody of its own; `model` names the model.

    With an `origin`, a level above took up what was nominated under that id.
    """

    topic: ClassVar[Topic] = Topic("registry", "exemplar_nominated", 1, reaches=UP)

    nomination_id: UUID
    unit: str
    subject: Subject
    year: int
    nominated_on: date
    achievement_id: UUID
    model: UUID | None = None
    campaign: UUID | None = None
    origin: UUID | None = None


class ExemplarRecognised(Event):
    """A council selected, or a leader commended, by the document numbered `basis`."""

    topic: ClassVar[Topic] = Topic("registry", "exemplar_recognised", 1, reaches=UP)

    nomination_id: UUID
    unit: str
    subject: Subject
    recognition: Literal["selected", "commended"]
    nominated_on: date
    recognised_on: date
    basis: str


class AwardGiven(Event):
    """An award for one achievement; there is no second one for it."""

    topic: ClassVar[Topic] = Topic("registry", "award_given", 1, reaches=UP)

    award_id: UUID
    nomination_id: UUID
    achievement_id: UUID
    unit: str
    subject: Subject
    award: str
    given_on: date
    basis: str


class ExemplarProposed(Event):
    """What was selected here is proposed to the level above."""

    topic: ClassVar[Topic] = Topic("registry", "exemplar_proposed", 1, reaches=UP)

    nomination_id: UUID
    unit: str
    subject: Subject
    year: int
    nominated_on: date
    achievement_id: UUID
    proposed_on: date
    basis: str
    model: UUID | None = None


class ExemplarRevoked(Event):
    """A recognition, and the award with it, was taken back."""

    topic: ClassVar[Topic] = Topic("registry", "exemplar_revoked", 1, reaches=UP)

    nomination_id: UUID
    unit: str
    subject: Subject
    reason: RevocationReason
    revoked_on: date
    basis: str


class BallotSealed(Event):
    """The one number that holds all slips (opened) or all votes (closed) of a ballot fast."""

    topic: ClassVar[Topic] = Topic("registry", "ballot_sealed", 1, reaches=UP)

    ballot_id: UUID
    unit: str
    phase: Literal["opened", "closed"]
    sealed_on: date
    lines: int
    seal: str
