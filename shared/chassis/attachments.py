"""Attachments: files beside the database, in a folder or an S3-compatible store.

Each is kept under the hash of its content, before the row that names it is written; what
no row names after a day is swept. Reasons: docs/decisions/0019. The library's own
asynchronous calls may abort the interpreter as it ends, so its plain ones run in threads.
"""

import asyncio
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NewType, Protocol, Self
from urllib.parse import urlsplit
from urllib.request import url2pathname

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, S3Store
from pydantic import SecretStr

from shared.chassis.database import Transaction, driver
from shared.chassis.outage import Outage
from shared.kernel.rejection import NotFound, Rejection

if TYPE_CHECKING:
    from obstore.store import S3Config  # a type of its stub only

Digest = NewType("Digest", str)
"""SHA-256 of a file's content, in hexadecimal; also what it is kept under."""

IN_USE = 7_401_820_180_119
"""Advisory lock: shared by whoever keeps a file, held alone by whoever sweeps."""
LEFT_OVER_AFTER = timedelta(days=1)
TIMEOUT = timedelta(seconds=20)
RETRY = timedelta(seconds=15)
S3_SCHEME = "s3"
FILE_SCHEME = "file"


class NoRoomForFiles(Rejection):
    """Nút này chưa có nơi lưu tệp. Báo người quản trị đặt KHEO_FILES_URL.
    This node has no place for files yet. Ask the administrator to set KHEO_FILES_URL.
    """


class AttachmentMissing(NotFound):
    """Tệp này không còn ở nơi lưu. Báo người quản trị lấy lại từ bản sao lưu.
    This file is not in the store any more. Ask the administrator to restore it.
    """


class AttachmentDamaged(Rejection):
    """Tệp ở nơi lưu đã bị thay đổi, không còn đúng bản đã nộp. Báo người quản trị.
    The stored file was altered; it is not what was handed in. Tell the administrator.
    """


class FilesUrlUnusable(ValueError):  # noqa: N818 - it says what is wrong with a setting
    """KHEO_FILES_URL must begin with file:/// or s3://."""


class FileSettings(Protocol):
    """The part of a node's settings that says where files are kept."""

    @property
    def files_url(self) -> str:
        """`file:///folder` or `s3://bucket/prefix`; empty: no file is taken in."""

    @property
    def files_endpoint(self) -> str:
        """The address of an S3-compatible server; empty: the provider's own."""

    @property
    def files_access_key(self) -> str:
        """Who we are to it."""

    @property
    def files_secret_key(self) -> SecretStr:
        """What proves it."""

    @property
    def files_region(self) -> str:
        """Where the bucket lies; most compatible servers do not care."""


@dataclass(frozen=True, slots=True)
class Attachments:
    """Where one node keeps its files; the only door to them."""

    _opened: Callable[[], ObjectStore] | None
    _folder: Path | None = None
    """Known for a folder of our own: what is put there is put on the disk, not in a cache."""

    @classmethod
    def of(cls, settings: FileSettings, *, room: str = "") -> Self:
        """The store a node is told to use; nothing is dialled before the first file.

        Services share it: each but the first has a `room` of its own below it.

        Raises:
            FilesUrlUnusable: if the address is of another kind.

        """
        parts = urlsplit(settings.files_url)
        if not settings.files_url:
            return cls(None)
        if parts.scheme == FILE_SCHEME:
            folder = Path(url2pathname(parts.path))
            folder = folder / room
            return cls(cache(partial(LocalStore, folder, mkdir=True)), folder)
        if parts.scheme == S3_SCHEME:
            prefix = "/".join(filter(None, (parts.path.strip("/"), room)))
            return cls(cache(partial(_s3, settings, bucket=parts.netloc, prefix=prefix)))
        raise FilesUrlUnusable(FilesUrlUnusable.__doc__)

    @property
    def has_room(self) -> bool:
        """Whether the node was given a store at all."""
        return self._opened is not None

    async def keep(self, tx: Transaction, content: bytes) -> Digest:
        """Keep `content`; the row that names it is to be written in the same transaction.

        Raises:
            NoRoomForFiles: if the node was given no store.

        """
        digest = Digest(sha256(content).hexdigest())
        connection = await driver(tx)
        await connection.execute("SELECT pg_advisory_xact_lock_shared($1)", IN_USE)
        with _outages():
            # Put again even if it is there: a left-over gets young, a damaged copy gets whole.
            await asyncio.to_thread(self._put, digest, content)
        return digest

    async def content_of(self, digest: Digest) -> bytes:
        """The file kept under `digest`.

        Raises:
            AttachmentMissing: if it is not there.
            AttachmentDamaged: if its content has changed.

        """
        try:
            with _outages():
                content = await asyncio.to_thread(_read, self._room(), digest)
        except FileNotFoundError as missing:
            raise AttachmentMissing from missing
        if sha256(content).hexdigest() != digest:
            raise AttachmentDamaged
        return content

    async def sweep(self, tx: Transaction, wanted: Collection[str], *, now: datetime) -> int:
        """Remove what no row names and is older than a day; says how many files that were.

        Nothing is removed while somebody keeps a file: their row is not to be seen yet.
        """
        connection = await driver(tx)
        alone = await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", IN_USE)
        if self._opened is None or not alone:
            return 0
        with _outages():
            return await asyncio.to_thread(
                _remove_left_over, self._room(), wanted, before=now - LEFT_OVER_AFTER
            )

    def _room(self) -> ObjectStore:
        if self._opened is None:
            raise NoRoomForFiles
        return self._opened()

    def _put(self, digest: Digest, content: bytes) -> None:
        obstore.put(self._room(), _key(digest), content)
        if self._folder is not None:
            _settle(self._folder / _key(digest))


def _key(digest: Digest) -> str:
    return f"{digest[:2]}/{digest}"


def _settle(path: Path) -> None:
    """On the disk before the row is committed, or a power cut leaves a row without a file."""
    for settled in (path, path.parent):
        handle = os.open(settled, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _read(store: ObjectStore, digest: Digest) -> bytes:
    return bytes(obstore.get(store, _key(digest)).bytes())


def _remove_left_over(store: ObjectStore, wanted: Collection[str], *, before: datetime) -> int:
    left = [
        meta["path"]
        for chunk in obstore.list(store)
        for meta in chunk
        if meta["path"].count("/") == 1  # what lies deeper is another service's
        and meta["path"].rsplit("/", 1)[-1] not in wanted
        and meta["last_modified"] < before
    ]
    if left:
        obstore.delete(store, left)
    return len(left)


def _s3(settings: FileSettings, *, bucket: str, prefix: str) -> S3Store:
    config: S3Config = {
        "region": settings.files_region,
        "access_key_id": settings.files_access_key,
        "secret_access_key": settings.files_secret_key.get_secret_value(),
    }
    if settings.files_endpoint:
        config["endpoint"] = settings.files_endpoint
    return S3Store(
        bucket,
        prefix=prefix or None,
        config=config,
        client_options={
            "timeout": TIMEOUT,
            "allow_http": settings.files_endpoint.startswith("http:"),
        },
        retry_config={"max_retries": 2, "retry_timeout": RETRY},
    )


@contextmanager
def _outages() -> Iterator[None]:
    """A store that does not answer is an outage; a file that is not there is none."""
    try:
        yield
    except (FileNotFoundError, NotFoundError):
        raise
    except (BaseError, OSError) as error:
        raise Outage(f"files: {type(error).__name__}") from error
