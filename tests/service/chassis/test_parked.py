"""Parked messages at the operator's door: looked at, tried again, given up with a reason."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from httpx import Response

from shared.chassis.database import Transaction
from shared.chassis.outage import Outage
from shared.chassis.subscriptions import Received
from shared.events.envelope import Event
from shared.kernel.rejection import Rejection
from shared.testing.probing import eventually
from tests.nodes import ONE_WARD, OPERATOR, federation
from tests.service.chassis.listening_post import EACH, Post, each, listening, tell

pytestmark = pytest.mark.infra

PARKED = "/api/intake/v1/parked"


class Unwelcome(Rejection):
    """Không nhận.
    Not taken.
    """


class Mood:
    """Why the ear takes nothing at the moment; nothing: it takes all."""

    against: type[Exception] | None = None

    async def __call__(self, _tx: Transaction, _fact: Received[Event]) -> None:
        if self.against is not None:
            raise self.against


MOOD = Mood()


@pytest_asyncio.fixture(scope="module")
async def post(tmp_path_factory: pytest.TempPathFactory, admin_url: str) -> AsyncIterator[Post]:
    """One service for all tests of its parked messages."""
    folder = tmp_path_factory.mktemp("ward")
    async with (
        federation(ONE_WARD, folder=folder, admin_url=admin_url) as nodes,
        listening(nodes["east"], each(MOOD)) as found,
    ):
        yield found


@pytest_asyncio.fixture
async def number(post: Post) -> int:
    """The number of a message that was just parked; the only one that waits."""
    for left in await numbers(post):
        await dropped(post, left, reason="Bài kiểm thử trước để lại.")
    MOOD.against = Unwelcome
    await tell(post.database)
    await eventually(lambda: count_of(post), shows=1)
    return (await numbers(post))[0]


async def count_of(post: Post) -> int:
    return len(await numbers(post))


async def waiting(post: Post) -> list[dict[str, Any]]:
    answer = await post.client.get(PARKED, headers=OPERATOR)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["parked"]
    return found


async def numbers(post: Post) -> list[int]:
    return [message["id"] for message in await waiting(post)]


async def retried(post: Post, number: int) -> Response:
    return await post.client.post(f"{PARKED}/{number}/retry", headers=OPERATOR)


async def dropped(post: Post, number: int, **form: str) -> Response:
    return await post.client.post(f"{PARKED}/{number}/drop", headers=OPERATOR, json=form)


async def test_an_operator_reads_what_is_kept_and_why(post: Post, number: int) -> None:
    (line,) = await waiting(post)
    whole = (await post.client.get(f"{PARKED}/{number}", headers=OPERATOR)).json()

    assert (line["code"], line["reader"]) == ("unwelcome", EACH)
    assert "Không nhận." in line["reason"]
    assert whole.items() >= line.items()
    assert whole["headers"]["ce-type"] == "kheo.intake.feedback_rejected.v1"
    assert '"unit":"east"' in whole["body"]


async def test_a_message_tried_again_takes_effect_once_the_cause_is_gone(
    post: Post, number: int
) -> None:
    before = len(await post.heard(EACH))
    MOOD.against = None

    answer = await retried(post, number)

    assert (answer.status_code, answer.json()) == (200, {"state": "retried"})
    assert len(await post.heard(EACH)) == before + 1
    assert await numbers(post) == []


@pytest.mark.parametrize("reason", [Unwelcome, ZeroDivisionError])
async def test_a_message_that_is_still_bad_is_kept_anew(
    post: Post, number: int, reason: type[Exception]
) -> None:
    before = await post.heard(EACH)
    MOOD.against = reason

    await retried(post, number)

    (anew,) = await numbers(post)
    assert anew > number
    assert await post.heard(EACH) == before


async def test_a_message_tried_again_in_an_outage_stays_where_it_is(
    post: Post, number: int
) -> None:
    MOOD.against = Outage

    answer = await retried(post, number)

    assert answer.status_code == 503
    assert await numbers(post) == [number]


async def test_a_message_is_given_up_only_with_a_reason(post: Post, number: int) -> None:
    without = await dropped(post, number)
    empty = await dropped(post, number, reason="")
    assert (without.status_code, empty.status_code) == (422, 422)
    assert await numbers(post) == [number]

    answer = await dropped(post, number, reason="Gửi nhầm, đã gửi lại.")

    assert (answer.status_code, answer.json()) == (200, {"state": "dropped"})
    assert await numbers(post) == []
    kept = (await post.parked())[-1]
    assert (kept["state"], kept["settled_reason"]) == ("dropped", "Gửi nhầm, đã gửi lại.")


@pytest.mark.parametrize("decision", ["retry", "drop"])
async def test_what_is_settled_stays_settled(post: Post, number: int, decision: str) -> None:
    MOOD.against = None
    form = {"reason": "Gửi nhầm."}
    path = f"{PARKED}/{number}/{decision}"
    assert (await post.client.post(path, headers=OPERATOR, json=form)).status_code == 200
    before = await post.heard(EACH)

    answers = [await retried(post, number), await dropped(post, number, **form)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert {answer.json()["code"] for answer in answers} == {"parked-settled"}
    assert await post.heard(EACH) == before


async def test_a_message_nobody_keeps_is_not_found(post: Post) -> None:
    answer = await retried(post, 7777)

    assert (answer.status_code, answer.json()["code"]) == (404, "parked-unknown")


@pytest.mark.parametrize("bearer", [{}, {"Authorization": "Bearer of-somebody-else"}])
async def test_only_an_operator_passes(post: Post, number: int, bearer: dict[str, str]) -> None:
    form = {"reason": "Không được."}
    for method, path in (
        ("GET", ""),
        ("GET", f"/{number}"),
        ("POST", f"/{number}/retry"),
        ("POST", f"/{number}/drop"),
    ):
        answer = await post.client.request(method, f"{PARKED}{path}", headers=bearer, json=form)
        assert answer.status_code == 401, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "not-allowed"
    assert await numbers(post) == [number]
