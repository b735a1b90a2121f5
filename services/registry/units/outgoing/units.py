"""How registry puts who is who into the published language."""

from collections.abc import Iterable
from datetime import date, datetime

from services.registry.units.domain.unit_versions import Link
from services.registry.units.domain.units import Unit, UnitVersion
from shared.chassis.outbox import OutgoingEvent
from shared.events.registry import (
    ToldChapter,
    ToldLink,
    UnitChaptersTold,
    UnitEstablished,
)
from shared.events.subjects import Reach
from shared.events.units import HeadCountTold
from shared.kernel.places import UnitCode


def unit_established(unit: Unit, *, now: datetime) -> OutgoingEvent:
    """That a unit exists, told to everyone below."""
    event = UnitEstablished(
        unit=unit.code,
        parent=unit.parent,
        host=unit.host,
        kind=unit.kind,
        vi=unit.vi,
        en=unit.en,
        valid_from=unit.valid_from,
        made_up=unit.made_up,
        sector_parent=unit.sector_parent,
        gso_code=unit.gso_code,
        eid=unit.eid,
        basis=unit.basis,
    )
    return OutgoingEvent(event=event, occurred_at=now, reach=Reach.DOWN)


def history_told(
    code: UnitCode, chapters: Iterable[UnitVersion], links: Iterable[Link], *, now: datetime
) -> OutgoingEvent:
    """The whole history of a unit, told to the other services of this node."""
    event = UnitChaptersTold(
        unit=code, chapters=tuple(map(_chapter, chapters)), went_to=tuple(map(_link, links))
    )
    return OutgoingEvent(event=event, occurred_at=now, reach=Reach.LOCAL)


def heads_told(unit: UnitCode, day: date, heads: int, *, now: datetime) -> OutgoingEvent:
    """How many people a unit had on a day, told to everyone above."""
    event = HeadCountTold(unit=unit, counted_on=day, heads=heads)
    return OutgoingEvent(event=event, occurred_at=now, reach=Reach.UP)


def _chapter(chapter: UnitVersion) -> ToldChapter:
    unit = chapter.unit
    return ToldChapter(
        valid_from=unit.valid_from,
        valid_to=chapter.valid_to,
        parent=unit.parent,
        sector_parent=unit.sector_parent,
        host=unit.host,
        kind=unit.kind,
        vi=unit.vi,
        en=unit.en,
        made_up=unit.made_up,
        basis=unit.basis,
    )


def _link(link: Link) -> ToldLink:
    share = link.share
    return ToldLink(
        effective_on=link.effective_on,
        successor=link.successor,
        change=link.kind.value,
        share=share and (share.numerator, share.denominator),
        basis=link.basis,
    )
