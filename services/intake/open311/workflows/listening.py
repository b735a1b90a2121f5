"""Listening to another server: what happened to our cases there is taken in once each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.store import cases
from services.intake.cases.workflows import answering
from services.intake.cases.workflows.entries import note
from services.intake.open311 import store
from services.intake.open311.domain.forwarding import UPDATES_EVERY, Forwarding, Stage
from services.intake.open311.domain.hearing import RemoteUpdate, standings_in, updates_in
from services.intake.open311.domain.moments import written
from services.intake.open311.domain.standing import REOPENING
from services.intake.open311.store import Listened, find_listened, keep_listened
from services.intake.open311.workflows.dialling import Declined, RemoteLine, Silent
from shared.chassis.acting import Acting
from shared.chassis.database import Database, Transaction
from shared.kernel.places import Place

FIRST_LOOK_BACK = timedelta(days=2)
OVERLAP = timedelta(hours=1)
"""Asked again each time, since what happened there may be told late; each is taken once."""
LONGEST_LOOK = timedelta(days=30)
ASKED_AT_ONCE = 50
DONE_THERE = "Đơn vị tiếp nhận báo đã xử lý xong / The unit that took it over says it is done"


async def listen(database: Database, line: RemoteLine, *, place: Place, now: datetime) -> int:
    """What is new over there, taken in; says how much that was.

    Where they stay silent everything is asked for again the next time.
    """
    begun = await _begun(database, line, now)
    if begun is None:
        return 0
    listened, living = begun
    until = min(now, listened.heard_until + LONGEST_LOOK)
    try:
        listened, updates = await _heard(line, listened, living, until=until)
    except (Silent, Declined) as silence:
        async with database.transaction() as tx:
            await keep_listened(tx, replace(listened, silence=str(silence)))
        return 0
    async with database.transaction() as tx:
        taken = [
            await _taken(tx, line.server.code, one, place=place, now=now) for one in updates
        ]
        await keep_listened(tx, replace(listened, heard_until=until, silence=""))
    return sum(taken)


async def _begun(
    database: Database, line: RemoteLine, now: datetime
) -> tuple[Listened, list[Forwarding]] | None:
    """How far they were listened to, if it is time again and anything of ours is there."""
    code = line.server.code
    async with database.transaction() as tx:
        living = await store.list_living(tx, code)
        known = await find_listened(tx, code) or Listened(
            code=code, heard_until=now - FIRST_LOOK_BACK, speaks_updates=True, try_at=now
        )
        if not living or known.try_at > now:
            return None
        listened = replace(known, try_at=now + UPDATES_EVERY)
        await keep_listened(tx, listened)
    return listened, living


async def _heard(
    line: RemoteLine, listened: Listened, living: Sequence[Forwarding], *, until: datetime
) -> tuple[Listened, list[RemoteUpdate]]:
    """Their updates; where they know no such thing, where each of our requests stands."""
    if listened.speaks_updates:
        asked = {
            "start_date": written(listened.heard_until - OVERLAP),
            "end_date": written(until),
        }
        try:
            document = await line.ask("servicerequestupdates.xml", asked | line.with_key)
        except Declined:
            listened = replace(listened, speaks_updates=False)
        else:
            return listened, updates_in(document)
    found: list[RemoteUpdate] = []
    for numbers in _some_at_once([one.remote_id for one in living]):
        asked = {"service_request_id": ",".join(numbers)}
        found += standings_in(await line.ask("requests.xml", asked | line.with_key))
    return listened, found


async def _taken(
    tx: Transaction, server: str, update: RemoteUpdate, *, place: Place, now: datetime
) -> bool:
    """Whether an update was about a case of ours and was not taken before."""
    ours = (await store.find_by_remote(tx, server, [update.remote_id])).get(update.remote_id)
    if ours is None:
        return False
    forwarding = await store.load_forwarding(tx, ours.id)
    if forwarding is None or not await store.add_update(tx, forwarding, update, now=now):
        return False
    case = await cases.load_case_by_id(tx, CaseId(forwarding.case), to_change=True)
    data = {"server": server, "status": update.status, "update_id": update.update_id}
    who = f"open311:{server}"
    await note(tx, case, who=who, what="update_there", now=now, words=update.words, data=data)
    await _moved(tx, case, forwarding, update=update, officer=_nobody(place, now))
    return True


async def _moved(
    tx: Transaction,
    case: Case,
    forwarding: Forwarding,
    *,
    update: RemoteUpdate,
    officer: Acting,
) -> None:
    if update.is_closing:
        await store.save_forwarding(tx, replace(forwarding, stage=Stage.CLOSED))
        if case.is_open:
            words = update.words or DONE_THERE
            await answering.resolve(tx, case.number, officer, words=words)
    elif update.status in REOPENING and forwarding.stage is Stage.CLOSED:
        await store.save_forwarding(tx, replace(forwarding, stage=Stage.SENT))


def _nobody(place: Place, now: datetime) -> Acting:
    return Acting(principal=None, place=place, now=now)


def _some_at_once(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), ASKED_AT_ONCE):
        yield numbers[start : start + ASKED_AT_ONCE]
