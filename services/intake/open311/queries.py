"""What is asked for over Open311: requests, updates, tokens, services, keys."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from services.intake.cases.domain.cases import CaseId
from services.intake.categories.domain import Tree
from services.intake.categories.queries import chapters_of, tree_on
from services.intake.open311 import store
from services.intake.open311.domain.keys import Key, digest
from services.intake.open311.domain.refusals import (
    JurisdictionUnknown,
    KeyUnknown,
    TokenUnknown,
)
from services.intake.open311.domain.requests import (
    Answered,
    Parameters,
    PublicCase,
    RequestQuery,
    RequestStep,
    Surroundings,
    TimeSpan,
)
from services.intake.open311.domain.servers import Forwarding
from services.intake.org.queries import names_of
from shared.chassis.database import Transaction
from shared.chassis.directory import units_hosted_at
from shared.kernel.places import Place


async def keys_given(tx: Transaction) -> list[Key]:
    """Every key, the newest first."""
    return await store.list_keys(tx)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A case as it is seen outside the office."""

    words: str | None
    """What anybody may read; nothing was published if there is none."""
    forwardings: Sequence[Forwarding]


async def outside_of(tx: Transaction, case_id: CaseId) -> Outside:
    """What of a case is published, and to which servers it was sent on."""
    return Outside(
        words=await store.find_words(tx, case_id),
        forwardings=await store.list_forwardings(tx, case_id),
    )


async def units_asked_for(
    tx: Transaction, jurisdiction: str, *, place: Place
) -> frozenset[str] | None:
    """The unit that is asked about; None for everything served here.

    Raises:
        JurisdictionUnknown: if this node does not serve it.

    """
    if not jurisdiction or jurisdiction == place.code:
        return None
    if jurisdiction not in await units_hosted_at(tx, place.code):
        raise JurisdictionUnknown
    return frozenset({jurisdiction})


async def services_changed_at(tx: Transaction, day: date) -> datetime:
    """When the services that can be reported on a day last became others."""
    chapters = await chapters_of(tx)
    begun = [chapter.valid_from for chapter in chapters]
    ended = [chapter.valid_to for chapter in chapters if chapter.valid_to]
    newest = max(change for change in (*begun, *ended) if change <= day)
    return datetime.combine(newest, time.min, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open311Principal:
    """Whoever asks: about which units, and as the bearer of which key."""

    place: Place
    today: date
    units: frozenset[str] | None = None
    """None: everything served here."""
    key: str = ""
    """What the references of everything this key brought begin with."""


async def principal_in(
    tx: Transaction, params: Parameters, *, place: Place, today: date
) -> Open311Principal:
    """Whoever the parameters say is asking; a key is not needed, but a wrong one is refused.

    Raises:
        JurisdictionUnknown: if it is about somebody this node does not serve.
        KeyUnknown: if the key shown is none.

    """
    units = await units_asked_for(tx, params.get("jurisdiction_id", ""), place=place)
    shown = params.get("api_key", "")
    if not shown:
        return Open311Principal(place=place, today=today, units=units)
    key = await store.find_key(tx, digest(shown))
    if key is None or key.revoked_at is not None:
        raise KeyUnknown
    return Open311Principal(place=place, today=today, units=units, key=key.references)


async def requests_wanted(
    tx: Transaction, query: RequestQuery, principal: Open311Principal
) -> list[PublicCase]:
    """The requests asked for, the newest first."""
    return await store.list_requests(tx, query, units=principal.units, key=principal.key)


async def surroundings_of(
    tx: Transaction,
    cases: Sequence[PublicCase],
    principal: Open311Principal,
    *,
    extended: bool,
    photos_at: str,
) -> Surroundings:
    """What these requests need to be told in words; steps and answers only if asked for."""
    tree = await tree_on(tx, principal.today)
    ids = [case.id for case in cases]
    names = await names_of(tx, {case.unit for case in cases}, principal.today)
    return Surroundings(
        zone=principal.place.time_zone,
        services={category.code: category.vi for category in tree},
        units={code: name.vi for code, name in names.items()},
        photos=await store.list_published_photos(tx, ids),
        photos_at=photos_at,
        answers=await _answers(tx, ids, tree) if extended else {},
        steps=await _steps(tx, ids, principal) if extended else {},
    )


async def updates_wanted(
    tx: Transaction,
    principal: Open311Principal,
    *,
    span: TimeSpan | None,
    cases: Collection[UUID] | None,
    page: tuple[int, int],
) -> list[RequestStep]:
    """What happened within a span, the oldest first."""
    return await store.list_steps(
        tx, key=principal.key, units=principal.units, cases=cases, span=span, page=page
    )


async def case_of_token(tx: Transaction, token: str) -> UUID:
    """The request that a message belongs to now; its token is the message's own id.

    Raises:
        TokenUnknown: if there is no such message.

    """
    try:
        case_id = await store.find_case_of_message(tx, UUID(token))
    except ValueError as refused:
        raise TokenUnknown from refused
    if case_id is None:
        raise TokenUnknown
    return case_id


async def _steps(
    tx: Transaction, ids: Collection[UUID], principal: Open311Principal
) -> Mapping[UUID, Sequence[RequestStep]]:
    by_case: dict[UUID, list[RequestStep]] = {}
    for step in await store.list_steps(tx, key=principal.key, cases=ids, page=(1, 20_000)):
        by_case.setdefault(step.case, []).append(step)
    return by_case


async def _answers(
    tx: Transaction, ids: Collection[UUID], tree: Tree
) -> Mapping[UUID, Sequence[Answered]]:
    labels = {
        question.variable: question.vi for category in tree for question in category.questions
    }
    return {
        case: [
            Answered(code=code, label=labels.get(code, code), values=values)
            for code, values in given.items()
        ]
        for case, given in (await store.list_answers(tx, ids)).items()
    }
