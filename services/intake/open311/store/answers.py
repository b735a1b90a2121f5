"""What belongs to requests besides: answers to questions, and photos anybody may see."""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa

from services.intake.cases.tables.messages import messages
from services.intake.photos.tables import photos
from shared.chassis.database import Transaction

Answers = Mapping[str, tuple[str, ...]]


async def list_answers(tx: Transaction, cases: Collection[UUID]) -> dict[UUID, Answers]:
    """What was answered to the questions of a category by the message that opened each case."""
    query = sa.select(messages.c.case_id, messages.c.answers).where(
        messages.c.case_id.in_(cases), messages.c.opened, messages.c.answers != {}
    )
    rows = await tx.execute(query)
    return {row.case_id: {n: _texts(told) for n, told in row.answers.items()} for row in rows}


async def list_published_photos(
    tx: Transaction, cases: Collection[UUID]
) -> dict[UUID, list[UUID]]:
    """The photos of each case, and of its messages, that an officer has published."""
    shown = (photos.c.id, photos.c.kept_at)
    of_messages = (
        sa.select(messages.c.case_id.label("owner"), *shown)
        .join(photos, photos.c.message_id == messages.c.id)
        .where(messages.c.case_id.in_(cases), photos.c.published_at.is_not(None))
    )
    of_cases = sa.select(photos.c.case_id.label("owner"), *shown).where(
        photos.c.case_id.in_(cases), photos.c.published_at.is_not(None)
    )
    query = of_messages.union_all(of_cases).order_by("kept_at", "id")
    found: dict[UUID, list[UUID]] = {}
    for row in await tx.execute(query):
        found.setdefault(row.owner, []).append(row.id)
    return found


def _texts(told: object) -> tuple[str, ...]:
    return tuple(str(one) for one in told) if isinstance(told, list) else (str(told),)
