"""Campaigns as people look at them: the list, the board, and what one's own units owe."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.campaigns.queries import campaigns as queries
from services.registry.campaigns.queries.campaigns import Board
from services.registry.campaigns.queries.plans import plans_shown
from services.registry.campaigns.views.campaigns import (
    Naming,
    campaign_list,
    campaign_view,
    tab_of,
)
from services.registry.campaigns.views.duty_board import BoardPageView, board_csv, board_view
from services.registry.campaigns.views.plans import my_duties, unit_duties
from services.registry.org.domain.duty_board import Order, Sieve
from services.registry.org.queries import Viewer
from services.registry.org.views.viewers import viewing
from shared.chassis.database import Transaction
from shared.kernel.roles import Right
from shared.portal.web_context import WebContext
from shared.portal.words import Words


@dataclass(frozen=True, slots=True)
class Asked:
    """How a board is asked for in its address."""

    kind: Annotated[str, Query()] = ""
    state: Annotated[str, Query()] = ""
    order: Annotated[str, Query()] = ""

    @property
    def sieve(self) -> Sieve:
        """What it lets through; an order nobody knows is the usual one."""
        known = self.order in {order.value for order in Order}
        order = Order(self.order) if known else Order.NAME
        return Sieve(kind=self.kind, state=self.state, order=order)


async def naming(
    tx: Transaction, viewer: Viewer, words: Words, *, codes: Collection[str]
) -> Naming:
    """The names of units, in the reader's language."""
    names = await queries.units_named_so(tx, codes, viewer)
    return Naming(words=words, here=viewer.here, names=names)


def campaign_pages(web: WebContext) -> APIRouter:
    """The list of campaigns and the board of each."""
    router = web.router()
    reader = Annotated[Viewer, Depends(viewing(web, Right.READ))]

    @router.get("/campaigns")
    async def campaigns_page(request: Request, viewer: reader, tab: str = "") -> HTMLResponse:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            found = await queries.campaigns_shown(tx, viewer)
            issuers = {one.content.issuer for one in found}
            names = await naming(tx, viewer, words, codes=issuers)
            boards = await queries.boards_of(tx, viewer)
        may = viewer.principal.has(Right.WORK)
        view = campaign_list(found, boards, tab=tab_of(tab), viewer=names, may_draft=may)
        return web.templates.render(request, "campaigns_page.html", view=view)

    @router.get("/campaigns/{campaign_id}")
    async def campaign_page(
        request: Request,
        campaign_id: UUID,
        *,
        viewer: reader,
        asked: Annotated[Asked, Depends()],
    ) -> HTMLResponse:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            board = await queries.board_of(tx, campaign_id, viewer)
            issuer = board.campaign.content.issuer
            names = await naming(tx, viewer, words, codes=[issuer])
            decides = await viewer.may(tx, Right.DECIDE, issuer)
        view = campaign_view(
            board,
            board_view(board, asked.sieve, words),
            names,
            may_write=viewer.principal.has(Right.WORK),
            may_decide=decides,
        )
        return web.templates.render(request, "campaign_page.html", view=view)

    return router


def board_pages(web: WebContext) -> APIRouter:
    """The parts of a board: a fragment that keeps it fresh, a sheet, one unit of it."""
    router = web.router("/campaigns/{campaign_id}")
    reader = Annotated[Viewer, Depends(viewing(web, Right.READ))]

    async def seen(campaign_id: UUID, viewer: Viewer) -> Board:
        async with web.database.transaction() as tx:
            return await queries.board_of(tx, campaign_id, viewer)

    @router.get("/board")
    async def _board(
        request: Request,
        campaign_id: UUID,
        *,
        viewer: reader,
        asked: Annotated[Asked, Depends()],
    ) -> HTMLResponse:
        words = web.templates.words_for(request)
        view: BoardPageView = board_view(await seen(campaign_id, viewer), asked.sieve, words)
        return web.templates.render(request, "_duty_board.html", board=view)

    @router.get("/duties.csv")
    async def duties_csv(
        request: Request,
        campaign_id: UUID,
        *,
        viewer: reader,
        asked: Annotated[Asked, Depends()],
    ) -> Response:
        board = await seen(campaign_id, viewer)
        sheet = board_csv(board, asked.sieve, web.templates.words_for(request))
        name = f"nghia-vu-{board.campaign.content.year}-{board.today.isoformat()}.csv"
        headers = {"Content-Disposition": f"attachment; filename={name}"}
        return Response(sheet, media_type="text/csv", headers=headers)

    @router.get("/units/{unit}")
    async def unit_duties_page(
        request: Request, campaign_id: UUID, unit: str, *, viewer: reader
    ) -> HTMLResponse:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            await viewer.must(tx, Right.READ, unit)
            board = await queries.board_of(tx, campaign_id, viewer)
            plans = await plans_shown(tx, campaign_id, viewer, unit=unit)
            may = await viewer.may(tx, Right.WORK, unit)
        doing_at = viewer.here if may else ""
        view = unit_duties(board, plans, unit, words=words, doing_at=doing_at)
        return web.templates.render(request, "unit_duties_page.html", view=view)

    return router


def duty_pages(web: WebContext) -> APIRouter:
    """What the reader's own units still have to do."""
    router = web.router()
    reader = Annotated[Viewer, Depends(viewing(web, Right.READ))]

    @router.get("/duties")
    async def duties_page(request: Request, viewer: reader) -> HTMLResponse:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            boards = await queries.boards_of(tx, viewer)
        doing_at = viewer.here if viewer.principal.has(Right.WORK) else ""
        lines = my_duties(boards, words, doing_at=doing_at)
        return web.templates.render(request, "duties_page.html", lines=lines)

    return router
