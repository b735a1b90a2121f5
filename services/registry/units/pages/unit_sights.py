"""What there is to see of units, gathered for the pages."""

from collections.abc import Iterable
from datetime import date

from fastapi import Request

from services.registry.org.queries import Viewer
from services.registry.units import queries, views
from services.registry.units import queries as history
from services.registry.units.domain.units import UnitUnknown, UnitVersion
from shared.chassis.database import Transaction
from shared.chassis.directory import line_of
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right
from shared.portal.as_of import as_of
from shared.portal.formats import day as written
from shared.portal.parts import Branch, Link
from shared.portal.words import Words

MOST = 200
MOST_OPEN = 12
"""Below so many units of a level, the next level is drawn as well."""


async def must(tx: Transaction, viewer: Viewer, right: Right, *, code: str) -> None:
    """Pass whoever holds `right` over a unit, as it is or as it last was.

    Raises:
        UnitUnknown: if there never was one.
        NotYours: if the right is not held.

    """
    if not await history.history_of(tx, code):
        raise UnitUnknown
    await viewer.must(tx, right, code)


def shown_on(chapters: list[UnitVersion], today: date) -> UnitVersion:
    """The chapter of a day, or the nearest."""
    begun = [one for one in chapters if one.unit.valid_from <= today]
    return begun[-1] if begun else chapters[0]


async def units_view(
    tx: Transaction, viewer: Viewer, words: Words, *, sought: str
) -> views.UnitsView:
    """My units, what was searched for, what is planned."""
    scope = sorted(viewer.principal.scopes(Right.READ))
    found = await queries.units_named(tx, sought, viewer.today) if sought else []
    planned = await history.changes_planned(tx, viewer.today)
    codes = {unit for change in planned for unit in change.touched}
    names = await names_of(tx, codes, words)
    may_see = {
        one.unit.code for one in found if await viewer.may(tx, Right.READ, one.unit.code)
    }
    return views.UnitsView(
        found=[views.branch(one, words) for one in found if one.unit.code in may_see],
        sought=sought,
        own=await _opened(tx, scope, day=viewer.today, words=words),
        planned=views.planned_lines(planned, names, words),
        may_change=viewer.principal.has(Right.ADMINISTER),
        may_import=await viewer.may(tx, Right.ADMINISTER, viewer.here),
    )


async def _opened(
    tx: Transaction, codes: Iterable[str], *, day: date, words: Words
) -> list[Branch]:
    branches = []
    for code in codes:
        chapters = await history.history_of(tx, code)
        if not chapters:
            continue
        level = await history.level_below(tx, code, day=day, most=MOST)
        below = [views.branch(one, words, below=count) for one, count in level]
        unit = shown_on(chapters, day).unit
        branches.append(
            Branch(
                label=views.name_of(unit, words),
                href=f"/units/{code}",
                below=below,
                is_open=True,
            )
        )
    return branches


async def unit_view(
    tx: Transaction, viewer: Viewer, words: Words, *, code: str
) -> views.UnitPageView:
    """One unit with everything there is to know of it."""
    chapters = await history.history_of(tx, code)
    shown = shown_on(chapters, viewer.today)
    links = [x for x in await history.lineage_of(tx, UnitCode(code)) if x.predecessor == code]
    line = await line_of(tx, code, day=viewer.today)
    told = [one.unit for one in chapters]
    near = {c for u in told for c in (u.parent, u.sector_parent, u.host) if c}
    heirs = {x.successor for x in links if x.successor}
    names = await names_of(tx, {code, *line, *near, *heirs}, words)
    level = await history.level_below(tx, code, day=viewer.today, most=MOST)
    hosted = await history.hosted_by(tx, code, viewer.today)
    above = [Link(names.get(one, one), f"/units/{one}") for one in reversed(line)]
    return views.UnitPageView(
        code=code,
        title=views.name_of(shown.unit, words),
        crumbs=[Link(words("units.title"), "/units"), *above],
        state=views.unit_state(chapters, viewer.today),
        facts=views.unit_facts(shown, names, words),
        moments=views.unit_moments(chapters, links, names, today=viewer.today, words=words),
        heads=views.heads_facts(await history.heads_of(tx, code), words),
        below=[views.branch(one, words, below=count) for one, count in level],
        hosted=[
            Link(views.name_of(one.unit, words), f"/units/{one.unit.code}") for one in hosted
        ],
        may_change=viewer.principal.may(Right.ADMINISTER, line),
        may_count=viewer.principal.may(Right.WORK, line),
    )


