"""Photos: taken for what they are, shown without what they give away."""

import pytest

from services.intake.photos.domain import (
    NothingToCover,
    Part,
    PartOutside,
    PhotoOfNoUse,
    PhotoTooLarge,
    TooManyParts,
    accepted_photo,
    parts_to_cover,
)
from shared.chassis.pictures import (
    LONGEST_SIDE,
    PictureDamaged,
    PictureTooLarge,
    blacked_out,
    repainted,
)
from shared.kernel.file_kinds import FileEmpty, FileKind
from tests.spec.intake.pictures import GPS, bomb, opened, photo


async def test_a_photo_is_shown_without_place_device_and_comment() -> None:
    sent = photo()
    assert opened(sent).getexif().get_ifd(GPS)

    shown = await repainted(sent)

    image = opened(shown.content)
    assert dict(image.getexif()) == {}
    assert not {"exif", "comment", "icc_profile", "xmp"} & image.info.keys()
    assert b"Hoa" not in shown.content


async def test_a_photo_taken_upright_is_shown_upright() -> None:
    shown = await repainted(photo((640, 480), orientation=6))

    assert (shown.width, shown.height) == (480, 640)
    red, _, blue = opened(shown.content).getpixel((240, 20))
    assert red > blue


async def test_a_large_photo_is_shown_small_and_a_small_one_as_it_is() -> None:
    large, small = await repainted(photo((4000, 3000))), await repainted(photo((30, 20)))

    assert (large.width, large.height) == (LONGEST_SIDE, 1536)
    assert (small.width, small.height) == (30, 20)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_every_kind_that_is_taken_can_be_painted_anew(kind: str) -> None:
    sent = photo(kind=kind)

    assert accepted_photo(sent).name == kind
    assert opened((await repainted(sent)).content).format == "JPEG"


async def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(PictureTooLarge):
        await repainted(bomb())
    with pytest.raises(PictureTooLarge):
        await repainted(bomb(8_000, 7_000))


@pytest.mark.parametrize("length", [4, 100, 1500])
async def test_a_photo_that_is_cut_short_is_refused(length: int) -> None:
    with pytest.raises(PictureDamaged):
        await repainted(photo()[:length])


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (b"\xff\xd8\xff" + bytes(20_000_000), PhotoTooLarge),
        (b"%PDF-1.7 %%EOF", PhotoOfNoUse),
        (b"%PDF-1.7", PhotoOfNoUse),
        (b"GIF89a", PhotoOfNoUse),
        (b"\x00\x00\x00\x18ftypheic", PhotoOfNoUse),
        (b"<svg onload=alert(1)>", PhotoOfNoUse),
    ],
)
def test_what_is_no_photo_is_refused(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        accepted_photo(content)


def test_a_photo_is_known_by_its_content() -> None:
    assert accepted_photo(b"RIFF\x00\x00\x00\x00WEBPVP8 ") is FileKind.WEBP


async def test_what_is_covered_is_black_for_good() -> None:
    part = Part(left=0, top=0, width=25, height=50)

    covered = await blacked_out(photo((400, 200)), [part.box])

    image = opened(covered.content)
    assert max(image.getpixel((50, 50))) < 20
    assert max(image.getpixel((150, 50))) > 150
    assert max(image.getpixel((50, 150))) > 150


@pytest.mark.parametrize(
    "part",
    [
        Part(left=-1, top=0, width=5, height=5),
        Part(left=0, top=0, width=0, height=5),
        Part(left=0, top=0, width=5, height=-3),
        Part(left=96, top=0, width=5, height=5),
        Part(left=0, top=96, width=5, height=5),
    ],
)
def test_a_part_lies_within_the_picture(part: Part) -> None:
    with pytest.raises(PartOutside):
        parts_to_cover([part])


def test_some_part_is_covered_and_not_too_many() -> None:
    part = Part(left=0, top=0, width=100, height=100)

    assert parts_to_cover([part]) == [part]
    with pytest.raises(NothingToCover):
        parts_to_cover([])
    with pytest.raises(TooManyParts):
        parts_to_cover([part] * 41)
