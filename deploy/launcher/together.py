"""Doing several things at once, and failing as one."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import TypeVar

ResultT = TypeVar("ResultT")


async def all_or_none(work: Iterable[Coroutine[None, None, ResultT]]) -> list[ResultT]:
    """Run all; if one fails the others are abandoned and its reason is raised alone."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]
