"""What is wrong with the tree as it is known here."""

from services.registry.units.catalogue import unit_kinds
from services.registry.units.domain.unit_checks import UnitFinding, findings, lives_of
from services.registry.units.store import units as store
from shared.chassis.database import Transaction


async def tree_checked(tx: Transaction) -> list[UnitFinding]:
    """Everything that is wrong, by unit."""
    return findings(lives_of(await store.list_chapters(tx)), unit_kinds())
