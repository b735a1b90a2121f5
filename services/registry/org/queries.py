"""Viewing: who looks at what is here, by the units this service knows."""

from collections.abc import Collection

from services.registry.org import store
from shared.chassis import viewing
from shared.chassis.database import Transaction


class Viewer(viewing.Viewer):
    """Somebody at this node, now."""

    __slots__ = ()

    async def line_of(self, tx: Transaction, unit: str) -> Collection[str]:
        """A unit and all its superiors, as they are organised today."""
        return await store.list_line(tx, unit, day=self.today)
