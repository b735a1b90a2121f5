"""Routing rules: to read and try out for staff, to keep for administrators."""

from datetime import datetime, time
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from uuid_utils.compat import uuid7

from services.intake.categories import queries as categories
from services.intake.categories.domain.categories import CategoryUnknown
from services.intake.categories.domain.routing import (
    ALL_WEEK,
    DAYS_OF_WEEK,
    Rule,
    RuleSaysNothing,
    RuleTooEarly,
    WindowHalfOpen,
)
from services.intake.categories.scenes.categories import parent_options
from services.intake.categories.workflows.categories import Keeper
from services.intake.org.pages import tried
from services.intake.org.queries import units
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from services.intake.routing import queries, workflows
from services.intake.routing.scenes import (
    Naming,
    RoutingScene,
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
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
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


def routing_pages(desk: Desk) -> APIRouter:
    """The rules, the form to try them out, and the forms that change them."""
    router = desk.router("/routing-rules")
    reading = Annotated[Viewer, Depends(viewing(desk, Right.READ))]
    keeping = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER))]
    router.include_router(_new_rule_pages(desk))

    @router.get("")
    async def routing_rules_page(request: Request, viewer: reading) -> Response:
        words = desk.easel.words_for(request)
        asked = Typed.blank(**dict(request.query_params))
        async with desk.database.transaction() as tx:
            served = await units.units_served(tx, viewer.here, viewer.today)
            tree = await categories.tree_on(tx, viewer.today)
            rules = await queries.rules_known(tx)
            codes = {code for rule in rules for code in (rule.unit, rule.area) if code}
            names = await units.names_of(tx, codes, viewer.today)
            naming = Naming(tree=tree, units=names | {u.code: u for u in served}, words=words)
            outcome = await _tried_out(tx, desk, asked, rules=rules, naming=naming)
        may_change = viewer.asker.has(Right.ADMINISTER)
        lines = [
            rule_line(rule, naming, today=viewer.today, may_change=may_change) for rule in rules
        ]
        scene = RoutingScene(
            lines=[line for line in lines if line.state != "abolished"],
            ended=[line for line in lines if line.state == "abolished"],
            tried=outcome,
            categories=parent_options(tree, words),
            areas=unit_options(served, words),
            may_change=may_change,
        )
        typed = asked if outcome else Typed.blank(on=viewer.today, hour="09:00")
        return desk.easel.draw(request, "routing_page.html", scene=scene, typed=typed)

    @router.post("/{rule_id}/end")
    async def end_rule_page(rule_id: UUID, viewer: keeping) -> Response:
        async with desk.database.transaction() as tx:
            await workflows.end_rule(tx, rule_id, _keeper(viewer))
        return see_other("/routing-rules", "said.routing.ended")

    return router


def _new_rule_pages(desk: Desk) -> APIRouter:
    router = desk.router()
    keeping = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER))]

    async def form(request: Request, viewer: Viewer, typed: Typed) -> Response:
        words = desk.easel.words_for(request)
        async with desk.database.transaction() as tx:
            served = await units.units_served(tx, viewer.here, viewer.today)
            tree = await categories.tree_on(tx, viewer.today)
        return desk.easel.draw(
            request,
            "routing_new.html",
            typed=typed,
            categories=parent_options(tree, words),
            units=unit_options(served, words),
            weekdays=weekday_options(words),
            profiles=profile_options(words),
        )

    @router.get("/new")
    async def new_rule_page(request: Request, viewer: keeping) -> Response:
        return await form(request, viewer, Typed.blank(id=uuid7(), on=viewer.today))

    @router.post("/new")
    async def add_rule_page(request: Request, viewer: keeping, typed: Form) -> Response:
        reading = Reading(typed)
        rule = _rule_in(reading)
        do = partial(workflows.add_rule, rule=rule, keeper=_keeper(viewer))
        refused = await tried(desk, reading.typed, do, fields=FIELD_OF)
        if refused.is_refused:
            return await form(request, viewer, refused)
        return see_other("/routing-rules", "said.routing.added")

    return router


async def _tried_out(
    tx: Transaction, desk: Desk, asked: Typed, *, rules: list[Rule], naming: Naming
) -> TriedOut | None:
    reading = Reading(asked)
    on, hour = reading.day("on"), reading.made("hour", _hour)
    category, area = asked.text("category"), asked.text("area")
    if reading.typed.is_refused or hour is None or not category or not area:
        return None
    at = datetime.combine(on, hour, desk.place.time_zone)
    arrival = await queries.arrival_of(tx, category, area, tree=naming.tree, at=at)
    holding = queries.in_turn(rules, arrival)
    won = holding[0] if holding else None
    return TriedOut(
        unit=won.unit if won else area,
        why=why_routed(won, naming),
        others=[rule_line(r, naming, today=on, may_change=False) for r in holding[1:]],
    )


def _rule_in(reading: Reading) -> Rule:
    days = reading.some_of("weekdays", [str(nth) for nth in range(DAYS_OF_WEEK)])
    return Rule(
        id=reading.made("id", _id) or UUID(int=0),
        unit=UnitCode(reading.text("unit")),
        category=reading.text("category", may_be_empty=True) or None,
        area=reading.text("area", may_be_empty=True) or None,
        weekdays=frozenset(map(int, days)) or ALL_WEEK,
        begins=reading.made("begins", _hour),
        ends=reading.made("ends", _hour),
        profile=reading.one_of("profile", ["DP01", "DP14"], may_be_empty=True) or None,
        valid_from=reading.day("on"),
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
    return Keeper(asker=viewer.asker, today=viewer.today, here=viewer.here)
