"""Four eyes: what takes two people cannot be done by one, nor by one in another's name."""

from collections.abc import Collection
from uuid import UUID

from shared.kernel.rejection import NotAllowed


class SecondPersonNeeded(NotAllowed):
    """Việc này cần hai người khác nhau; không ai được tự xác nhận, kể cả khi thay mặt.
    This takes two different people; the first cannot confirm it, not even for somebody else.
    """


def two_people(first: Collection[UUID], second: Collection[UUID]) -> None:
    """Let pass two different people; each is given with everybody they act for.

    >>> two_people({UUID(int=1)}, {UUID(int=2)})

    Raises:
        SecondPersonNeeded: if they are, or act for, the same person.

    """
    if set(first) & set(second):
        raise SecondPersonNeeded