async def tree_view(
    tx: Transaction, request: Request, words: Words, *, viewer: Viewer, at: str, after: int
) -> views.TreeView:
    """The tree of a day, from one unit or from all of one's own."""
    marks = await history.days_of_change(tx)
    one = as_of(request, today=viewer.today, marks=marks, first=await queries.first_day(tx))
    roots = [at] if at else sorted(viewer.principal.scopes(Right.READ))
    for root in roots:
        await must(tx, viewer, Right.READ, code=root)
    branches = [
        found
        for root in roots
        for found in await _level(tx, root, one.day, words=words, after=max(0, after))
    ]
    line = await line_of(tx, at, day=one.day) if at else ()
    names = await names_of(tx, line, words)
    path = [Link(names.get(c, c), f"/units/tree?at={c}&on={one.day}") for c in reversed(line)]
    full = len(branches) == 1 and len(branches[0].below) == MOST
    more = f"/units/tree?at={roots[0]}&on={one.day}&after={after + MOST}" if full else ""
    return views.TreeView(
        as_of=one,
        crumbs=[
            Link(words("units.title"), "/units"),
            Link(words("units.tree"), "/units/tree"),
            *path,
        ],
        branches=branches,
        more_href=more,
        said=words("units.tree.said", day=written(one.day, words.language)),
    )


async def _level(
    tx: Transaction, root: str, day: date, *, words: Words, after: int
) -> list[Branch]:
    chapters = [
        one
        for one in await history.history_of(tx, root)
        if one.unit.valid_from <= day and (one.valid_to is None or one.valid_to > day)
    ]
    if not chapters:
        return []
    level = await history.level_below(tx, root, day=day, most=MOST, after=after)
    is_small = len(level) <= MOST_OPEN
    below = [
        await _folded(tx, one, count, day=day, words=words, opened=is_small)
        for one, count in level
    ]
    unit = chapters[0].unit
    return [
        Branch(
            label=views.name_of(unit, words),
            href=f"/units/{unit.code}",
            below=below,
            is_open=True,
        )
    ]


async def _folded(
    tx: Transaction, one: UnitVersion, count: int, *, day: date, words: Words, opened: bool
) -> Branch:
    plain = views.branch(one, words, below=count)
    if not count:
        return plain
    href = f"/units/tree?at={one.unit.code}&on={day}"
    more = words("units.tree.open", name=plain.label)
    if not opened or count > MOST_OPEN:
        return Branch(
            label=plain.label, href=plain.href, note=plain.note, more=more, more_href=href
        )
    level = await history.level_below(tx, one.unit.code, day=day, most=MOST_OPEN)
    return Branch(
        label=plain.label,
        href=plain.href,
        note=plain.note,
        below=[views.branch(child, words, below=n) for child, n in level],
        is_open=True,
    )


async def lineage_view(tx: Transaction, words: Words, *, code: str) -> views.LineageView:
    """What a unit came of, and became."""
    links = await history.lineage_of(tx, UnitCode(code))
    codes = {c for x in links for c in (x.predecessor, x.successor) if c}
    names = await names_of(tx, {code, *codes}, words)
    title = names.get(code, code)
    return views.LineageView(
        title=title,
        code=code,
        crumbs=[
            Link(words("units.title"), "/units"),
            Link(title, f"/units/{code}"),
            Link(words("units.lineage")),
        ],
        lines=views.lineage_lines(links, names, words),
    )


async def names_of(tx: Transaction, codes: Iterable[str], words: Words) -> dict[str, str]:
    """What units are called, as they last were."""
    chapters = await queries.histories_of(tx, set(codes))
    return {one.unit.code: views.name_of(one.unit, words) for one in chapters}
