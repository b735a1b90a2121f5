"""What is known of campaigns, and what their boards show today."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.campaigns import store
from services.registry.campaigns.domain.campaigns import Campaign, CampaignState
from services.registry.campaigns.domain.duties import (
    AskedUnit,
    Matrix,
    What,
    matrix_of,
    units_named,
)
from services.registry.campaigns.domain.plans import File, FileId, Plan
from services.registry.campaigns.store import count_deeds
from services.registry.org import store as duty_board
from services.registry.org.domain import Askable
from services.registry.org.queries import Viewer
from shared.chassis.access import NotYours
from shared.chassis.calendars.known import known_calendar
from shared.chassis.database import Transaction
from shared.chassis.directory import line_of
from shared.kernel.hosting import served
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A campaign with its matrix, as one reader may see it."""

    campaign: Campaign
    matrix: Matrix
    names: Mapping[str, Askable]
    """The units of the rows; who is waited for has no name yet."""
    awaited: frozenset[UnitCode]
    today: date


async def campaigns_shown(tx: Transaction, viewer: Viewer) -> list[Campaign]:
    """What was launched, and the drafts of units over which the viewer may work."""
    campaigns = await store.list_campaigns(tx)
    return [campaign for campaign in campaigns if await _may_see(tx, campaign, viewer)]


async def campaign_shown(tx: Transaction, campaign_id: UUID, viewer: Viewer) -> Campaign:
    """One campaign, if the viewer may see it.

    Raises:
        CampaignUnknown: if there is none with this id.
        NotYours: if it is the draft of a unit over which the viewer may not work.

    """
    campaign = await store.load_campaign(tx, campaign_id)
    if not await _may_see(tx, campaign, viewer):
        raise NotYours
    return campaign


async def campaign_held(
    tx: Transaction, campaign_id: UUID, viewer: Viewer, *, right: Right
) -> Campaign:
    """One campaign over whose issuer the viewer holds `right`.

    Raises:
        CampaignUnknown: if there is none with this id.
        NotYours: if the right is not held.

    """
    campaign = await store.load_campaign(tx, campaign_id)
    await viewer.must(tx, right, campaign.content.issuer)
    return campaign


async def _may_see(tx: Transaction, campaign: Campaign, viewer: Viewer) -> bool:
    if campaign.state is not CampaignState.DRAFT:
        return True
    return await viewer.may(tx, Right.WORK, campaign.content.issuer)


async def waits(tx: Transaction) -> Mapping[UUID, frozenset[UnitCode]]:
    """The units each campaign waits for."""
    return await store.list_waits(tx)


async def units_named_so(
    tx: Transaction, codes: Collection[str], viewer: Viewer
) -> dict[str, Askable]:
    """What is known of units by their code, wherever they stand."""
    units = await duty_board.list_named(tx, codes, day=viewer.today)
    return {unit.unit: unit for unit in units}


async def kinds_there_are(tx: Transaction, viewer: Viewer) -> list[str]:
    """The kinds of unit one may ask something."""
    return await duty_board.list_kinds(tx, day=viewer.today)


async def units_served(tx: Transaction, viewer: Viewer, *, right: Right) -> list[Askable]:
    """The units this node serves and over which the viewer holds `right`."""
    here, day = viewer.here, viewer.today
    hosted = await duty_board.list_askable(tx, here, day=day, host=here)
    above = await line_of(tx, here, day=day)
    return [unit for unit in hosted if viewer.principal.may(right, {*unit.line, *above})]


async def unit_served(tx: Transaction, unit: str, viewer: Viewer, *, right: Right) -> Askable:
    """A unit this node serves, if the viewer holds `right` over it.

    Raises:
        UnitNotHosted: if another node serves it, or nobody knows it.
        NotYours: if the right is not held over it.

    """
    here, day = viewer.here, viewer.today
    units = await duty_board.list_askable(tx, here, day=day, codes=[unit], host=here)
    served(unit, {known.unit for known in units})
    await viewer.must(tx, right, unit)
    return units[0]


async def board_of(tx: Transaction, campaign_id: UUID, viewer: Viewer) -> Board:
    """The board of a campaign for the units below here that the viewer may read.

    Raises:
        CampaignUnknown: if there is none with this id.
        NotYours: if it is the draft of a unit over which the viewer may not work.

    """
    return await _board(tx, await campaign_shown(tx, campaign_id, viewer), viewer)


async def boards_of(tx: Transaction, viewer: Viewer) -> list[Board]:
    """The boards of all campaigns that run."""
    running = [c for c in await store.list_campaigns(tx) if c.state is CampaignState.LAUNCHED]
    return [await _board(tx, campaign, viewer) for campaign in running]


async def asked_of(tx: Transaction, campaign: Campaign, viewer: Viewer) -> list[Askable]:
    """The units below here that a campaign asks something, known by now."""
    duties = campaign.content.duties
    return await duty_board.list_askable(
        tx,
        viewer.here,
        day=viewer.today,
        kinds={kind for duty in duties for kind in duty.kinds},
        codes=units_named(duties),
    )


async def _board(tx: Transaction, campaign: Campaign, viewer: Viewer) -> Board:
    content = campaign.content
    above = await line_of(tx, viewer.here, day=viewer.today)
    readable = [
        unit
        for unit in await asked_of(tx, campaign, viewer)
        if viewer.principal.may(Right.READ, {*unit.line, *above})
    ]
    awaited = (await store.list_waits(tx)).get(campaign.id, frozenset())
    known = [AskedUnit(unit=u.unit, kind=u.kind) for u in readable]
    coming = [AskedUnit(unit=unit, kind="", is_awaited=True) for unit in sorted(awaited)]
    done = await store.list_deeds(
        tx, campaign.id, first_day=content.first_day, last_day=content.last_day
    )
    calendar = await known_calendar(tx, viewer.now)
    matrix = matrix_of(
        content.duties, [*known, *coming], done, today=viewer.today, calendar=calendar
    )
    return Board(
        campaign=campaign,
        matrix=matrix,
        names={u.unit: u for u in readable},
        awaited=awaited,
        today=viewer.today,
    )


async def file_shown(tx: Transaction, file_id: UUID, viewer: Viewer) -> File:
    """One file, without its content.

    Raises:
        FileUnknown: if there is none with this id.
        NotYours: if the viewer may not read of the unit it belongs to.

    """
    file = await store.load_file(tx, FileId(file_id))
    await viewer.must(tx, Right.READ, file.unit)
    return file


async def plan_shown(tx: Transaction, plan_id: UUID, viewer: Viewer) -> Plan:
    """One plan.

    Raises:
        PlanUnknown: if there is none with this id.
        NotYours: if the viewer may not read of its unit.

    """
    plan = await store.load_plan(tx, plan_id)
    await viewer.must(tx, Right.READ, plan.unit)
    return plan


async def plans_before(tx: Transaction, campaign: UUID, unit: str) -> int:
    """How many plans a unit has handed in for a campaign."""
    return await count_deeds(tx, campaign, unit, what=What.PLAN)


async def plans_shown(
    tx: Transaction, campaign: UUID, viewer: Viewer, *, unit: str | None = None
) -> list[Plan]:
    """The plans for a campaign of the units the viewer may read of, the latest first."""
    plans = await store.list_plans(tx, campaign, unit=unit)
    scope = await viewer.scope(tx, Right.READ)
    return [plan for plan in plans if plan.unit in scope]
