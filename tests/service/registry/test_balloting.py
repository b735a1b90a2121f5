"""The ballot: one slip one vote, whoever comes at once; and anybody counts again."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio
from httpx import AsyncClient, Response

from services.registry.ballots.domain.record import findings, read_record
from shared.kernel.roles import Role
from tests.nodes import Node
from tests.service.registry.council import (
    CHAIR,
    CLERK,
    acting,
    errors,
    facts,
    id_in,
    published,
    school_known,
    sent,
)
from tests.service.registry.movement import NEIGHBOUR, signed_in
from tests.signing_in import somebody

pytestmark = pytest.mark.infra
CODE = re.compile(r'class="slip__code">([0-9A-Z-]{19})<')
RECEIPT = re.compile(r'class="receipt">([0-9A-Z-]{19})<')
SECOND_CLERK = somebody(Role.OFFICER, "east")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A ballot that is open, with the codes of its slips."""

    id: str
    codes: list[str]
    options: list[str]

    @property
    def page(self) -> str:
        """Where voters go."""
        return f"/public/ballots/{self.id}"

    @property
    def web(self) -> str:
        """Where those who hold it go."""
        return f"/ballots/{self.id}"


@pytest_asyncio.fixture(autouse=True)
async def clerk(node: Node, door: AsyncClient) -> AsyncIterator[None]:
    """A clerk of the ward is at the door, and its school is known."""
    await school_known(node)
    signed_in(door, CLERK)
    yield


@pytest_asyncio.fixture(scope="module")
async def options(node: Node, door: AsyncClient) -> list[str]:
    """Three nominations that stand open for comment."""
    await school_known(node)
    signed_in(door, CLERK)
    ids = [await published(door, node) for _ in range(3)]
    rows = await node.rows(
        "registry", "SELECT code FROM nominations WHERE id = ANY ($1::uuid[]) ORDER BY id", ids
    )
    return [row["code"] for row in rows]


async def prepared(door: AsyncClient, options: list[str], /, **changed: object) -> Response:
    told: dict[str, object] = {"title": "Bình chọn điển hình năm 2026", "options": options}
    told |= {"seats": "2", "roll": "40", "cap": "50"} | changed
    return await sent(door, "/ballots/new", **told)


async def opened(door: AsyncClient, options: list[str], slips: int = 8) -> Held:
    """An open ballot."""
    ballot = id_in(await prepared(door, options))
    page = f"/ballots/{ballot}"
    printed = await sent(door, f"{page}/slips", seen_at=page, slips=slips)
    with acting(door, CHAIR):
        assert (await sent(door, f"{page}/opening", seen_at=page)).status_code == 303
    return Held(id=ballot, codes=CODE.findall(printed.text), options=options)


async def voted(door: AsyncClient, held: Held, code: str, *choices: str) -> Response:
    """The answer to a vote."""
    return await sent(
        door, f"{held.page}/vote", seen_at=held.page, code=code, choices=list(choices)
    )


async def entered(door: AsyncClient, held: Held, **numbers: object) -> Response:
    """The answer to what somebody counted in box 1."""
    told: dict[str, object] = {"box": "1", "papers": 4, "blank": 1, "spoilt": 1}
    told |= dict(zip((f"votes-{code}" for code in held.options), (2, 1, 0), strict=True))
    return await sent(door, f"{held.web}/box", **told | numbers)


async def closed(door: AsyncClient, held: Held) -> Response:
    with acting(door, CHAIR):
        return await sent(door, f"{held.web}/closing", seen_at=held.web)


async def test_a_voter_needs_a_code_and_nothing_else(
    door: AsyncClient, options: list[str]
) -> None:
    held = await opened(door, options)
    with acting(door, None):
        asked = await door.get(held.page)
        form = held.codes[0].lower().replace("-", " ")
        choices = await sent(door, f"{held.page}/choices", seen_at=held.page, code=form)
        receipt = await voted(door, held, form, options[0], options[2])
        again = await voted(door, held, held.codes[0], options[1])

    assert asked.status_code == 200
    assert "Chọn nhiều nhất 2" in choices.text
    assert RECEIPT.search(receipt.text)
    assert receipt.headers["cache-control"] == "no-store"
    assert "đã được dùng ngày" in errors(again)


