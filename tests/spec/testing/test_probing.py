"""Waiting must be able to fail: what never shows is not taken for shown."""

import pytest

from shared.testing.probing import eventually


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [("city: 3 holes", ""), ("10", "1 "), (0, 1), ("0", 0), (["a"], "a"), (None, "")],
)
async def test_what_is_not_shown_fails_and_says_what_was_seen(
    seen: object, wanted: object
) -> None:
    async def sample() -> object:
        return seen

    with pytest.raises(AssertionError, match="last saw"):
        await eventually(sample, shows=wanted, within_seconds=0.1)


@pytest.mark.parametrize(
    ("seen", "wanted"), [("", ""), ("200 ok", "200 "), (0, 0), (["a"], ["a"])]
)
async def test_what_is_shown_ends_the_wait(seen: object, wanted: object) -> None:
    async def sample() -> object:
        return seen

    await eventually(sample, shows=wanted, within_seconds=0.1)
