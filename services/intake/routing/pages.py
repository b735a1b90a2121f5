"""Routing rules: to read and try out for staff, to keep for administrators."""

from datetime import datetime, time
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from uuid_utils.compat import uuid7

from services.intake.categories import queries as categories
from services.intake.categories.domain import (
    ALL_WEEK,
    DAYS_OF_WEEK,
    CategoryUnknown,
    Rule,
    RuleSaysNothing,
    RuleTooEarly,
    WindowHalfOpen,
)
from services.intake.categories.views import parent_options
from services.intake.categories.workflows import Keeper
from services.intake.org import queries as units
from services.intake.org.pages import tried
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from services.intake.org.web import Web
from services.intake.routing import queries, workflows
from services.intake.routing.views import (
    Naming,
    RoutingView,
    TriedOut,
    profile_options,
    rule_line,
    unit_options,
    weekday_options,
    why_routed,
)
from shared.chassis.database import Transaction
from shared.kernel.hosting import UnitNotHosted
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
FIELD_OF: dict[type[Rejection], str] = {
    RuleSaysNothing: WHOLE_FORM,
    WindowHalfOpen: "begins",
    RuleTooEarly: "on",
    CategoryUnknown: "category",
    UnitNotHosted: "unit",
}


class HourUnreadable(Rejection):
    """Ghi giờ dạng 21:00.
    Write the hour like 21:00.
    """


Reading = Annotated[Viewer, Depends(viewing(Right.READ))]
Keeping = Annotated[Viewer, Depends(viewing(Right.ADMINISTER))]


new_rule_pages = page_router()


async def _form_page(web: Web, request: Request, viewer: Viewer, form: FormData) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        served = await units.units_served(tx, viewer.here, viewer.today)
        tree = await categories.tree_on(tx, viewer.today)
    return web.templates.render(
        request,
        "routing_new.html",
        form=form,
        categories=parent_options(tree, words),
        units=unit_options(served, words),
        weekdays=weekday_options(words),
        profiles=profile_options(words),
    )


@new_rule_pages.get("/new")
async def new_rule_page(web: Web, request: Request, viewer: Keeping) -> Response:
    return await _form_page(web, request, viewer, FormData.blank(id=uuid7(), on=viewer.today))


@new_rule_pages.post("/new")
async def add_rule_page(web: Web, *, request: Request, viewer: Keeping, form: Form) -> Response:
    fields = FormReader(form)
    rule = _rule_in(fields)
    do = partial(workflows.add_rule, rule=rule, keeper=_keeper(viewer))
    refused = await tried(web, fields.form, do, fields=FIELD_OF)
    if refused.is_refused:
        return await _form_page(web, request, viewer, refused)
    return see_other("/routing-rules", "flash.routing.added")


routing_pages = page_router("/routing-rules")

routing_pages.include_router(new_rule_pages)


@routing_pages.get("")
async def routing_rules_page(web: Web, request: Request, viewer: Reading) -> Response:
    words = web.templates.words_for(request)
    asked = FormData.blank(**dict(request.query_params))
    async with web.database.transaction() as tx:
        served = await units.units_served(tx, viewer.here, viewer.today)
        tree = await categories.tree_on(tx, viewer.today)
        rules = await queries.rules_known(tx)
        codes = {code for rule in rules for code in (rule.unit, rule.area) if code}
        names = await units.names_of(tx, codes, viewer.today)
        naming = Naming(tree=tree, units=names | {u.code: u for u in served}, words=words)
        outcome = await _tried_out(tx, web, asked, rules=rules, naming=naming)
    may_change = viewer.principal.has(Right.ADMINISTER)
    lines = [
        rule_line(rule, naming, today=viewer.today, may_change=may_change) for rule in rules
    ]
    view = RoutingView(
        lines=[line for line in lines if line.state != "abolished"],
        ended=[line for line in lines if line.state == "abolished"],
        tried=outcome,
        categories=parent_options(tree, words),
        areas=unit_options(served, words),
        may_change=may_change,
    )
    form = asked if outcome else FormData.blank(on=viewer.today, hour="09:00")
    return web.templates.render(request, "routing_page.html", view=view, form=form)


@routing_pages.post("/{rule_id}/end")
async def end_rule_page(web: Web, rule_id: UUID, viewer: Keeping) -> Response:
    async with web.database.transaction() as tx:
        await workflows.end_rule(tx, rule_id, _keeper(viewer))
    return see_other("/routing-rules", "flash.routing.ended")


async def _tried_out(
    tx: Transaction, web: WebContext, asked: FormData, *, rules: list[Rule], naming: Naming
) -> TriedOut | None:
    fields = FormReader(asked)
    on, hour = fields.day("on"), fields.made("hour", _hour)
    category, area = asked.text("category"), asked.text("area")
    if fields.form.is_refused or hour is None or not category or not area:
        return None
    at = datetime.combine(on, hour, web.place.time_zone)
    arrival = await queries.arrival_of(tx, category, area, tree=naming.tree, at=at)
    holding = queries.in_turn(rules, arrival)
    won = holding[0] if holding else None
    return TriedOut(
        unit=won.unit if won else area,
        why=why_routed(won, naming),
        others=[rule_line(r, naming, today=on, may_change=False) for r in holding[1:]],
    )


def _rule_in(fields: FormReader) -> Rule:
    days = fields.some_of("weekdays", [str(nth) for nth in range(DAYS_OF_WEEK)])
    return Rule(
        id=fields.made("id", _id) or UUID(int=0),
        unit=UnitCode(fields.text("unit")),
        category=fields.text("category", may_be_empty=True) or None,
        area=fields.text("area", may_be_empty=True) or None,
        weekdays=frozenset(map(int, days)) or ALL_WEEK,
        begins=fields.made("begins", _hour),
        ends=fields.made("ends", _hour),
        profile=fields.one_of("profile", ["DP01", "DP14"], may_be_empty=True) or None,
        valid_from=fields.day("on"),
    )


def _hour(text: str) -> time | None:
    if not text:
        return None
    try:
        return time.fromisoformat(text.zfill(5))
    except ValueError:
        raise HourUnreadable from None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid7()


def _keeper(viewer: Viewer) -> Keeper:
    return Keeper(principal=viewer.principal, today=viewer.today, here=viewer.here)
