"""A message nobody sent within a day is nobody's business any more."""

from services.intake.org.web import IntakeContext
from services.intake.sending.workflows import forget_drafts
from shared.chassis.timers import Timer, batch_timer


def timers(web: IntakeContext) -> list[Timer]:
    return [batch_timer(web, "every_hour_forget_drafts", 3600.0, forget_drafts)]
