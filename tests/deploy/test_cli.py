"""The verbs that talk to a running node."""

import asyncio
import json
import re
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from deploy.cli.demo_cases import send_cases
from deploy.launcher.loopback import local_client
from deploy.launcher.plans import DATABASE
from deploy.launcher.postgres import ADMIN
from deploy.launcher.state import StateFolder
from shared.testing.probing import eventually
from tests.deploy.command import Said, kheo, one_place, own_base
from tests.deploy.rooms import temporary_room, temporary_state

pytestmark = pytest.mark.infra

HEADER = "unit,cast_on,level,channel"
GOOD = [HEADER, "city,2018-03-05,5,paper", "city,2018-03-06,4,kiosk", "city,2018-03-07,3,link"]
BAD = [
    HEADER,
    "city,2018-02-30,5,paper",
    "city,2018-03-06,9,kiosk",
    "nowhere,2018-03-07,3,link",
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def city() -> AsyncIterator[StateFolder]:
    """One running node that three ballots were imported into."""
    with temporary_room() as room, temporary_state(room) as state:
        tree = one_place(state)
        at = ("--state", str(state.path), "--topology", str(tree), "--port-base", own_base())
        began = await kheo("up", "-d", *at)
        assert began.exit_code == 0, began.err
        try:
            await eventually(lambda: imported(state, GOOD), shows="đã nhập 3 dòng")
            yield state
        finally:
            await kheo("down", "--state", str(state.path))


async def imported(state: StateFolder, rows: list[str]) -> str:
    said = await importing(state, rows)
    return said.out + said.err


async def importing(state: StateFolder, rows: list[str]) -> Said:
    file = state.path.parent / "ballots.csv"
    await asyncio.to_thread(file.write_text, "\n".join(rows), "utf-8")
    words = ("import", "ballots", str(file), "--node", "city")
    return await kheo(*words, "--state", str(state.path))


async def satisfied(state: StateFolder) -> str:
    words = ("report", "--node", "city", "--period", "2018-q1", "--format", "json")
    said = await kheo(*words, "--state", str(state.path))
    figures = {figure["code"]: figure for figure in json.loads(said.out)["figures"]}
    return f"{figures['S.01']['numerator']} of {figures['S.01']['denominator']}"


async def test_the_demonstration_has_cases_to_work_on_and_sends_them_once(
    city: StateFolder,
) -> None:
    assert await send_cases(city, to="city") > 0
    assert await send_cases(city, to="city") == 0


async def test_what_was_imported_shows_in_the_report(city: StateFolder) -> None:
    await eventually(lambda: satisfied(city), shows="2 of 3")


async def test_the_table_says_the_same_as_the_page(city: StateFolder) -> None:
    await eventually(lambda: satisfied(city), shows="2 of 3")

    words = ("report", "--node", "city", "--period", "2018-q1")
    said = await kheo(*words, "--state", str(city.path))

    line = next(line for line in said.out.splitlines() if line.startswith("S.01"))
    assert "2 / 3" in line
    assert "66,7" in line


async def test_a_report_is_drawn_as_organised_now(city: StateFolder) -> None:
    await eventually(lambda: satisfied(city), shows="2 of 3")

    words = ("report", "--node", "city", "--period", "2018-q1", "--organised", "now")
    said = await kheo(*words, "--format", "json", "--state", str(city.path))

    assert json.loads(said.out)["organised"] == "now"
    assert json.loads(said.out)["breaks"] == []


async def test_a_file_with_errors_is_refused_row_by_row_and_nothing_is_kept(
    city: StateFolder,
) -> None:
    before = await satisfied(city)

    said = await importing(city, BAD)

    assert said.exit_code == 1
    assert "3 errors; nothing was imported" in said.err
    for row, column in ((2, "cast_on"), (3, "level"), (4, "unit")):
        assert [
            line for line in said.err.splitlines() if line.split()[:2] == [str(row), column]
        ]
    assert await satisfied(city) == before


async def test_a_wrong_token_sends_the_operator_to_the_state_folder(city: StateFolder) -> None:
    with temporary_room() as room:
        other = StateFolder(room / "other")
        await asyncio.to_thread(copied_without_secrets, city, other)

        said = await kheo("verify", "--state", str(other.path))

    assert said.exit_code == 1
    assert "refuses the operator token" in said.err
    assert "--state" in said.err


def copied_without_secrets(state: StateFolder, other: StateFolder) -> None:
    other.path.joinpath("nodes", "city").mkdir(parents=True)
    other.topology.write_bytes(state.topology.read_bytes())
    ports = state.node("city").ports
    assert ports is not None
    other.node("city").remember(ports)


async def test_nothing_parked_is_said_so(city: StateFolder) -> None:
    said = await kheo("parked", "list", "--node", "city", "--state", str(city.path))

    assert said.exit_code == 0
    assert "không có tin nào bị giữ lại" in said.out


async def test_verify_names_the_tally_that_was_tampered_with(city: StateFolder) -> None:
    await eventually(lambda: satisfied(city), shows="2 of 3")
    agreed = await kheo("verify", "--state", str(city.path))
    await tamper(city, by=+1)

    said = await kheo("verify", "--state", str(city.path))

    await tamper(city, by=-1)
    assert agreed.exit_code == 0, agreed.err
    assert said.exit_code == 1
    assert "2018-03-07" in said.out
    assert "ballots_satisfied" in said.out
    assert "tallies" in said.err


async def tamper(state: StateFolder, *, by: int) -> None:
    await execute(
        state,
        "UPDATE reporting.tallies SET amount = amount + $1 "
        "WHERE measure = 'ballots_satisfied' AND day = '2018-03-07'",
        by,
    )


async def execute(state: StateFolder, sql: str, *told: object) -> None:
    node = state.node("city")
    assert node.ports is not None
    connection = await asyncpg.connect(
        host="127.0.0.1",
        port=node.ports.database,
        user=ADMIN,
        password=node.secrets.admin_password,
        database=DATABASE,
    )
    try:
        await connection.execute(sql, *told)
    finally:
        await connection.close()


async def test_a_sound_tree_is_said_to_be_and_an_unsound_one_is_named_unit_by_unit(
    city: StateFolder,
) -> None:
    words = ("units", "check", "--node", "city", "--state", str(city.path))
    served_by = "UPDATE registry.units SET host = $1 WHERE code = 'city'"
    sound = await kheo(*words)
    await execute(city, served_by, "nowhere")

    said = await kheo(*words)

    await execute(city, served_by, "city")
    assert (sound.exit_code, sound.out) == (0, "✔ city: cây đơn vị không có gì sai\n"), (
        sound.err
    )
    assert said.exit_code == 1
    row = said.out.splitlines()[1]
    assert "Thành phố thử (city)" in row
    assert "“nowhere”" in row
    assert "hãy chuyển nút" in row
    assert "wrong with the tree of units: 1" in said.err


async def test_an_open311_key_is_shown_once_and_revoked_for_good(city: StateFolder) -> None:
    at = ("--node", "city", "--state", str(city.path))
    given = await kheo("open311", "key", "new", "--label", "Bản đồ", "--owner", "Tổ số", *at)
    key_id = given.out.split("khóa ")[1].split(";")[0]

    listed = await kheo("open311", "key", "list", *at)
    revoked = await kheo("open311", "key", "revoke", key_id, *at)

    assert given.exit_code == listed.exit_code == revoked.exit_code == 0, given.err
    assert "kheo311_" in given.out
    assert "Bản đồ" in listed.out
    assert "kheo311_" not in listed.out
    assert "đã thu hồi" in (await kheo("open311", "key", "list", *at)).out


async def test_a_node_is_opened_once_and_the_password_is_shown_once(city: StateFolder) -> None:
    words = ("node", "init", "--login", "hong.anh", "--name", "Nguyễn Thị Hồng Anh")

    first = await kheo(*words, "--state", str(city.path))
    again = await kheo(*words, "--state", str(city.path))

    assert first.exit_code == 0, first.err
    assert f"{city.node('city').address}/sign-in" in first.out
    password = re.search(r"Mật khẩu dùng một lần +(\S+)", first.out)
    assert password
    assert await signs_in(city, "hong.anh", password.group(1)) == "/account/password"
    assert again.exit_code == 1
    assert "đã có người quản trị" in again.err


async def signs_in(state: StateFolder, login: str, password: str) -> str:
    """Where the door leads whoever comes in."""
    async with local_client(state.node("city").address) as browser:
        fields = {"login": login, "password": password, "next": ""}
        answer = await browser.post("/sign-in", data=fields)
        return answer.headers.get("location", answer.text)


async def test_status_shows_the_tree(city: StateFolder) -> None:
    said = await kheo("status", "--state", str(city.path))

    assert said.exit_code == 0
    assert "Thành phố thử" in said.out
    assert "● chạy" in said.out
