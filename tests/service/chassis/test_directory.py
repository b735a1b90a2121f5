"""The directory answers as a few lines of Python would, whatever became of the units."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.chassis.database import Database, Transaction
from shared.chassis.directory import line_of, scope_below
from shared.chassis.unit_timelines import keep_timelines
from shared.events.registry import ToldChapter, ToldLink, UnitChaptersTold
from tests.nodes import ONE_WARD, federation

pytestmark = pytest.mark.infra

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = date(2025, 1, 1)
UNITS = "abcdefg"
DAYS = [FIRST + timedelta(days=nth) for nth in range(8)]
Tree = Mapping[str, UnitChaptersTold]
unit_sets = st.sets(st.sampled_from(UNITS), min_size=1)


@pytest_asyncio.fixture(scope="module")
async def database(
    tmp_path_factory: pytest.TempPathFactory, admin_url: str
) -> AsyncIterator[Database]:
    folder = tmp_path_factory.mktemp("directory")
    async with federation(ONE_WARD, folder=folder, admin_url=admin_url) as nodes:
        opened = Database.at(nodes["east"].url_of("compliance"))
        yield opened
        await opened.close()


@st.composite
def lives(draw: st.DrawFn, unit: str) -> UnitChaptersTold:
    """A unit that begins, moves, ends, and may begin anew; above it stand only earlier ones."""
    above = list(UNITS[: UNITS.index(unit)])
    parents = st.sampled_from([None, *above])
    chapters: list[ToldChapter] = []
    links: list[ToldLink] = []
    days = sorted(draw(st.sets(st.sampled_from(DAYS[1:7]), min_size=1, max_size=4)))
    for day, until in zip(days, [*days[1:], None], strict=True):
        lives_still = bool(chapters) and chapters[-1].valid_to == day
        if lives_still and draw(st.booleans()):
            heirs = draw(st.sets(st.sampled_from(above), max_size=2)) if above else set()
            links += [became(heir, on=day) for heir in sorted(heirs)]
        else:
            chapters.append(was(draw(parents), day, until))
    return UnitChaptersTold(unit=unit, chapters=tuple(chapters), went_to=tuple(links))


def was(parent: str | None, first: date, until: date | None) -> ToldChapter:
    names = {"kind": "ward", "vi": "Phường", "en": "Ward", "host": "east"}
    return ToldChapter(parent=parent, valid_from=first, valid_to=until, **names)


def became(heir: str, *, on: date) -> ToldLink:
    return ToldLink(effective_on=on, successor=heir, change="split", basis="1/NQ")


trees = st.tuples(*map(lives, UNITS)).map(lambda told: {one.unit: one for one in told})


def above(tree: Tree, unit: str, day: date) -> set[str]:
    """Who stands right above a unit on a day."""
    told = tree[unit]
    begun = [chapter for chapter in told.chapters if chapter.valid_from <= day]
    nearest = (begun or told.chapters[:1])[-1]
    ended = nearest.valid_to if nearest.valid_to and nearest.valid_to <= day else None
    heirs = {link.successor for link in told.went_to if link.effective_on == ended}
    return {one for one in heirs or {nearest.parent} if one is not None}


def line(tree: Tree, unit: str, day: date) -> list[str]:
    """A unit and all above it, level by level."""
    found, level = [unit], {unit}
    while level := {one for below in level for one in above(tree, below, day)}:
        found += sorted(level)
    return list(dict.fromkeys(found))


async def learn(tx: Transaction, tree: Tree) -> None:
    await keep_timelines(tx, [(event, NOW) for event in tree.values()])


@settings(max_examples=60)
@given(trees, st.sampled_from(DAYS))
async def test_a_line_goes_up_by_parents_and_heirs(
    database: Database, tree: Tree, day: date
) -> None:
    async with database.transaction() as tx:
        await learn(tx, tree)
        lines = [await line_of(tx, unit, day=day) for unit in UNITS]

    assert [list(one) for one in lines] == [line(tree, unit, day) for unit in UNITS]


@settings(max_examples=60)
@given(trees, st.sampled_from(DAYS), unit_sets)
async def test_a_scope_holds_the_units_in_whose_line_one_stands(
    database: Database, tree: Tree, day: date, held: set[str]
) -> None:
    async with database.transaction() as tx:
        await learn(tx, tree)
        scope = await scope_below(tx, held, day=day)

    assert [unit in scope for unit in UNITS] == [
        not held.isdisjoint(line(tree, unit, day)) for unit in UNITS
    ]
