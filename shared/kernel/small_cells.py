"""Small cells: a count of persons too small to be published without pointing at them."""

LEAST_PUBLISHED = 5


def publishable(count: int | None) -> int | None:
    """`count`, if it may stand on a public page; none at all points at nobody.

    >>> [publishable(count) for count in (0, 1, 4, 5, None)]
    [0, None, None, 5, None]
    """
    if count is None or 0 < count < LEAST_PUBLISHED:
        return None
    return count


def is_hidden(count: int | None) -> bool:
    """Whether there is a count that must not be shown.

    >>> [is_hidden(count) for count in (0, 3, 5, None)]
    [False, True, False, False]
    """
    return count is not None and publishable(count) is None
