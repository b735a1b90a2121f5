"""Passwords: hashed by Argon2id, beside the event loop, and never written anywhere else."""

import asyncio
import secrets
from dataclasses import dataclass, field
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()
"""The library's defaults are RFC 9106's second choice: 64 MiB, three passes."""
SYLLABLES = tuple(first + second for first in "bcdghklmnrs" for second in "aeo")
ONE_TIME_SYLLABLES = 16


async def hashed(password: str) -> str:
    """What is kept of a password."""
    return await asyncio.to_thread(HASHER.hash, password)


async def is_right(password: str, kept: str) -> bool:
    """Whether `password` is the one that was kept; as slow where nothing was."""
    return await asyncio.to_thread(_verified, password, kept)


@cache
def _nobodys() -> str:
    """Verified where there is no account, so that nobody learns from the time it takes."""
    return HASHER.hash(secrets.token_urlsafe())


def _verified(password: str, kept: str) -> bool:
    try:
        return HASHER.verify(kept or _nobodys(), password) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


@dataclass(frozen=True, slots=True)
class OneTime:
    """A password that works once, and what is kept of it."""

    password: str = field(repr=False)
    kept: str = field(repr=False)


async def one_time() -> OneTime:
    """A fresh one; hashing takes its time, so it is made before any transaction begins."""
    password = _readable()
    return OneTime(password, await hashed(password))


def _readable() -> str:
    """Some 80 random bits that can be read out over the telephone."""
    chosen = [secrets.choice(SYLLABLES) for _ in range(ONE_TIME_SYLLABLES)]
    groups = [chosen[i : i + 4] for i in range(0, ONE_TIME_SYLLABLES, 4)]
    return "-".join("".join(group) for group in groups)
