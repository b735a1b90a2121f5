"""Which file is asked for, and whether it may be read."""

from uuid import UUID

from services.registry.campaigns.domain.files import File, FileId
from services.registry.campaigns.store import files as store
from services.registry.org.queries import Viewer
from shared.chassis.database import Transaction
from shared.kernel.roles import Right


async def file_shown(tx: Transaction, file_id: UUID, viewer: Viewer) -> File:
    """One file, without its content.

    Raises:
        FileUnknown: if there is none with this id.
        NotYours: if the viewer may not read of the unit it belongs to.

    """
    file = await store.load_file(tx, FileId(file_id))
    await viewer.must(tx, Right.READ, file.unit)
    return file
