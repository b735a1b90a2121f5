"""Keys of nodes: each speaks of its own, the last made counts."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from services.intake.handing_over.domain import (
    KeyOfAnother,
    KnownKey,
    OwnKey,
    newest,
    refuse_key_of_another,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def key(nth: int, *, made_at: datetime = NOW, host: str = "west") -> KnownKey:
    return KnownKey(host=host, id=UUID(int=nth), public=bytes(32), made_at=made_at)


def own(*, told_at: datetime) -> OwnKey:
    return OwnKey(
        id=UUID(int=1), public=bytes(32), private=b"p" * 32, made_at=NOW, told_at=told_at
    )


def test_a_node_does_not_tell_the_key_of_its_neighbour() -> None:
    refuse_key_of_another(key(1), "west")
    with pytest.raises(KeyOfAnother):
        refuse_key_of_another(key(1), "east")


def test_the_last_made_counts_in_whatever_order_they_were_told() -> None:
    told = [key(1), key(2), key(3, made_at=NOW - timedelta(days=1))]
    assert {newest(order) for order in permutations(told)} == {told[1]}


def test_a_key_is_told_again_every_month() -> None:
    assert not own(told_at=NOW).is_due_again(NOW + timedelta(days=29))
    assert own(told_at=NOW).is_due_again(NOW + timedelta(days=30))


def test_nobody_makes_a_node_change_keys_every_minute() -> None:
    assert not own(told_at=NOW).may_be_replaced(NOW + timedelta(minutes=59))
    assert own(told_at=NOW).may_be_replaced(NOW + timedelta(hours=1))


def test_a_private_key_is_not_for_a_log() -> None:
    assert "ppp" not in repr(own(told_at=NOW))
