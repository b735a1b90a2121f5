"""Files beside the database: the same promises in a folder and on an S3-compatible server."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from shared.chassis.attachments import (
    AttachmentDamaged,
    AttachmentMissing,
    Attachments,
    Digest,
    FilesUrlUnusable,
    NoRoomForFiles,
)
from shared.chassis.database import Database
from shared.chassis.outage import Outage
from tests.nodes import Node
from tests.service.chassis.files_at import Told, s3_server

PLAN = b"%PDF a plan of the ward %%EOF"
LATER = timedelta(days=2)


@pytest_asyncio.fixture(params=["folder", "s3"])
async def told(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Told]:
    if request.param == "folder":
        yield Told(files_url=(tmp_path / "tệp kèm").as_uri())
        return
    async with s3_server(tmp_path) as told:
        yield told


@pytest_asyncio.fixture
async def database(ward: Node) -> AsyncIterator[Database]:
    database = Database.at(ward.url_of("registry"))
    yield database
    await database.close()


async def test_a_file_is_kept_once_and_read_back_whole(told: Told, database: Database) -> None:
    files = Attachments.of(told)
    async with database.transaction() as tx:
        first, again = await files.keep(tx, PLAN), await files.keep(tx, PLAN)

    after_restart = Attachments.of(told)
    assert first == again
    assert await after_restart.content_of(first) == PLAN
    with pytest.raises(AttachmentMissing):
        await after_restart.content_of(Digest("0" * 64))


async def test_what_no_row_names_is_swept_a_day_later(told: Told, database: Database) -> None:
    files, now = Attachments.of(told), datetime.now(UTC)
    async with database.transaction() as tx:
        wanted, unwanted = await files.keep(tx, PLAN), await files.keep(tx, b"left over")
    async with database.transaction() as tx:
        young = await files.sweep(tx, {wanted}, now=now)
    async with database.transaction() as tx:
        old = await files.sweep(tx, {wanted}, now=now + LATER)

    assert (young, old) == (0, 1)
    assert await files.content_of(wanted) == PLAN
    with pytest.raises(AttachmentMissing):
        await files.content_of(unwanted)


async def test_nothing_is_swept_while_somebody_hands_in_a_file(
    database: Database, tmp_path: Path
) -> None:
    files = Attachments.of(Told(files_url=tmp_path.as_uri()))
    later = datetime.now(UTC) + LATER
    async with database.transaction() as handing_in:
        digest = await files.keep(handing_in, PLAN)
        async with database.transaction() as sweeping:
            assert await files.sweep(sweeping, (), now=later) == 0

    assert await files.content_of(digest) == PLAN


async def test_a_file_altered_behind_our_back_is_not_handed_out(
    database: Database, tmp_path: Path
) -> None:
    files = Attachments.of(Told(files_url=tmp_path.as_uri()))
    async with database.transaction() as tx:
        digest = await files.keep(tx, PLAN)
    kept = tmp_path / digest[:2] / digest
    await asyncio.to_thread(kept.write_bytes, b"another plan")

    with pytest.raises(AttachmentDamaged):
        await files.content_of(digest)


async def test_a_store_that_is_away_is_an_outage_and_no_store_a_refusal(
    database: Database,
) -> None:
    away = Attachments.of(Told(files_url="s3://kheo", files_endpoint="http://127.0.0.1:9"))
    nowhere = Attachments.of(Told(files_url=""))
    async with database.transaction() as tx:
        with pytest.raises(Outage):
            await away.keep(tx, PLAN)
        with pytest.raises(NoRoomForFiles):
            await nowhere.keep(tx, PLAN)
    with pytest.raises(FilesUrlUnusable):
        Attachments.of(Told(files_url="ftp://somewhere"))
