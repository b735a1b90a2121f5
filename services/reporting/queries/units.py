"""The units of a node through time, and one view of them."""

from datetime import date
from fractions import Fraction

from services.reporting.domain.figures import UnitLine
from services.reporting.domain.history import Link, Timeline, UnitVersion
from services.reporting.domain.organised import AsOrganised, Organised
from shared.chassis.database import Transaction
from shared.chassis.unit_timelines import (
    KnownLink,
    KnownUnitVersion,
    list_links,
    list_unit_versions,
)
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import NotFound


class UnitUnknown(NotFound):
    """Nút này chưa biết đơn vị mang mã đó. Xem danh sách tại /api/registry/v1/units.
    This node knows no unit of that code. See the list at /api/registry/v1/units.
    """


async def organised(tx: Transaction, view: AsOrganised, *, today: date) -> Organised:
    """All units as they were organised then, or as they are organised today."""
    chapters = [_chapter(known) for known in await list_unit_versions(tx)]
    links = [_link(known) for known in await list_links(tx)]
    return Organised(Timeline(chapters, links, today=today), view)


async def unit_lines(tx: Transaction, *, today: date) -> list[UnitLine]:
    """Every unit there is on a day."""
    there = (await organised(tx, AsOrganised.NOW, today=today)).on(today)
    return [there.tree.units[code] for code in sorted(there.living)]


def _chapter(known: KnownUnitVersion) -> UnitVersion:
    line = UnitLine(
        code=UnitCode(known.unit),
        vi=known.vi,
        en=known.en,
        kind=known.kind,
        parent=UnitCode(known.parent) if known.parent else None,
        host=PlaceCode(known.host),
        made_up=known.made_up,
    )
    return UnitVersion(
        line=line, valid_from=known.valid_from, valid_to=known.valid_to, basis=known.basis
    )


def _link(known: KnownLink) -> Link:
    share = None
    if known.share_numerator is not None and known.share_denominator:
        share = Fraction(known.share_numerator, known.share_denominator)
    return Link(
        predecessor=UnitCode(known.predecessor),
        successor=UnitCode(known.successor) if known.successor else None,
        effective_on=known.effective_on,
        share=share,
        change=known.change,
        basis=known.basis,
    )
