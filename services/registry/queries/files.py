"""Which file is asked for, and what is in it."""

from uuid import UUID

from services.registry.domain.files import File, FileId
from services.registry.store import files as store
from shared.chassis.database import Transaction


async def file_kept(tx: Transaction, file_id: UUID) -> File:
    """One file, without its content.

    Raises:
        FileUnknown: if there is none with this id.

    """
    return await store.load_file(tx, FileId(file_id))
