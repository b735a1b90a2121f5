"""Words sealed to this node: opened by a key that is kept here, where they belong."""

import json
from uuid import UUID

from services.intake.appeals.domain.appeals import Appeal
from services.intake.handing_over.store import node_keys as keys
from shared.chassis.database import Transaction
from shared.chassis.sealing import SealUnreadable, unseal


def bound(appeal_id: UUID, words: str) -> bytes:
    """Words bound to their appeal, so that a box put into another does not open there."""
    return json.dumps({"appeal": str(appeal_id), "words": words}, ensure_ascii=False).encode()


async def opened(tx: Transaction, appeal_id: UUID, *, sealed: str, key_id: UUID) -> str:
    """What is in a box.

    Raises:
        SealUnreadable: if its key is not here, or it belongs to another appeal.

    """
    private = await keys.load_private(tx, key_id)
    if private is None:
        raise SealUnreadable
    told = json.loads(unseal(sealed, private))
    if told.get("appeal") != str(appeal_id):
        raise SealUnreadable
    return str(told["words"])


async def words_of(tx: Transaction, appeal: Appeal) -> str:
    """What was written; whoever asks leaves a trace.

    Raises:
        SealUnreadable: if it was sealed to a key that is not here.

    """
    if appeal.sealed is None or appeal.key_id is None:
        return appeal.words
    return await opened(tx, appeal.id, sealed=appeal.sealed, key_id=appeal.key_id)
