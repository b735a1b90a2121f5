"""What is told of appeals and of late cases: ids, codes and dates; words go sealed."""

from datetime import date
from uuid import UUID

from services.intake.appeals.domain import Appeal, AppealState, Escalation
from shared.events.handing_over import AppealDecided, AppealFiled, FeedbackEscalated


def appeal_filed(appeal: Appeal, *, key_id: UUID | None, sealed: str | None) -> AppealFiled:
    """That somebody asks the level above."""
    return AppealFiled(
        appeal_id=appeal.id,
        feedback_id=appeal.case_id,
        unit=appeal.unit,
        to_unit=appeal.to_unit,
        category=appeal.category,
        received_on=appeal.received_on,
        due_on=appeal.due_on,
        rating=appeal.rating,
        filed_on=appeal.filed_on,
        key_id=key_id,
        sealed=sealed,
    )


def appeal_decided(
    appeal: Appeal, *, key_id: UUID | None, sealed: str | None, on: date
) -> AppealDecided:
    """What the level above decided."""
    return AppealDecided(
        appeal_id=appeal.id,
        feedback_id=appeal.case_id,
        unit=appeal.to_unit,
        of_unit=appeal.unit,
        outcome="upheld" if appeal.state is AppealState.UPHELD else "dismissed",
        decided_on=on,
        due_on=appeal.until,
        key_id=key_id,
        sealed=sealed,
    )


def feedback_escalated(escalation: Escalation, *, by: str) -> FeedbackEscalated:
    """That a late case comes before a superior."""
    return FeedbackEscalated(
        escalation_id=escalation.id,
        feedback_id=escalation.case_id,
        unit=by,
        of_unit=escalation.unit,
        to_unit=escalation.to_unit,
        category=escalation.category,
        due_on=escalation.due_on,
        escalated_on=escalation.raised_on,
        level=escalation.level,
        reason=escalation.reason.value,
    )
