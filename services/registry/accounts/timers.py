"""Sessions and failed tries that are over go, and the names with them."""

from services.registry.accounts.workflows.sessions import forget_what_is_over
from services.registry.org.web import RegistryContext
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.timers import Timer, batch_timer


def timers(web: RegistryContext) -> list[Timer]:
    return [batch_timer(web, "every_hour_forget_sessions", 3600.0, _forget)]


async def _forget(tx: Transaction, acting: Acting) -> None:
    await forget_what_is_over(tx, now=acting.now)
