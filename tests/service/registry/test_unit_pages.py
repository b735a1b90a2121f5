"""Units as people meet them: search, history, the tree of a day, a merge planned and undone."""

import io
import re
from collections.abc import AsyncIterator

import openpyxl
import pytest
import pytest_asyncio
from httpx import AsyncClient, Response

from shared.kernel.roles import Role
from shared.testing.probing import eventually
from tests.node.reformed_city import CITY, merged, units_file, ward
from tests.nodes import Node, federation
from tests.reform import apply_reform
from tests.service import importing
from tests.service.registry.deciding import units_on
from tests.signing_in import ACCESS, sign_in, somebody

KEEPER = somebody(Role.ADMINISTRATOR, CITY)
CLERK = somebody(Role.OFFICER, CITY)
FORM = "/units/changes/new"
A, B = ward("quan-mai", 7), ward("quan-mai", 8)


@pytest_asyncio.fixture(scope="module")
async def door(
    tmp_path_factory: pytest.TempPathFactory, admin_url: str
) -> AsyncIterator[AsyncClient]:
    folder = tmp_path_factory.mktemp("city")
    async with federation({CITY: None}, folder=folder, admin_url=admin_url) as nodes:
        node: Node = nodes[CITY]
        node.environment["KHEO_UNITS_FILE"] = str(units_file(folder))
        async with node.serving("registry") as client:
            sign_in(client, KEEPER)
            await eventually(lambda: how_many(client), shows=34)
            await apply_reform(client)
            yield client


async def how_many(door: AsyncClient) -> int:
    return len(await units_on(door, "2025-01-01"))


async def page(door: AsyncClient, address: str) -> str:
    answer = await door.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


async def send(door: AsyncClient, **form: str) -> Response:
    return await door.post(FORM, data={"csrf": ACCESS.sessions.form_key(KEEPER)} | form)


async def test_the_tree_is_drawn_as_of_any_day(door: AsyncClient) -> None:
    then = await page(door, "/units/tree?on=2025-06-30")
    now = await page(door, "/units/tree?on=2025-07-01")

    assert ("Quận Lam" in then, "Quận Lam" in now) == (True, False)
    assert ("Phường Lam 9" in then, "Phường Lam 9" in now) == (True, True)
    new = f'href="/units/{merged("quan-lam")}"'
    assert (new in then, new in now) == (False, True)


async def test_a_unit_tells_its_history_and_lineage(door: AsyncClient) -> None:
    told = await page(door, f"/units/{ward('quan-lam', 1)}")
    lineage = await page(door, f"/units/{ward('quan-lam', 6)}/lineage")

    assert "1656/NQ-UBTVQH15" in told
    assert f'href="/units/{merged("quan-lam")}"' in told
    assert "3/5" in lineage


async def test_a_unit_is_found_with_or_without_marks(door: AsyncClient) -> None:
    for text in ("phuong truc 9", "Phường Trúc 9", "phuong-truc-9"):
        assert 'href="/units/phuong-truc-9"' in await page(door, f"/units?q={text}")


async def test_a_merge_is_looked_at_confirmed_and_undone(door: AsyncClient) -> None:
    form = {"kind": "merge", "sources": A, "code": B, "basis": "1/NQ-HĐND"}
    form |= {"effective_on": "2031-07-01"}

    seen = await send(door, **form)
    version = re.search(r'name="version" value="(\d+)"', seen.text)
    assert version, seen.text
    assert "1/NQ-HĐND" not in await page(door, "/units")

    decided = await send(door, **form, version=version[1], step="confirm")
    planned = await page(door, "/units")
    assert (decided.status_code, "1/NQ-HĐND" in planned) == (303, True)
    late = {**form, "kind": "abolish", "sources": B, "code": ""}
    second = await send(door, **late, version=version[1], step="confirm")
    assert "1/NQ-HĐND" in second.text
    assert second.status_code == 422

    undo = re.search(r'action="(/units/changes/[0-9a-f-]+/undo)"', planned)
    assert undo
    key = {"csrf": ACCESS.sessions.form_key(KEEPER)}
    assert (await door.post(undo[1], data=key)).status_code == 303
    assert undo[1] not in await page(door, "/units")


async def test_what_is_refused_is_said_and_nothing_typed_is_lost(door: AsyncClient) -> None:
    form = {"kind": "split", "sources": A, "basis": "1656/NQ-UBTVQH15"}
    lines = "phuong-x | 1/3 | Phường X\nphuong-y | 1/3 | Phường Y"

    answer = await send(door, **form, into=lines, effective_on="2031-07-01")

    assert answer.status_code == 422
    assert "2/3" in answer.text
    assert "phuong-x | 1/3 | Phường X" in answer.text


