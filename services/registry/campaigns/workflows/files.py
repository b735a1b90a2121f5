"""Files: kept before the row that names them, swept when no row does."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.registry.campaigns.domain.files import File, FileId
from services.registry.campaigns.store import files as store
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.kernel.file_kinds import DOCUMENTS, FileKind, Upload, checked
from shared.kernel.places import UnitCode


async def keep_file(
    tx: Transaction,
    attachments: Attachments,
    upload: Upload,
    *,
    file_id: UUID,
    unit: UnitCode,
    now: datetime,
    allowed: Collection[FileKind] = DOCUMENTS,
) -> File:
    """Keep a file of a unit, if it is what its name says.

    Raises:
        Rejection: if `shared.kernel.file_kinds.checked` refuses it.

    """
    good = checked(upload, allowed)
    digest = await attachments.keep(tx, good.content)
    file = File(
        id=FileId(file_id),
        unit=unit,
        name=good.name,
        media_type=good.kind.media_type,
        size_bytes=len(good.content),
        digest=digest,
        kept_at=now,
    )
    await store.add_file(tx, file)
    return file


async def sweep_files(tx: Transaction, attachments: Attachments, *, now: datetime) -> int:
    """Remove what was kept and never written down; says how many files that were."""
    return await attachments.sweep(tx, await store.list_digests(tx), now=now)
