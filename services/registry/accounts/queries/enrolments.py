"""Which nodes are written down, for who keeps the units they stand at."""

from services.registry.accounts.domain.enrolments import Enrolment
from services.registry.accounts.store import enrolments as store
from services.registry.org.queries import Viewer
from shared.chassis.database import Transaction
from shared.kernel.roles import Right


async def nodes_kept(tx: Transaction, viewer: Viewer) -> list[Enrolment]:
    """The nodes at units the viewer administers."""
    known = await store.list_enrolments(tx)
    return [one for one in known if await viewer.may(tx, Right.ADMINISTER, one.place)]