async def test_head_counts_are_entered_and_kept(door: AsyncClient) -> None:
    sign_in(door, CLERK)
    key = {"csrf": ACCESS.sessions.form_key(CLERK)}
    count = {"counted_on": "2026-01-01", "heads": "41.250"}
    saved = await door.post(f"/units/{A}/heads", data=key | count)
    too_early = await door.post(
        f"/units/{A}/heads", data=key | count | {"counted_on": "1999-01-01"}
    )
    shown = await page(door, f"/units/{A}")
    sign_in(door, KEEPER)

    assert (saved.status_code, too_early.status_code) == (303, 422)
    assert "41.250 người" in shown


async def test_the_tree_is_checked_and_taken_home(door: AsyncClient) -> None:
    checks = await page(door, "/units/checks")
    table = (await page(door, "/units/tree.csv?on=2025-06-30")).splitlines()

    assert "hãy" not in checks
    assert (len(table), table[0].split(",")[0]) == (1 + 34, "\ufeffcode")


UNITS_FILE = """code,vi,en,kind,parent,sector_parent,host,gso_code,eid,basis,valid_from
truong-a,Trường A,School A,school,{parent},,,00123,H29.123.05,12/QĐ-UBND,2026-01-01
truong-b,Trường B,School B,school,truong-a,,,,,,2026-01-01
"""
CHECKS = "/api/registry/v1/units/checks"
IMPORT = "/api/registry/v1/units/import"


async def test_a_table_of_units_is_taken_in_whole_or_not_at_all(door: AsyncClient) -> None:
    wrong = await importing.send(door, IMPORT, UNITS_FILE.format(parent="khong-co"))
    assert importing.refusals(wrong) == [
        (2, "parent", "ParentNotThere"),
        (3, "parent", "KindNotUnder"),
    ]

    right = UNITS_FILE.format(parent=A).replace(",truong-a,", f",{B},")
    assert (await importing.send(door, IMPORT, right))[-1] == {"stage": "done", "rows": 2}
    table = await page(door, "/units/tree.csv?on=2026-02-01")
    assert "00123" in table
    again = await importing.send(door, IMPORT, right)
    assert again[-1] == {"stage": "done", "rows": 0}


async def with_file(door: AsyncClient, content: str | bytes) -> Response:
    sent = content.encode() if isinstance(content, str) else content
    key = {"csrf": ACCESS.sessions.form_key(KEEPER)}
    return await door.post("/units/import/with-file", data=key, files={"file": ("tệp", sent)})


async def test_a_file_of_units_is_taken_in_by_a_page_and_home_as_a_workbook(
    door: AsyncClient,
) -> None:
    rows = UNITS_FILE.replace("truong-", "lop-").replace("00123,H29.123.05", "00456,")
    wrong = await with_file(door, rows.format(parent="khong-co"))
    nothing = await page(door, "/units/tree.csv?on=2026-02-01")

    assert wrong.status_code == 422
    assert 'Dòng">2</td><td data-l="Cột">parent</td>' in wrong.text
    assert 'Dòng">3</td><td data-l="Cột">parent</td>' in wrong.text
    assert "hãy thêm vào tệp hoặc sửa mã" in wrong.text
    assert "lop-a" not in nothing

    right = rows.format(parent=A).replace(",lop-a,", f",{B},").replace("Trường A", "=1+1")
    taken = await with_file(door, right)
    assert (taken.status_code, taken.headers["location"]) == (303, "/units")
    workbook = (await door.get("/units/tree.xlsx?on=2026-02-01")).content
    header, *lines = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0].iter_rows()
    at = {cell.value: cell.column - 1 for cell in header}
    told = next(line for line in lines if line[0].value == "lop-a")
    assert (told[at["gso_code"]].value, told[at["gso_code"]].data_type) == ("00456", "s")
    assert (told[at["vi"]].value, told[at["vi"]].data_type) == ("=1+1", "s")
    assert "Đã nhập 2 đơn vị mới." in await page(door, "/units")

    again = await with_file(door, workbook)
    assert again.status_code == 303, again.text
    assert "Đã nhập 0 đơn vị mới." in await page(door, "/units")


async def test_only_who_keeps_the_place_is_shown_the_way_to_import(door: AsyncClient) -> None:
    offered = 'href="/units/import"' in await page(door, "/units")
    sign_in(door, somebody(Role.ADMINISTRATOR, A))
    still = 'href="/units/import"' in await page(door, "/units")
    refused = await door.get("/units/import")
    checks = await door.get(CHECKS)
    sign_in(door, KEEPER)

    assert (offered, still) == (True, False)
    assert (refused.status_code, checks.status_code) == (403, 403)


async def test_programs_are_told_what_is_wrong_with_the_tree(door: AsyncClient) -> None:
    assert (await door.get(CHECKS)).json() == {"findings": []}


async def test_a_stranger_sees_no_unit_of_another(door: AsyncClient) -> None:
    sign_in(door, somebody(Role.OFFICER, A))
    codes = [(await door.get(f"/units/{unit}")).status_code for unit in (A, B, CITY)]
    sign_in(door, KEEPER)

    assert codes == [200, 403, 403]
