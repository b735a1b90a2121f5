"""Files: what is handed in with a plan or as evidence, and for which unit."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from shared.kernel.places import UnitCode
from shared.kernel.rejection import NotFound

FileId = NewType("FileId", UUID)


class FileUnknown(NotFound):
    """Không có tệp này ở nút này.
    There is no such file at this node.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that is kept; its content lies beside the database, under its digest."""

    id: FileId
    unit: UnitCode
    """Whoever may read this unit's staff pages may read the file."""
    name: str
    media_type: str
    size_bytes: int
    digest: str
    kept_at: datetime
