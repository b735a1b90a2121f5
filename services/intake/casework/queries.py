"""One case as an officer works on it, with everything that stands around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from services.intake.cases import queries
from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.domain.duplicates import Likeness
from services.intake.cases.domain.leases import Lease
from services.intake.cases.domain.messages import Message
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.queries import Known, Suspect
from services.intake.cases.store import cases, desks, messages
from services.intake.cases.store.cases import Reach
from services.intake.cases.store.desks import Colleague
from services.intake.cases.store.messages import Entry
from services.intake.casework import store
from services.intake.casework.domain import PAGE, Given, InboxQuery, InboxTab, Row
from services.intake.categories import queries as categories
from services.intake.categories import store as routing
from services.intake.categories.domain import Rule, Tree
from services.intake.handing_over.queries import Whereabouts, whereabouts_of_case
from services.intake.org import queries as units
from services.intake.org.queries import UnitName, Viewer
from services.intake.photos import store as photos
from services.intake.photos.domain import Photo
from shared.chassis.database import Transaction
from shared.kernel.roles import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case, what was said and done about it, and who has it."""

    case: Case
    main: Case | None
    """The case that speaks for it, if it was merged."""
    merged: Sequence[tuple[CaseId, str]]
    messages: Sequence[Message]
    reaches: Mapping[UUID, Reach]
    entries: Sequence[Entry]
    photos: Sequence[Photo]
    lease: Lease | None
    people: Mapping[UUID, str]
    colleagues: Sequence[Colleague]
    tree: Tree
    names: Mapping[str, UnitName]
    rule: Rule | None
    suspects: Sequence[tuple[Known, Likeness]]
    way: Whereabouts | None
    """Where it is, if it was handed over."""
    may_work: bool
    may_decide: bool


async def open_file(tx: Transaction, number: TrackingNumber, viewer: Viewer) -> CaseFile:
    """One case, for whoever may read cases of its unit.

    Raises:
        FeedbackUnknown: if there is none.
        NotYours: if one may not.

    """
    case = await cases.load_case(tx, number)
    await viewer.must(tx, Right.READ, case.unit)
    own = await messages.list_messages(tx, case.id)
    ids = [one.id for one in own]
    tree = await categories.tree_on(tx, viewer.today)
    entries = await messages.list_entries(tx, case.id)
    served = await units.units_served(tx, viewer.here, viewer.today)
    way = await whereabouts_of_case(tx, case.id)
    return CaseFile(
        case=case,
        main=await _main(tx, case),
        merged=await cases.list_merged(tx, case.id),
        messages=own,
        reaches=await cases.list_reaches(tx, ids),
        entries=entries,
        photos=await photos.list_photos(tx, messages=ids, case=case.id),
        lease=await desks.load_lease(tx, case.id),
        people=await desks.list_names(tx, _accounts(case, entries)),
        colleagues=await desks.list_officers(tx, units=[unit.code for unit in served]),
        tree=tree,
        names=await units.names_of(
            tx, [case.unit, *_elsewhere(way), *(u.code for u in served)], viewer.today
        ),
        rule=await _rule(tx, case),
        suspects=await _suspects(tx, case, tree),
        way=way,
        may_work=await viewer.may(tx, Right.WORK, case.unit),
        may_decide=await viewer.may(tx, Right.DECIDE, case.unit),
    )


def _elsewhere(way: Whereabouts | None) -> list[str]:
    return [way.unit] if way else []


async def _main(tx: Transaction, case: Case) -> Case | None:
    if case.merged_into is None:
        return None
    return await cases.load_case_by_id(tx, case.merged_into)


async def _rule(tx: Transaction, case: Case) -> Rule | None:
    if not case.routed_by:
        return None
    rules = await routing.list_rules(tx)
    return next((rule for rule in rules if str(rule.id) == case.routed_by), None)


async def _suspects(
    tx: Transaction, case: Case, tree: Tree
) -> Sequence[tuple[Known, Likeness]]:
    if not case.is_open:
        return ()
    suspect = Suspect(
        id=case.id,
        text=case.text,
        category=case.leaf or case.category,
        unit=case.unit,
        at=case.received_at,
        latitude=case.latitude,
        longitude=case.longitude,
        address=case.address,
    )
    return await queries.duplicates_of(tx, suspect, tree)


def _accounts(case: Case, entries: Sequence[Entry]) -> set[UUID]:
    """Everybody who is named on the page."""
    told = [entry.who for entry in entries]
    told += [str(entry.data.get(name, "")) for entry in entries for name in ("to", "from")]
    accounts = {found for text in told if (found := _account(text)) is not None}
    return accounts | ({case.assigned_to} if case.assigned_to else set())


def _account(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


LATELY = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One page of one view, and what is needed to read it."""

    wanted: InboxQuery
    rows: Sequence[Row]
    has_more: bool
    counts: Mapping[InboxTab, int]
    tree: Tree
    names: Mapping[str, UnitName]
    colleagues: Sequence[Colleague]
    given: Sequence[Given]
    """What colleagues gave one lately."""


async def look_in(
    tx: Transaction, viewer: Viewer, wanted: InboxQuery, *, category: str = ""
) -> Inbox:
    """What is asked of the inbox, within what one may see."""
    names = {one.code: one for one in await units.units_within(tx, viewer, Right.READ)}
    tree = await categories.tree_on(tx, viewer.today)
    asked = replace(
        wanted, units=list(names), categories=tree.below(category) if category in tree else ()
    )
    rows = await store.list_rows(tx, asked, now=viewer.now)
    return Inbox(
        wanted=asked,
        rows=rows[:PAGE],
        has_more=len(rows) > PAGE,
        counts=await store.count_views(tx, asked),
        tree=tree,
        names=names,
        given=await store.list_given(tx, wanted.me, since=viewer.now - LATELY),
        colleagues=await desks.list_officers(tx, units=list(names)),
    )