async def test_of_thirty_with_the_same_code_at_once_exactly_one_votes(
    node: Node, door: AsyncClient, options: list[str]
) -> None:
    held = await opened(door, options)
    answers = await asyncio.gather(
        *(voted(door, held, held.codes[0], options[n % 3]) for n in range(30))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [422] * 29
    votes = await node.rows(
        "registry", "SELECT 1 FROM ballot_votes WHERE ballot = $1::uuid", held.id
    )
    assert len(votes) == 1


async def test_a_vote_for_too_many_is_refused_and_the_slip_stays_good(
    door: AsyncClient, options: list[str]
) -> None:
    held = await opened(door, options)
    too_many = await voted(door, held, held.codes[0], *options)
    stranger = await voted(door, held, held.codes[0], "DH-NOBODY")
    blank = await voted(door, held, held.codes[0])

    assert "chọn nhiều nhất 2" in errors(too_many)
    assert too_many.text.count("checked") == 3
    assert stranger.status_code == 422
    assert RECEIPT.search(blank.text)


async def test_whoever_guesses_codes_has_to_wait(door: AsyncClient, options: list[str]) -> None:
    held = await opened(door, options)
    source = {"X-Forwarded-For": "203.0.113.9"}
    for number in range(10):
        wrong = {"code": f"{number:016d}"}
        refused = await door.post(f"{held.page}/choices", data=wrong, headers=source)
        assert "Không có phiếu nào" in errors(refused)

    good = {"code": held.codes[0]}
    guesser = await door.post(f"{held.page}/choices", data=good, headers=source)
    other = await door.post(f"{held.page}/choices", data=good)

    votes = f"/api/registry/v1/ballots/{held.page.rpartition('/')[2]}/votes"
    machine = await door.post(votes, json=good | {"choices": []}, headers=source)

    assert "Xin đợi" in errors(guesser)
    assert (machine.status_code, machine.json()["code"]) == (403, "too-many-tries")
    assert other.status_code == 200


async def test_nothing_kept_tells_who_voted_or_in_which_order(
    node: Node, door: AsyncClient, options: list[str]
) -> None:
    held = await opened(door, options)
    receipts = []
    for code in held.codes:
        receipts += RECEIPT.findall((await voted(door, held, code, options[0])).text)
    assert (await closed(door, held)).status_code == 303

    rows = await node.rows(
        "registry", "SELECT * FROM ballot_votes WHERE ballot = $1::uuid", held.id
    )
    stored = ""
    for table in ("ballots", "ballot_slips", "ballot_votes", "outbox"):
        stored += str([dict(r) for r in await node.rows("registry", f"SELECT * FROM {table}")])
    assert [row["receipt"] for row in rows] == sorted(receipts) != receipts
    assert set(rows[0].keys()) == {"ballot", "receipt", "choices"}
    assert not any(code in stored or code.replace("-", "") in stored for code in held.codes)


async def counted(door: AsyncClient, options: list[str]) -> tuple[Held, str]:
    """A closed ballot of three votes and a box of four papers; a receipt of it."""
    held = await opened(door, options)
    first = await voted(door, held, held.codes[0], options[0])
    await voted(door, held, held.codes[1], options[0], options[1])
    await voted(door, held, held.codes[2])
    for who in (CLERK, SECOND_CLERK):
        with acting(door, who):
            assert (await entered(door, held)).status_code == 303
    assert (await closed(door, held)).status_code == 303
    return held, RECEIPT.findall(first.text)[0]


async def test_a_voter_finds_the_own_vote_in_the_published_count(
    door: AsyncClient, options: list[str]
) -> None:
    held, receipt = await counted(door, options)
    with acting(door, None):
        page = await door.get(f"{held.page}/results")
        form = receipt.lower().replace("-", "")
        found = await sent(door, f"{held.page}/results", receipt=form)
        by_code = await sent(door, f"{held.page}/results", receipt=held.codes[0])
        missing = await sent(door, f"{held.page}/results", receipt="0000-0000-0000-0000")
        sheet = (await door.get(f"{held.page}/votes.csv")).text

    assert "trong số được chọn" in page.text
    assert f"Phiếu {receipt}" in found.text
    assert f"Phiếu {receipt}" in by_code.text
    assert "Không có phiếu 0000-0000-0000-0000" in missing.text
    assert len(sheet.splitlines()) == 4


async def test_anybody_counts_again_and_finds_what_was_changed(
    node: Node, door: AsyncClient, options: list[str]
) -> None:
    held, _ = await counted(door, options)
    with acting(door, None):
        told = (await door.get(f"{held.page}/record.json")).json()
        marks = (await door.get(f"{held.page}/marks.txt")).text.split()
    seals = [json.loads(body) for body in await facts(node, "ballot_sealed")]
    opening, closing = [seal["seal"] for seal in seals if seal["ballot_id"] == held.id]

    record = read_record(told)
    assert findings(record, opening=opening, closing=closing) == []
    assert list(record.marks) == marks
    # Four papers of seven are more than half: each weighs three quarters.
    weights = dict(zip(options, ("7/2", "7/4", "0"), strict=True))
    assert {code: str(weight) for code, weight in record.count.items()} == weights
    told["votes"][0]["choices"] = [options[2]]
    assert next(f.code for f in findings(read_record(told))) == "row_changed"


async def test_there_is_no_count_before_the_closing(
    door: AsyncClient, options: list[str]
) -> None:
    held = await opened(door, options)
    for name in ("results", "record.json", "votes.csv"):
        assert (await door.get(f"{held.page}/{name}")).status_code == 409


async def test_a_box_counts_only_when_two_people_typed_the_same(
    door: AsyncClient, options: list[str]
) -> None:
    held = await opened(door, options)
    nonsense = await entered(door, held, papers=9)
    alone = [await entered(door, held), await closed(door, held)]
    with acting(door, SECOND_CLERK):
        blind = await door.get(f"{held.web}/box?box=1")
        differs = await entered(door, held, blank=0, spoilt=2)
    shown = await door.get(held.web)
    unsettled = await closed(door, held)
    with acting(door, replace(SECOND_CLERK, acting_for=CLERK.account)):
        deputy = await entered(door, held)
    with acting(door, somebody(Role.OFFICER, "east")):
        third = await entered(door, held)
    with acting(door, SECOND_CLERK):
        agreed = await entered(door, held)
    settled = await entered(door, held, blank=0, spoilt=2)

    assert "phải cộng lại" in errors(nonsense)
    assert [answer.status_code for answer in alone] == [303, 422]
    assert 'value="4"' not in blind.text
    assert "Phiếu trắng, Phiếu hỏng" in shown.text
    assert "khớp nhau" in errors(unsettled)
    assert "làm thay" in errors(deputy)
    assert "hai người khác" in errors(third)
    assert [differs.status_code, agreed.status_code] == [303, 303]
    assert "đã chốt" in errors(settled)
    assert (await closed(door, held)).status_code == 303


async def test_slips_are_printed_anew_until_the_opening_and_never_after(
    door: AsyncClient, options: list[str]
) -> None:
    ballot = id_in(await prepared(door, options))
    page = f"/ballots/{ballot}"
    unopened = await door.get(f"/public/ballots/{ballot}/marks.txt")
    with acting(door, CHAIR):
        nothing_printed = await sent(door, f"{page}/opening", seen_at=page)
    first = CODE.findall((await sent(door, f"{page}/slips", seen_at=page, slips=3)).text)
    too_many = await sent(door, f"{page}/slips", seen_at=page, slips=41)
    second = await sent(door, f"{page}/slips", seen_at=page, slips=3)
    with acting(door, CHAIR):
        await sent(door, f"{page}/opening", seen_at=page)
    late = await door.post(f"{page}/slips", data={"slips": "3"})
    void = await door.post(f"/public/ballots/{ballot}/choices", data={"code": first[0]})

    assert unopened.status_code == 409
    assert "Chưa in phiếu" in errors(nothing_printed)
    assert "số cử tri" in errors(too_many)
    assert second.headers["cache-control"] == "no-store"
    assert late.status_code == 422
    assert "Không có phiếu nào" in errors(void)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"options": []}, "hai điển hình"),
        ({"options": ["DH-NONE", "DH-NADA"]}, "lấy ý kiến"),
        ({"seats": "3"}, "ít hơn số hồ sơ"),
        ({"roll": "0"}, "Nhập số từ 1"),
        ({"title": ""}, "Hãy điền"),
    ],
)
async def test_a_ballot_that_is_no_choice_is_refused(
    door: AsyncClient, options: list[str], *, change: dict[str, object], said: str
) -> None:
    assert said in errors(await prepared(door, options, **change))


async def test_a_clerk_does_not_open_and_a_neighbour_does_not_look(
    door: AsyncClient, options: list[str]
) -> None:
    held = await opened(door, options)
    clerk = await door.post(f"{held.web}/closing")
    with acting(door, NEIGHBOUR):
        neighbour = [await door.get(held.web), await door.get(f"{held.web}/box")]
    with acting(door, None):
        stranger = await door.get(held.web)
    assert clerk.status_code == 403
    assert {answer.status_code for answer in neighbour} == {403}
    assert stranger.status_code != 200
