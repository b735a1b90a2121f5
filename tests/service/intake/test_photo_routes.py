"""Photos over HTTP: to staff of the unit, and to anybody once somebody has looked."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from httpx import AsyncClient

from services.intake.photos.workflows import develop, keep_photo
from services.intake.settings import Settings
from shared.chassis.attachments import Attachments
from shared.chassis.database import Database
from shared.kernel.roles import Role
from tests.nodes import Node
from tests.service.intake.desk import taken_in
from tests.signing_in import sign_in, sign_out, somebody
from tests.spec.intake.pictures import opened, photo

PHOTOS = "/api/intake/v1/photos"
CORNER = {"parts": [{"left": 0, "top": 0, "width": 25, "height": 50}]}


@pytest_asyncio.fixture
async def kept(node: Node, door: AsyncClient) -> AsyncIterator[UUID]:
    """A photo of a new case."""
    number = (await taken_in(door)).replace("-", "")[-8:]
    rows = await node.rows("intake", "SELECT id FROM messages WHERE number = $1", number)
    database = Database.at(node.url_of("intake"))
    files = Attachments.of(node.settings(Settings), room="intake")
    async with database.transaction() as tx:
        found = await keep_photo(
            tx,
            files,
            await develop(photo((400, 200))),
            message=rows[0]["id"],
            now=datetime.now(UTC),
        )
    await database.close()
    yield found.id
    sign_out(door)


async def test_staff_of_the_unit_see_it_and_no_cache_keeps_it(
    door: AsyncClient, kept: UUID
) -> None:
    sign_in(door, somebody(Role.OFFICER))

    answer = await door.get(f"{PHOTOS}/{kept}")

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert opened(answer.content).size == (400, 200)


async def test_a_grid_helps_to_name_parts_of_it(door: AsyncClient, kept: UUID) -> None:
    sign_in(door, somebody(Role.OFFICER))

    plain, ruled = [await door.get(f"{PHOTOS}/{kept}?grid={grid}") for grid in ("0", "1")]

    assert opened(ruled.content).size == (400, 200)
    assert ruled.content != plain.content


@pytest.mark.parametrize("who", [None, somebody(Role.OFFICER, "west")])
async def test_nobody_else_sees_it(door: AsyncClient, kept: UUID, who: object) -> None:
    if who is not None:
        sign_in(door, who)  # type: ignore[arg-type]

    shut = 401 if who is None else 403
    assert (await door.get(f"{PHOTOS}/{kept}")).status_code == shut
    assert (await door.get(f"{PHOTOS}/{kept}/public")).status_code == 404


async def test_covered_and_published_it_is_seen_by_anybody_as_covered(
    door: AsyncClient, kept: UUID
) -> None:
    sign_in(door, somebody(Role.OFFICER))
    assert (await door.post(f"{PHOTOS}/{kept}/cover", json=CORNER)).json()["is_covered"]
    assert (await door.post(f"{PHOTOS}/{kept}/publish")).json()["is_public"]
    sign_out(door)

    seen = opened((await door.get(f"{PHOTOS}/{kept}/public")).content)

    assert max(seen.getpixel((50, 50))) < 20
    assert max(seen.getpixel((150, 50))) > 150


async def test_withdrawn_it_is_seen_by_staff_only(door: AsyncClient, kept: UUID) -> None:
    sign_in(door, somebody(Role.OFFICER))
    await door.post(f"{PHOTOS}/{kept}/publish")
    await door.post(f"{PHOTOS}/{kept}/withdraw")

    assert (await door.get(f"{PHOTOS}/{kept}/public")).status_code == 404


async def test_a_photo_that_is_none_is_unknown(door: AsyncClient) -> None:
    sign_in(door, somebody(Role.OFFICER))

    for address in (f"{PHOTOS}/{uuid4()}", f"{PHOTOS}/{uuid4()}/public"):
        assert (await door.get(address)).json()["code"] == "photo-unknown"
    sign_out(door)


async def test_the_original_is_opened_for_a_reason_by_who_decides_and_traced(
    door: AsyncClient, node: Node, kept: UUID
) -> None:
    address, why = f"{PHOTOS}/{kept}/original", {"reason": "Cần giờ chụp để xác minh"}
    sign_in(door, somebody(Role.OFFICER))
    assert (await door.post(address, json=why)).status_code == 403
    sign_in(door, somebody(Role.LEADER))
    assert (await door.post(address, json={})).json()["code"] == "reason-too-short"

    answer = await door.post(address, json=why)

    assert answer.content == photo((400, 200))
    assert answer.headers["Content-Disposition"] == "attachment"
    traces = await node.rows(
        "intake",
        "SELECT 1 FROM audit_trail WHERE deed = 'photo.original' AND subject = $1",
        str(kept),
    )
    assert len(traces) == 1
