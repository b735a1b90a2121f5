"""Every fact there is, by name."""

from shared.events import compliance, exemplars, intake, movement, registry, reporting, surveys
from shared.events.envelope import Event

ALL_EVENTS: tuple[type[Event], ...] = (
    registry.UnitEstablished,
    registry.UnitChaptersTold,
    registry.CampaignLaunched,
    registry.CampaignClosed,
    registry.PlanSubmitted,
    registry.SessionEnded,
    exemplars.ExemplarNominated,
    exemplars.ExemplarRecognised,
    exemplars.ExemplarProposed,
    exemplars.ExemplarRevoked,
    exemplars.AwardGiven,
    exemplars.BallotSealed,
    movement.ModelRegistered,
    movement.ModelReviewed,
    movement.ModelRecognised,
    movement.ModelReplicated,
    movement.ModelClosed,
    movement.ModelFiguresCounted,
    movement.PledgesCounted,
    movement.CommitmentsCounted,
    intake.FeedbackReceived,
    intake.FeedbackResolved,
    intake.FeedbackRejected,
    intake.DossierReceived,
    intake.DossierReturned,
    surveys.BallotsTallied,
    compliance.BreachFound,
    compliance.BreachCleared,
    compliance.ActivityRecorded,
    reporting.FiguresMoved,
    reporting.HeadsTold,
    reporting.FactsReceipted,
    reporting.FactsRequested,
)

BY_NAME: dict[str, type[Event]] = {event.topic.name: event for event in ALL_EVENTS}
