"""Files in and out of Postgres; their content is kept elsewhere."""

import sqlalchemy as sa

from services.registry.campaigns.domain.files import File, FileId, FileUnknown
from services.registry.campaigns.tables.files import files
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode


async def add_file(tx: Transaction, file: File) -> None:
    """Write down that a file is kept."""
    await tx.execute(
        files.insert().values(
            id=file.id,
            unit=file.unit,
            name=file.name,
            media_type=file.media_type,
            size_bytes=file.size_bytes,
            digest=file.digest,
            kept_at=file.kept_at,
        )
    )


async def load_file(tx: Transaction, file_id: FileId) -> File:
    """One file.

    Raises:
        FileUnknown: if there is none with this id.

    """
    row = (await tx.execute(sa.select(files).where(files.c.id == file_id))).mappings().first()
    if row is None:
        raise FileUnknown
    return File(**{**row, "id": FileId(row["id"]), "unit": UnitCode(row["unit"])})


async def list_digests(tx: Transaction) -> frozenset[str]:
    """Everything that some row names, so that it must not be swept."""
    return frozenset((await tx.execute(sa.select(files.c.digest).distinct())).scalars())
