"""Sending cases on to another server: each step is written down before it is taken.

No transaction is open while a line is: who dies between two of them leaves a forwarding in
doubt, and the next attempt asks over there before it sends anything again.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4

from services.intake.cases.domain.cases import Case, CaseId, Visibility
from services.intake.cases.store import cases, messages
from services.intake.cases.workflows.entries import SYSTEM, actor_of, note
from services.intake.categories import store as categories
from services.intake.categories.domain import tree_of
from services.intake.open311 import store
from services.intake.open311.domain import forwarding as steps
from services.intake.open311.domain.forwarding import Forwarding, ForwardingId, Stage
from services.intake.open311.domain.hearing import RemoteReceipt, found_in, receipt_in
from services.intake.open311.domain.moments import written
from services.intake.open311.domain.names import Pair, pair_of
from services.intake.open311.domain.servers import Server
from services.intake.open311.workflows.dialling import Declined, Fields, RemoteLine, Silent
from shared.chassis.acting import Acting
from shared.chassis.database import Database, Transaction
from shared.kernel.places import Place

ROOM_FOR_CLOCKS = timedelta(minutes=15)
"""Their clock may be behind ours when we ask what arrived since."""
NOBODY_ANSWERS = "no number, no token"
CANNOT_BE_ASKED = "it may have arrived, and they do not say whether it did"
LONGEST_WORDS = 3900


async def send_on(
    tx: Transaction, case: Case, server: Server, *, officer: Acting, may_name: bool
) -> bool:
    """Put a case in the queue to a server; False if it is in it, or over there, already.

    Name and contact go along only if whoever wrote signed the case and agreed to that.

    Raises:
        ServiceNotMapped: if the server takes no such case.

    """
    now = officer.now
    server.service_for(await _line(tx, case, officer.today))
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
        await note(
            tx, case, who=actor_of(officer.principal), what="sent_on", now=now, data=data
        )
    return is_new


async def try_again(tx: Transaction, case: Case, *, server: str, now: datetime) -> None:
    """Staff mended what was wrong with a forwarding that was refused."""
    for forwarding in await store.list_forwardings(tx, case.id):
        if forwarding.server == server and forwarding.stage is Stage.REFUSED:
            await store.save_forwarding(tx, steps.tried_again(forwarding, now))


async def send_next(
    database: Database, lines: dict[str, RemoteLine], *, place: Place, now: datetime
) -> bool:
    """One step of the one that has waited longest; False if nothing is due."""
    async with database.transaction() as tx:
        due = await store.find_due(tx, now)
        if due is None:
            return False
        line = lines.get(due.server)
        begun = steps.about_to_send(due, now)
        today = place.day_of(now)
        fields = await _fields(tx, begun, line.server, today=today) if line else []
        if line is None:
            begun = steps.refused(due, "no server of this name is in the list")
        await store.save_forwarding(tx, begun)
    if line is not None:
        after = await _step(line, due, begun, fields=fields)
        await _keep(database, begun, after, now=now)
    return True


async def _step(
    line: RemoteLine, before: Forwarding, begun: Forwarding, *, fields: Fields
) -> Forwarding:
    """What became of one attempt."""
    try:
        receipt = await _receipt(line, before, begun, fields=fields)
    except Silent as silence:
        heard = steps.not_sent if silence.is_unheard and _is_first(before) else steps.in_doubt
        return heard(begun, str(silence))
    except Declined as refusal:
        return _declined(before, begun, refusal)
    if not receipt.remote_id and not receipt.token:
        return steps.in_doubt(begun, NOBODY_ANSWERS)
    return steps.arrived(begun, remote_id=receipt.remote_id, token=receipt.token)


async def _receipt(
    line: RemoteLine, before: Forwarding, begun: Forwarding, *, fields: Fields
) -> RemoteReceipt:
    if before.stage is Stage.TOKEN:
        told = receipt_in(await line.ask(f"tokens/{before.token}.xml", {}))
        return RemoteReceipt(told.remote_id, "" if told.remote_id else before.token)
    if before.stage is Stage.IN_DOUBT:
        found = await _looked_up(line, begun, service=dict(fields)["service_code"])
        if found.remote_id:
            return found
    return receipt_in(await line.send("requests.xml", fields, reference=begun.reference))


async def _looked_up(line: RemoteLine, begun: Forwarding, *, service: str) -> RemoteReceipt:
    """Whether it arrived after all: whoever shows its words over there shows our reference.

    Raises:
        Declined: if they do not let us look; then nobody sends anything again unasked.

    """
    since = (begun.first_sent_at or begun.asked_at) - ROOM_FOR_CLOCKS
    asked = {"service_code": service, "start_date": written(since)} | line.with_key
    try:
        document = await line.ask("requests.xml", asked)
    except Declined as refusal:
        raise Declined(refusal.status, CANNOT_BE_ASKED) from refusal
    return found_in(document, begun.reference)


def _declined(before: Forwarding, begun: Forwarding, refusal: Declined) -> Forwarding:
    """A no to the first attempt leaves nothing over there; later ones stay in doubt."""
    if not refusal.may_change:
        return steps.refused(begun, str(refusal))
    heard = steps.not_sent if _is_first(before) else steps.in_doubt
    return heard(begun, str(refusal))


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
    opening = next(one for one in await messages.list_messages(tx, case.id) if one.opened)
    contact = await messages.load_contact(tx, opening.id)
    if contact is None or opening.visibility is not Visibility.NAMED:
        return []
    kept = Pair(contact.given_name, contact.family_name)
    name = kept if kept.full else pair_of(contact.full_name)
    told = [
        ("first_name", name.first),
        ("last_name", name.last),
        ("email", contact.email),
        ("phone", contact.phone),
    ]
    return [(field, value) for field, value in told if value]


async def _line(tx: Transaction, case: Case, today: date) -> Sequence[str]:
    """The category of a case and those above it, itself first."""
    code = case.leaf or case.category
    tree = tree_of(await categories.list_chapters(tx), today)
    line = [one.code for one in tree.line(code)] if code in tree else [code]
    return list(reversed(line))
