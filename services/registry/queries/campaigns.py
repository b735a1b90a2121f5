"""What is known of campaigns, and what their boards show today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.domain.campaigns import Campaign, State
from services.registry.domain.duties import units_named
from services.registry.domain.duty_board import Askable
from services.registry.domain.duty_matrix import Asked, Matrix, matrix_of
from services.registry.store import campaigns as store
from services.registry.store import deeds, duty_board
from shared.chassis.access import Asker
from shared.chassis.database import Transaction
from shared.kernel.calendars import VIETNAM
from shared.kernel.places import PlaceCode, UnitCode
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


async def campaigns_known(tx: Transaction) -> list[Campaign]:
    """Every campaign at this node, drafts among them."""
    return await store.list_campaigns(tx)


async def campaign_known(tx: Transaction, campaign: UUID) -> Campaign:
    """One campaign.

    Raises:
        CampaignUnknown: if there is none with this id.

    """
    return await store.load_campaign(tx, campaign)


async def waits(tx: Transaction) -> Mapping[UUID, frozenset[UnitCode]]:
    """The units each campaign waits for."""
    return await store.list_waits(tx)


async def line_on(tx: Transaction, unit: str, day: date) -> tuple[str, ...]:
    """A unit and all its superiors on a day, the unit first."""
    return await duty_board.list_line(tx, unit, day=day)


async def units_below(tx: Transaction, here: PlaceCode, day: date) -> list[Askable]:
    """Every unit below this place, itself included."""
    return await duty_board.list_askable(tx, here, day=day)


async def hosted_here(tx: Transaction, here: PlaceCode, day: date) -> list[Askable]:
    """The units this node serves."""
    return [unit for unit in await units_below(tx, here, day) if unit.host == here]


async def board_of(
    tx: Transaction, campaign_id: UUID, *, here: PlaceCode, today: date, asker: Asker | None
) -> Board:
    """The board of a campaign for the units below here that `asker` may read; None: all.

    Raises:
        CampaignUnknown: if there is none with this id.

    """
    campaign = await store.load_campaign(tx, campaign_id)
    return await _board(tx, campaign, here=here, today=today, asker=asker)


async def boards_of(
    tx: Transaction, *, here: PlaceCode, today: date, asker: Asker
) -> list[Board]:
    """The boards of all campaigns that run."""
    running = [c for c in await store.list_campaigns(tx) if c.state is State.LAUNCHED]
    return [await _board(tx, c, here=here, today=today, asker=asker) for c in running]


async def _board(
    tx: Transaction, campaign: Campaign, *, here: PlaceCode, today: date, asker: Asker | None
) -> Board:
    content = campaign.content
    awaited = (await store.list_waits(tx)).get(campaign.id, frozenset())
    askable = await duty_board.list_askable(
        tx,
        here,
        day=today,
        kinds={kind for duty in content.duties for kind in duty.kinds},
        codes=units_named(content.duties),
    )
    if asker is not None:
        above = await duty_board.list_line(tx, here, day=today)
        askable = [u for u in askable if asker.may(Right.READ, {*u.line, *above})]
    known = [Asked(unit=u.unit, kind=u.kind) for u in askable]
    coming = [Asked(unit=unit, kind="", is_awaited=True) for unit in sorted(awaited)]
    done = await deeds.list_deeds(
        tx, campaign.id, first_day=content.first_day, last_day=content.last_day
    )
    matrix = matrix_of(content.duties, [*known, *coming], done, today=today, calendar=VIETNAM)
    return Board(
        campaign=campaign,
        matrix=matrix,
        names={u.unit: u for u in askable},
        awaited=awaited,
        today=today,
    )
