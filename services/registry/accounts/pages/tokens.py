"""Tokens of machines, and the audit trail."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from uuid_utils.compat import uuid7

from services.registry.accounts import queries
from services.registry.accounts.domain import (
    ROLES_OF_MACHINES,
    RoleOutOfReach,
    Token,
    TokenForMachinesOnly,
    TokenLastsTooLong,
    TokenNameMissing,
)
from services.registry.accounts.pages.accounts import keeper_of
from services.registry.accounts.views import role_options, token_line, trace_lines
from services.registry.accounts.workflows import tokens as workflows
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from services.registry.units.queries import called_on
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right, Role
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import page_router

Form = Annotated[FormData, Depends(form_data_of)]
FIELD_OF = {RoleOutOfReach: "unit", TokenNameMissing: "name", TokenLastsTooLong: "days"}
FIELD_OF |= {TokenForMachinesOnly: "role"}
USUAL_DAYS = 180
MOST_DAYS = 100_000


Keeping = Annotated[Viewer, Depends(viewing(Right.ADMINISTER))]


giving = page_router("/accounts/tokens")


async def _draw(web: Web, request: Request, viewer: Viewer, form: FormData) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        kept = await queries.tokens_kept(tx, viewer)
        places = await called_on(tx, {token.unit for token in kept}, viewer.today)
    lines = [token_line(t, now=viewer.now, words=words, places=places) for t in kept]
    roles = role_options(words, of_machines=True)
    return web.templates.render(request, "tokens.html", tokens=lines, form=form, roles=roles)


@giving.get("")
async def tokens_page(web: Web, request: Request, viewer: Keeping) -> Response:
    blank = FormData.blank(unit=viewer.here, days=USUAL_DAYS, role=Role.OFFICER)
    return await _draw(web, request, viewer, blank)


@giving.post("")
async def give_token(web: Web, *, request: Request, viewer: Keeping, form: Form) -> Response:
    fields = FormReader(form)
    wanted = _token_in(fields, viewer)
    if wanted is None:
        return await _draw(web, request, viewer, fields.form)
    try:
        async with web.database.transaction() as tx:
            token = await workflows.give_token(
                tx, keeper_of(viewer), wanted, sessions=web.access.sessions
            )
    except tuple(FIELD_OF) as no:
        return await _draw(web, request, viewer, form.refused(FIELD_OF[type(no)], no))
    page = web.templates.render(request, "token_given.html", name=wanted.name, token=token)
    page.headers["Cache-Control"] = "no-store"
    return page


token_pages = page_router()

token_pages.include_router(giving)


@token_pages.post("/accounts/tokens/{token_id}/end")
async def end_token(web: Web, token_id: UUID, viewer: Keeping) -> Response:
    async with web.database.transaction() as tx:
        await workflows.end_token(tx, keeper_of(viewer), token_id)
    return see_other("/accounts/tokens", "flash.tokens.ended")


audit_pages = page_router()


@audit_pages.get("/audit")
async def audit_page(
    web: Web,
    request: Request,
    *,
    viewer: Annotated[Viewer, Depends(viewing(Right.AUDIT))],
    deed: Annotated[str, Query(max_length=80)] = "",
    readings: str = "",
    before: int | None = None,
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        page = await queries.trail(
            tx, viewer, before=before, deed=deed.strip(), readings_only=bool(readings)
        )
    older = request.url.include_query_params(before=page.next_before)
    return web.templates.render(
        request,
        "audit.html",
        lines=trace_lines(page, words),
        older_href=f"?{older.query}" if page.next_before else "",
        form=FormData.blank(deed=deed, readings=readings),
    )


def _token_in(fields: FormReader, viewer: Viewer) -> Token | None:
    name, unit = fields.text("name", most=80), fields.text("unit")
    role = fields.one_of("role", list(ROLES_OF_MACHINES))
    days = fields.whole("days", least=1, most=MOST_DAYS)
    if fields.form.is_refused:
        return None
    return Token(
        id=uuid7(),
        name=name,
        role=Role(role),
        unit=UnitCode(unit),
        expires_at=viewer.now + timedelta(days=days),
    )
