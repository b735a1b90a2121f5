"""The counter: where what a key sends is looked at, and kept or only tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from services.intake.cases.domain.tracking import tracking_code
from services.intake.cases.workflows.receiving import Received
from services.intake.categories.domain import CategoryTreeCategory
from services.intake.categories.queries import tree_on
from services.intake.open311.domain.documents import Record
from services.intake.open311.domain.sending import Form, Sending, answers_in, first
from services.intake.open311.domain.services import service_of
from services.intake.open311.domain.specimens import specimen_of
from services.intake.open311.queries import units_asked_for
from services.intake.open311.routes.endpoints import Endpoint
from services.intake.open311.workflows.keys import use_key
from services.intake.open311.workflows.receiving import (
    Door,
    Update,
    keep_photos,
    receive_request,
    receive_update,
)
from services.intake.photos.workflows import Developed
from shared.chassis.database import Transaction
from shared.kernel.places import Place, UnitCode


class _LetGo(Exception):  # noqa: N818 - no error: a trial ends here
    """What was sent to try things is not kept."""


@dataclass(frozen=True, slots=True)
class Counter:
    """One endpoint's counter; at that for trials everything is done, and undone."""

    endpoint: Endpoint

    async def door_of(self, fields: Form, now: datetime) -> Door:
        """Whose key it is. Its use is counted first: what is refused later was sent, too.

        Raises:
            KeyMissing, KeyUnknown, KeySpent: if it opens nothing.
            JurisdictionUnknown: if it is meant for somebody this node does not serve.

        """
        database, place = self.endpoint.web.database, self.endpoint.web.place
        async with database.transaction() as tx:
            key = await use_key(tx, first(fields, "api_key"), now=now)
        async with database.transaction() as tx:
            asked = first(fields, "jurisdiction_id")
            units = await units_asked_for(tx, asked, place=place)
        unit = UnitCode(next(iter(units)) if units else place.code)
        return Door(key=key, unit=unit, place=place, now=now)

    async def take(
        self, sending: Sending, fields: Form, door: Door, *, photos: Sequence[Developed]
    ) -> Record:
        """The request with its number; at the counter for trials a token."""
        if not self.endpoint.is_live:
            return await self._try(sending, fields, door)
        async with self.endpoint.web.database.transaction() as tx:
            told, _ = await self._received(tx, sending, fields=fields, door=door)
            await keep_photos(tx, self.endpoint.files, photos, received=told, now=door.now)
        return {
            "service_request_id": str(told.case.id),
            "service_notice": _notice(told, door.place),
            "account_id": sending.reporter.account,
        }

    async def take_update(self, update: Update, door: Door) -> str:
        """Under which id an update is kept; what is only tried keeps the sender's."""
        if not self.endpoint.is_live:
            return update.update_id
        async with self.endpoint.web.database.transaction() as tx:
            return str(await receive_update(tx, update, door))

    async def _try(self, sending: Sending, fields: Form, door: Door) -> Record:
        tokens: list[str] = []
        try:
            async with self.endpoint.web.database.transaction() as tx:
                _, category = await self._received(tx, sending, fields=fields, door=door)
                tokens.append(specimen_of(category))
                _let_go()
        except _LetGo:
            return {"token": tokens[0], "account_id": sending.reporter.account}

    async def _received(
        self, tx: Transaction, sending: Sending, *, fields: Form, door: Door
    ) -> tuple[Received, CategoryTreeCategory]:
        tree = await tree_on(tx, door.place.day_of(door.now))
        category = service_of(tree, sending.service)
        answers = answers_in(fields, category)
        told = await receive_request(tx, sending, door, category=category, answers=answers)
        return told, category


def _let_go() -> NoReturn:
    raise _LetGo


def _notice(told: Received, place: Place) -> str:
    """What whoever reports is owed at once: a code to follow it by, and the promised day."""
    code, day = tracking_code(told.number, place.code), told.case.promised_on
    return (
        f"Mã tra cứu {code}, hẹn trả lời chậm nhất ngày {day:%d/%m/%Y}."
        f" / Tracking code {code}; an answer is promised by {day:%Y-%m-%d}."
    )
