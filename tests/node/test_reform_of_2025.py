"""1 July 2025 on a real node: districts end, wards merge and divide, and nothing is lost."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import Page, async_playwright

from deploy.database_roles import SERVICES
from shared.kernel.roles import Role
from shared.testing.probing import eventually
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.looking import DESK, PHONE, Eyes, Look, faults_of, shoot
from tests.node.reformed_city import (
    CITY,
    DISTRICTS,
    REFORM,
    SPLIT_BY_RULE,
    SPLIT_WITHOUT,
    Counted,
    added,
    facts,
    figure,
    heard_of,
    merged,
    take_in,
    units_file,
    ward,
)
from tests.nodes import OPERATOR, PATIENCE_SECONDS, Node, federation
from tests.reform import apply_reform, plan_merge, undo
from tests.signing_in import sign_in, somebody

pytestmark = pytest.mark.infra

KEEPER = somebody(Role.ADMINISTRATOR, CITY)
UNITS_BEFORE, UNITS_BEGUN = 34, 7
COUNTED = facts()
ALL = added(COUNTED)


def half(first: bool) -> list[Counted]:  # noqa: FBT001 - which half of the year
    return [one for one in COUNTED if (one.day < REFORM) is first]


OLD, NEW = half(first=True), half(first=False)


@pytest_asyncio.fixture(scope="module")
async def node(tmp_path_factory: pytest.TempPathFactory, admin_url: str) -> AsyncIterator[Node]:
    folder = tmp_path_factory.mktemp("reform")
    async with federation({CITY: None}, folder=folder, admin_url=admin_url) as nodes:
        city = nodes[CITY]
        city.environment["KHEO_UNITS_FILE"] = str(units_file(folder))
        yield city


@pytest_asyncio.fixture(scope="module")
async def door(node: Node) -> AsyncIterator[AsyncClient]:
    """The city after the reform, with the facts of the whole year."""
    async with node.started() as client:
        await heard_of(node, units=UNITS_BEFORE)
        await take_in(client, OLD)
        sign_in(client, KEEPER)
        await apply_reform(client)
        await heard_of(node, units=UNITS_BEFORE + UNITS_BEGUN)
        await take_in(client, NEW)
        await eventually(lambda: _total(client), shows=ALL, within_seconds=PATIENCE_SECONDS)
        yield client


@pytest_asyncio.fixture(scope="module")
async def eyes() -> AsyncIterator[Eyes]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        looking = Eyes(browser)
        yield looking
        await looking.close()
        await browser.close()


async def _total(client: AsyncClient) -> tuple[float, float]:
    total: tuple[float, float] = (await figure(client))["total"]
    return total


async def test_the_city_has_the_same_total_in_both_views(door: AsyncClient) -> None:
    for period, counted in (("2025", COUNTED), ("2025-h1", OLD), ("2025-h2", NEW)):
        for view in ("then", "now"):
            found = await figure(door, period=period, organised=view)
            assert found["total"] == added(counted)
            assert found["breaks"] == []
            parts = list(found["rows"].values())
            assert sum(n for n, _ in parts) == pytest.approx(added(counted)[0])
            assert sum(d for _, d in parts) == pytest.approx(added(counted)[1])


async def test_then_districts_have_spring_and_wards_have_autumn(door: AsyncClient) -> None:
    rows = (await figure(door, organised="then"))["rows"]

    for district in DISTRICTS:
        wards = [ward(district, number) for number in range(1, 11)]
        assert rows[district, False] == added(OLD, district, *wards)
        assert rows[merged(district), False] == added(NEW, merged(district))
        assert rows[ward(district, 9), False] == added(NEW, ward(district, 9))
    assert (ward("quan-lam", 1), False) not in rows


async def test_now_a_ward_has_what_became_of_it(door: AsyncClient) -> None:
    rows = (await figure(door, organised="now"))["rows"]

    for district in DISTRICTS:
        parts = [ward(district, number) for number in (1, 2, 3)]
        assert rows[merged(district), False] == added(COUNTED, merged(district), *parts)
        absorbed = [ward(district, number) for number in (4, 5)]
        assert rows[ward(district, 5), False] == added(COUNTED, *absorbed)
        assert rows[district, True] == added(OLD, district), "nobody took over its own work"
        assert (district, False) not in rows


async def test_now_a_ward_divided_by_a_rule_gives_each_its_share(door: AsyncClient) -> None:
    rows = (await figure(door, organised="now"))["rows"]

    was = added(OLD, ward("quan-lam", 6))
    for heir, share in SPLIT_BY_RULE.items():
        own = added(NEW, heir)
        expected = [float(own[nth] + share * was[nth]) for nth in range(2)]
        assert rows[heir, False] == pytest.approx(expected)
        assert (await figure(door, unit=heir, organised="now"))["breaks"] == []


async def test_where_no_rule_divides_a_ward_the_series_are_marked(door: AsyncClient) -> None:
    divided = ward("quan-mai", 6)
    now = await figure(door, organised="now")

    assert now["rows"][divided, True] == added(OLD, divided)
    for heir in SPLIT_WITHOUT:
        found = await figure(door, unit=heir, organised="now")
        assert found["total"] == now["rows"][heir, False] == added(NEW, heir)
        assert found["breaks"] == [REFORM.isoformat()]


async def test_a_planned_merger_and_its_undoing_change_no_figure(
    door: AsyncClient, node: Node
) -> None:
    units = UNITS_BEFORE + UNITS_BEGUN
    was = [await figure(door, organised=view) for view in ("then", "now")]

    planned = await plan_merge(door)
    await heard_of(node, units=units + 1, planned=2)
    while_planned = [await figure(door, organised=view) for view in ("then", "now")]
    await undo(door, planned)
    await heard_of(node, units=units)
    undone = [await figure(door, organised=view) for view in ("then", "now")]

    assert was == while_planned == undone


async def test_the_facts_of_a_number_are_opened_in_both_views(door: AsyncClient) -> None:
    heir = next(iter(SPLIT_BY_RULE))
    asked = {"indicator": "G.03", "unit": heir, "period": "2025"}

    then = (await door.get("/reports/facts", params=asked)).text
    now = (await door.get("/reports/facts", params=asked | {"organised": "now"})).text

    assert "Phường Lam 6" not in then.split("<tbody>")[1]
    assert "Phường Lam 6" in now.split("<tbody>")[1]
    assert "tính 3/5" in now


async def test_what_is_counted_is_what_the_archive_says(door: AsyncClient) -> None:
    answer = await door.post("/api/reporting/v1/verify", headers=OPERATOR)

    assert answer.json()["differences"] == []


async def test_no_service_was_told_what_it_could_not_use(door: AsyncClient, node: Node) -> None:
    assert (await door.get("/health/ready")).status_code == 200
    for service in SERVICES:
        parked = await node.rows(service, "SELECT reader, code, reason FROM parked")
        assert [tuple(row) for row in parked] == []


async def test_months_add_up_to_the_year_in_both_views(door: AsyncClient) -> None:
    months = [f"2025-{month:02}" for month in range(1, 13)]
    for unit in (CITY, "quan-lam", *SPLIT_BY_RULE):
        for view in ("then", "now"):
            year = (await figure(door, unit=unit, organised=view))["total"]
            parts = [
                (await figure(door, unit=unit, organised=view, period=month))["total"]
                for month in months
            ]
            assert year == pytest.approx([sum(part[nth] for part in parts) for nth in (0, 1)])


LOOKS = (Look("phone", PHONE), Look("desk", DESK))
on_any_screen = pytest.mark.parametrize("look", LOOKS, ids=[look.name for look in LOOKS])


async def rows(page: Page) -> list[str]:
    """The names of the units side by side."""
    names = page.locator(".table--compare tbody th")
    return [text.split("\n")[0].strip() for text in await names.all_inner_texts()]


@pytest.mark.browser
@on_any_screen
async def test_a_reader_switches_between_both_views(
    door: AsyncClient, eyes: Eyes, look: Look
) -> None:
    page = await eyes.open(f"{door.base_url}/reports?period=2025", look)
    then, total = await rows(page), await page.locator("#G-03 .fig__of").inner_text()
    reform = await page.locator(".reform").inner_text()
    assert await faults_of(page, look) == []
    await shoot(page, "reform-then", look)

    await page.get_by_role("link", name="Như hiện nay").click()

    now = await rows(page)
    assert await page.locator("#G-03 .fig__of").inner_text() == total
    assert await page.locator(".views [aria-current]").inner_text() == "Như hiện nay"
    assert await faults_of(page, look) == []
    await shoot(page, "reform-now", look)
    assert any(name.startswith("Quận Lam") for name in then)
    assert not any(name.startswith("Quận Lam") for name in now)
    assert {"Phường Lam", "Phường Mới A"} <= {name.split(" dữ liệu")[0] for name in now}
    assert any(name.startswith("Chưa phân bổ: Phường Mai 6") for name in now)
    assert "Từ 01/07/2025" in reform
    assert "1656/NQ-UBTVQH15" in reform


@pytest.mark.browser
@on_any_screen
async def test_a_break_is_drawn_and_said(door: AsyncClient, eyes: Eyes, look: Look) -> None:
    asked = f"period=2025&unit={SPLIT_WITHOUT[0]}&organised=now"
    page = await eyes.open(f"{door.base_url}/reports?{asked}", look)
    card = page.locator("#G-03")
    await card.locator("summary").click()
    await shoot(page, "reform-break", look)

    drawn = card.locator(".spark")
    assert await drawn.locator(".break").count() == 1
    assert await drawn.locator(".broken").text_content() == "01/07/2025"
    assert "tổ chức đã khác" in (await drawn.get_attribute("aria-label") or "")
    marked = await card.locator("tbody tr").all_inner_texts()
    at = next(n for n, text in enumerate(marked) if "tổ chức đã khác" in text)
    assert marked[at + 1].startswith("tháng 7 năm 2025")


@pytest.mark.browser
async def test_a_ward_that_is_gone_shows_the_way_to_who_took_over(
    door: AsyncClient, eyes: Eyes
) -> None:
    asked = "period=2025&unit=phuong-lam-1&organised=now"
    page = await eyes.open(f"{door.base_url}/reports?{asked}", LOOKS[1])

    await page.get_by_role("link", name="Xem Phường Lam", exact=True).click()

    assert (await page.locator("h1").inner_text()).startswith("Phường Lam, năm 2025")
    assert await page.locator(".views [aria-current]").inner_text() == "Như hiện nay"


@pytest.mark.browser
async def test_the_tree_is_slid_across_the_reform(door: AsyncClient, eyes: Eyes) -> None:
    page = await eyes.open(f"{door.base_url}/units/tree?on=2025-06-30", LOOKS[0], KEEPER)
    before = await page.locator("main").inner_text()

    await page.locator("#asof-on").fill("2025-07-01")
    await page.locator(".asof__day button").click()
    await page.wait_for_url("**on=2025-07-01*")
    after = await page.locator("main").inner_text()

    assert await faults_of(page, LOOKS[0]) == []
    assert ("Quận Lam" in before, "Quận Lam" in after) == (True, False)
    assert ("Phường Lam 1 " in before, "Phường Lam 1 " in after) == (True, False)
    new = page.locator(f'main a[href="/units/{merged("quan-lam")}"]')
    assert await new.count() == 1


@pytest.mark.browser
async def test_a_merge_is_planned_and_undone_by_hand(door: AsyncClient, eyes: Eyes) -> None:
    look, basis = LOOKS[0], "77/NQ-HĐND"
    page = await eyes.open(f"{door.base_url}/units/changes/new?kind=merge", look, KEEPER)
    form = {"sources": ward("quan-truc", 7), "code": ward("quan-truc", 8), "basis": basis}
    for name, text in {**form, "effective_on": "2032-07-01"}.items():
        await page.locator(f"#f-{name}").fill(text)
    await page.get_by_role("button", name="Xem trước").click()
    assert await faults_of(page, look) == []
    await shoot(page, "units-preview", look)

    await page.get_by_role("button", name="Xác nhận thay đổi").click()
    assert basis in await page.locator("main table").inner_text()
    await page.get_by_role("row", name=basis).get_by_role("button").click()

    await page.wait_for_url("**/units")
    assert await page.get_by_role("row", name=basis).count() == 0
