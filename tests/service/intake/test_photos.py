"""Photos at a ward: kept as they came, shown without what they give away, swept never."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from services.intake.attachments.workflows import delete_orphan_files
from services.intake.cases.store.messages import NewNotice, add_notice
from services.intake.photos.domain import Part, Photo, PhotoHasNoOwner, PhotoUnknown
from services.intake.photos.store import list_photos, load_photo
from services.intake.photos.workflows import (
    cover_parts,
    develop,
    keep_photo,
    publish_photo,
    uncover,
)
from services.intake.settings import Settings
from shared.chassis.attachments import AttachmentMissing, Attachments, Digest
from shared.chassis.database import Database
from tests.nodes import Node
from tests.spec.intake.pictures import opened, photo

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
LATER = datetime.now(UTC) + timedelta(days=3)


class Darkroom:
    """The files and the database of one ward."""

    def __init__(self, node: Node) -> None:
        self.files = Attachments.of(node.settings(Settings), room="intake")
        self.database = Database.at(node.url_of("intake"))

    async def kept(self, sent: bytes) -> Photo:
        developed = await develop(sent)
        async with self.database.transaction() as tx:
            return await keep_photo(tx, self.files, developed, message=uuid4(), now=NOW)


@pytest_asyncio.fixture
async def darkroom(node: Node) -> AsyncIterator[Darkroom]:
    room = Darkroom(node)
    yield room
    await room.database.close()


async def test_the_original_is_sealed_and_a_clean_copy_is_shown(darkroom: Darkroom) -> None:
    sent = photo((700, 500))

    kept = await darkroom.kept(sent)

    assert await darkroom.files.content_of(Digest(kept.original)) == sent
    shown = await darkroom.files.content_of(Digest(kept.seen))
    assert opened(shown).size == (kept.width, kept.height) == (700, 500)
    assert b"Hoa" in sent
    assert b"Hoa" not in shown
    assert kept.published_at is None


async def test_covering_makes_a_new_copy_and_spares_the_original(darkroom: Darkroom) -> None:
    sent = photo((400, 200))
    kept = await darkroom.kept(sent)
    part = Part(left=0, top=0, width=25, height=50)

    async with darkroom.database.transaction() as tx:
        covered = await cover_parts(tx, darkroom.files, kept.id, parts=[part])

    seen = opened(await darkroom.files.content_of(Digest(covered.seen)))
    assert max(seen.getpixel((50, 50))) < 20
    assert await darkroom.files.content_of(Digest(covered.original)) == sent


async def test_who_uncovers_a_public_photo_takes_it_out_of_the_public(
    darkroom: Darkroom,
) -> None:
    kept = await darkroom.kept(photo())
    part = Part(left=0, top=0, width=25, height=50)

    async with darkroom.database.transaction() as tx:
        await cover_parts(tx, darkroom.files, kept.id, parts=[part])
        published = await publish_photo(tx, kept.id, now=NOW)
        bare = await uncover(tx, kept.id)

    assert published.published_at == NOW
    assert (bare.covered, bare.published_at) == (None, None)


async def test_the_photos_of_one_message_are_found_in_their_order(darkroom: Darkroom) -> None:
    message, case = uuid4(), uuid4()
    async with darkroom.database.transaction() as tx:
        for width in (10, 20):
            developed = await develop(photo((width, 10)))
            await keep_photo(tx, darkroom.files, developed, message=message, now=NOW)
        await keep_photo(tx, darkroom.files, await develop(photo()), case=case, now=NOW)

        ours = await list_photos(tx, messages=[message])
        all_of_case = await list_photos(tx, messages=[message], case=case)

    assert [kept.width for kept in ours] == [10, 20]
    assert len(all_of_case) == 3


def enclosing(digest: Digest) -> NewNotice:
    return NewNotice(
        id=uuid4(),
        subject_kind="letter",
        subject_id=uuid4(),
        message_id=None,
        kind="letter",
        channel="email",
        language="vi",
        data={"file": digest},
        created_at=NOW,
    )


async def test_no_file_that_a_row_names_is_swept(darkroom: Darkroom) -> None:
    kept = await darkroom.kept(photo((33, 44)))
    part = Part(left=0, top=0, width=50, height=50)
    async with darkroom.database.transaction() as tx:
        covered = await cover_parts(tx, darkroom.files, kept.id, parts=[part])
        nobodys = await darkroom.files.keep(tx, b"whatever no row names")
        letter = await darkroom.files.keep(tx, b"a letter whose server is down for days")
        await add_notice(tx, enclosing(letter))

    async with darkroom.database.transaction() as tx:
        await delete_orphan_files(tx, darkroom.files, now=LATER)

    with pytest.raises(AttachmentMissing):
        await darkroom.files.content_of(nobodys)
    for digest in (covered.original, covered.shown, covered.seen, letter):
        assert await darkroom.files.content_of(Digest(digest))


async def test_a_photo_belongs_to_one_and_only_one(darkroom: Darkroom) -> None:
    developed = await develop(photo())
    async with darkroom.database.transaction() as tx:
        for owner in ({}, {"message": uuid4(), "case": uuid4()}):
            with pytest.raises(PhotoHasNoOwner):
                await keep_photo(tx, darkroom.files, developed, **owner, now=NOW)
        with pytest.raises(PhotoUnknown):
            await load_photo(tx, uuid4())


async def test_who_covers_other_parts_of_a_public_photo_takes_it_out_of_the_public(
    darkroom: Darkroom,
) -> None:
    kept = await darkroom.kept(photo())
    face = Part(left=0, top=0, width=25, height=50)
    plate = Part(left=50, top=50, width=25, height=50)

    async with darkroom.database.transaction() as tx:
        await publish_photo(tx, kept.id, now=NOW)
        first = await cover_parts(tx, darkroom.files, kept.id, parts=[face])
        other = await cover_parts(tx, darkroom.files, kept.id, parts=[plate])

    assert first.published_at == NOW, "less is seen of it than before"
    assert other.published_at is None, "the face is seen again"
