"""Who is served here, remembered for a moment so that no citizen waits for the question."""

from time import monotonic

from shared.chassis.database import Transaction
from shared.chassis.directory import units_hosted_at
from shared.kernel.hosting import served
from shared.kernel.places import Place, UnitCode

FRESH_SECONDS = 2.0


class HostedUnits:
    """The units whose cases are taken in here; the place itself always is one."""

    def __init__(self, place: Place) -> None:
        self._own = UnitCode(place.code)
        self._known: frozenset[str] = frozenset({place.code})
        self._asked_at = -FRESH_SECONDS

    async def codes(self, tx: Transaction) -> frozenset[str]:
        """Their codes, as the directory knew them a moment ago."""
        if monotonic() - self._asked_at >= FRESH_SECONDS:
            self._known = await units_hosted_at(tx, self._own)
            self._asked_at = monotonic()
        return self._known

    async def require_hosted(self, tx: Transaction, unit: UnitCode) -> None:
        """Let only units served here pass.

        Raises:
            UnitNotHosted: if another node serves `unit`, or nobody knows it.

        """
        if unit != self._own:
            served(unit, await self.codes(tx))
