"""Sending cases on to another server: each step is written down before it is taken.

No transaction is open while a line is: who dies between two of them leaves a forwarding in
doubt, and the next attempt asks over there before it sends anything again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from services.intake.cases.domain.cases import Case, CaseId, Visibility
from services.intake.cases.store import cases, messages
from services.intake.cases.workflows import answering
from services.intake.cases.workflows.entries import SYSTEM, actor_of, note
from services.intake.categories import store as categories
from services.intake.categories.domain import tree_of
from services.intake.open311 import store
from services.intake.open311.domain import servers as steps
from services.intake.open311.domain.documents import written
from services.intake.open311.domain.requests import REOPENING
from services.intake.open311.domain.sending import Pair, pair_of
from services.intake.open311.domain.servers import (
    UPDATES_EVERY,
    Forwarding,
    ForwardingId,
    RemoteReceipt,
    RemoteUpdate,
    Server,
    Stage,
    found_in,
    receipt_in,
    standings_in,
    updates_in,
)
from services.intake.open311.store import Listened, find_listened, keep_listened
from services.intake.open311.workflows.dialling import Declined, Fields, RemoteLine, Silent
from shared.chassis.acting import Acting
from shared.chassis.database import Database, Transaction

ROOM_FOR_CLOCKS = timedelta(minutes=15)
"""Their clock may be behind ours when we ask what arrived since."""
NOBODY_ANSWERS = "no number, no token"
CANNOT_BE_ASKED = "it may have arrived, and they do not say whether it did"
LONGEST_WORDS = 3900


async def send_on(
    tx: Transaction, case: Case, server: Server, acting: Acting, *, may_name: bool
) -> bool:
    """Put a case in the queue to a server; False if it is in it, or over there, already.

    Name and contact go along only if whoever wrote signed the case and agreed to that.

    Raises:
        ServiceNotMapped: if the server takes no such case.

    """
    now = acting.now
    server.service_for(await _line(tx, case, acting.today))
    forwarding = Forwarding(
        id=ForwardingId(uuid4()),
        case=case.id,
        server=server.code,
        stage=Stage.WAITING,
        may_name=may_name and case.visibility is Visibility.NAMED,
        asked_at=now,
        try_at=now,
    )
    is_new = await store.add_forwarding(tx, forwarding)
    if is_new:
        data = {"server": server.code}
        await note(tx, case, who=actor_of(acting.principal), what="sent_on", now=now, data=data)
    return is_new


async def try_again(tx: Transaction, case: Case, *, server: str, now: datetime) -> None:
    """Staff mended what was wrong with a forwarding that was refused."""
    for forwarding in await store.list_forwardings(tx, case.id):
        if forwarding.server == server and forwarding.stage is Stage.REFUSED:
            await store.save_forwarding(tx, steps.tried_again(forwarding, now))


async def send_next(
    database: Database, lines: Mapping[str, RemoteLine], acting: Acting
) -> bool:
    """One step of the one that has waited longest; False if nothing is due."""
    async with database.transaction() as tx:
        due = await store.find_due(tx, acting.now)
        if due is None:
            return False
        line = lines.get(due.server)
        begun = steps.about_to_send(due, acting.now)
        fields = await _fields(tx, begun, line.server, today=acting.today) if line else []
        if line is None:
            begun = steps.refused(due, "no server of this name is in the list")
        await store.save_forwarding(tx, begun)
    if line is not None:
        after = await _step(line, due, begun, fields=fields)
        await _keep(database, begun, after, now=acting.now)
    return True


async def _step(
    line: RemoteLine, before: Forwarding, begun: Forwarding, *, fields: Fields
) -> Forwarding:
    """What became of one attempt."""
    try:
        receipt = await _receipt(line, before, begun, fields=fields)
    except Silent as silence:
        outcome = steps.not_sent if silence.is_unheard and _is_first(before) else steps.in_doubt
        return outcome(begun, str(silence))
    except Declined as refusal:
        return _declined(before, begun, refusal)
    if not receipt.remote_id and not receipt.token:
        return steps.in_doubt(begun, NOBODY_ANSWERS)
    return steps.arrived(begun, remote_id=receipt.remote_id, token=receipt.token)


async def _receipt(
    line: RemoteLine, before: Forwarding, begun: Forwarding, *, fields: Fields
) -> RemoteReceipt:
    if before.stage is Stage.TOKEN:
        receipt = receipt_in(await line.ask(f"tokens/{before.token}.xml", {}))
        return RemoteReceipt(receipt.remote_id, "" if receipt.remote_id else before.token)
    if before.stage is Stage.IN_DOUBT:
        receipt = await _looked_up(line, begun, service=dict(fields)["service_code"])
        if receipt.remote_id:
            return receipt
    return receipt_in(await line.send("requests.xml", fields, reference=begun.reference))


async def _looked_up(line: RemoteLine, begun: Forwarding, *, service: str) -> RemoteReceipt:
    """Whether it arrived after all: whoever shows its words over there shows our reference.

    Raises:
        Declined: if they do not let us look; then nobody sends anything again unasked.

    """
    since = (begun.first_sent_at or begun.asked_at) - ROOM_FOR_CLOCKS
    params = {"service_code": service, "start_date": written(since)} | line.with_key
    try:
        document = await line.ask("requests.xml", params)
    except Declined as refusal:
        raise Declined(refusal.status, CANNOT_BE_ASKED) from refusal
    return found_in(document, begun.reference)


def _declined(before: Forwarding, begun: Forwarding, refusal: Declined) -> Forwarding:
    """A no to the first attempt leaves nothing over there; later ones stay in doubt."""
    if not refusal.may_change:
        return steps.refused(begun, str(refusal))
    outcome = steps.not_sent if _is_first(before) else steps.in_doubt
    return outcome(begun, str(refusal))


def _is_first(before: Forwarding) -> bool:
    return before.stage is Stage.WAITING


async def _keep(
    database: Database, begun: Forwarding, after: Forwarding, *, now: datetime
) -> None:
    async with database.transaction() as tx:
        kept = await store.load_forwarding(tx, after.id)
        if kept is None or kept.attempts != begun.attempts:
            return
        await store.save_forwarding(tx, after)
        if after.stage is Stage.SENT:
            case = await cases.load_case_by_id(tx, CaseId(after.case))
            data = {"server": after.server, "number": after.remote_id}
            await note(tx, case, who=SYSTEM, what="arrived_there", now=now, data=data)


async def _fields(
    tx: Transaction, forwarding: Forwarding, server: Server, *, today: date
) -> Fields:
    """What is sent of a case: what it is about and where. Who wrote only if that is agreed."""
    case = await cases.load_case_by_id(tx, CaseId(forwarding.case))
    words = f"{case.text[:LONGEST_WORDS]}\n\n{forwarding.reference_line}"
    fields = [
        ("service_code", server.service_for(await _line(tx, case, today))),
        ("description", words),
        ("service_request_id_ext", forwarding.reference),
        ("address_string", case.address or case.unit),
    ]
    if case.latitude is not None and case.longitude is not None:
        fields += [("lat", str(case.latitude)), ("long", str(case.longitude))]
    return fields + (await _who(tx, case) if forwarding.may_name else [])


async def _who(tx: Transaction, case: Case) -> list[tuple[str, str]]:
    opening = next(m for m in await messages.list_messages(tx, case.id) if m.opened)
    contact = await messages.load_contact(tx, opening.id)
    if contact is None or opening.visibility is not Visibility.NAMED:
        return []
    kept = Pair(contact.given_name, contact.family_name)
    name = kept if kept.full else pair_of(contact.full_name)
    fields = [
        ("first_name", name.first),
        ("last_name", name.last),
        ("email", contact.email),
        ("phone", contact.phone),
    ]
    return [(field, value) for field, value in fields if value]


async def _line(tx: Transaction, case: Case, today: date) -> Sequence[str]:
    """The category of a case and those above it, itself first."""
    code = case.leaf or case.category
    tree = tree_of(await categories.list_chapters(tx), today)
    line = [category.code for category in tree.line(code)] if code in tree else [code]
    return list(reversed(line))


FIRST_LOOK_BACK = timedelta(days=2)
OVERLAP = timedelta(hours=1)
"""Asked again each time, since what happened there may be told late; each is taken once."""
LONGEST_LOOK = timedelta(days=30)
ASKED_AT_ONCE = 50
DONE_THERE = "Đơn vị tiếp nhận báo đã xử lý xong / The unit that took it over says it is done"


async def listen(database: Database, line: RemoteLine, acting: Acting) -> int:
    """What is new over there, taken in; says how much that was.

    Where they stay silent everything is asked for again the next time.
    """
    begun = await _begun(database, line, acting.now)
    if begun is None:
        return 0
    listened, living = begun
    until = min(acting.now, listened.heard_until + LONGEST_LOOK)
    try:
        listened, updates = await _heard(line, listened, living, until=until)
    except (Silent, Declined) as silence:
        async with database.transaction() as tx:
            await keep_listened(tx, replace(listened, silence=str(silence)))
        return 0
    async with database.transaction() as tx:
        taken = [await _taken(tx, line.server.code, update, acting) for update in updates]
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
        params = {
            "start_date": written(listened.heard_until - OVERLAP),
            "end_date": written(until),
        }
        try:
            document = await line.ask("servicerequestupdates.xml", params | line.with_key)
        except Declined:
            listened = replace(listened, speaks_updates=False)
        else:
            return listened, updates_in(document)
    updates: list[RemoteUpdate] = []
    for numbers in _some_at_once([forwarding.remote_id for forwarding in living]):
        params = {"service_request_id": ",".join(numbers)}
        updates += standings_in(await line.ask("requests.xml", params | line.with_key))
    return listened, updates


async def _taken(tx: Transaction, server: str, update: RemoteUpdate, acting: Acting) -> bool:
    """Whether an update was about a case of ours and was not taken before."""
    ours = (await store.find_by_remote(tx, server, [update.remote_id])).get(update.remote_id)
    if ours is None:
        return False
    forwarding = await store.load_forwarding(tx, ours.id)
    if forwarding is None or not await store.add_update(tx, forwarding, update, now=acting.now):
        return False
    case = await cases.load_case_by_id(tx, CaseId(forwarding.case), to_change=True)
    data = {"server": server, "status": update.status, "update_id": update.update_id}
    who = f"open311:{server}"
    await note(
        tx, case, who=who, what="update_there", now=acting.now, words=update.words, data=data
    )
    await _moved(tx, case, forwarding, acting, update=update)
    return True


async def _moved(
    tx: Transaction, case: Case, forwarding: Forwarding, acting: Acting, *, update: RemoteUpdate
) -> None:
    if update.is_closing:
        await store.save_forwarding(tx, replace(forwarding, stage=Stage.CLOSED))
        if case.is_open:
            words = update.words or DONE_THERE
            await answering.resolve(tx, case.number, acting, words=words)
    elif update.status in REOPENING and forwarding.stage is Stage.CLOSED:
        await store.save_forwarding(tx, replace(forwarding, stage=Stage.SENT))


def _some_at_once(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), ASKED_AT_ONCE):
        yield numbers[start : start + ASKED_AT_ONCE]
