"""There is a key from the first minute on, and newcomers hear of it."""

from services.intake.handing_over.workflows.node_keys import keep_own_key
from services.intake.org.web import IntakeContext
from shared.chassis.timers import Timer, batch_timer


def timers(web: IntakeContext) -> list[Timer]:
    return [batch_timer(web, "every_minute_keep_the_key", 60.0, keep_own_key)]
