"""Nominations with all that belongs to them; one award stands for one achievement."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.exemplars.domain.guide import Criterion, Guide
from services.registry.exemplars.domain.nominations import (
    GivenAward,
    Moved,
    Nomination,
    NominationState,
    NominationStep,
    NominationUnknown,
    NomineeQuery,
    Person,
    Reason,
    Subject,
)
from services.registry.exemplars.domain.principles import (
    Answer,
    Record,
    Spread,
    SpreadKind,
    broken,
    unanswered,
)
from services.registry.exemplars.domain.scoring import Declaration, Score, ScoreSheet, Tie
from services.registry.exemplars.tables import (
    awards,
    conflict_declarations,
    nomination_answers,
    nomination_moves,
    nomination_persons,
    nomination_spread,
    nominations,
    score_sheets,
)
from services.registry.models.domain.models import PUBLIC_STATES, ModelState
from services.registry.models.tables import models
from services.registry.units import store as unit_store
from services.registry.units.domain.units import Unit
from shared.chassis.database import Transaction
from shared.chassis.directory import among
from shared.kernel.places import PlaceCode, UnitCode


async def add_award(tx: Transaction, award: GivenAward) -> bool:
    """Keep an award, unless one stands for the achievement."""
    row = {column.name: getattr(award, column.name) for column in awards.c}
    added = insert(awards).values(row).on_conflict_do_nothing().returning(awards.c.id)
    return (await tx.execute(added)).scalar_one_or_none() is not None


async def find_standing(tx: Transaction, achievement_id: UUID) -> GivenAward | None:
    stands = sa.and_(awards.c.achievement_id == achievement_id, awards.c.revoked_on.is_(None))
    row = (await tx.execute(sa.select(awards).where(stands))).mappings().first()
    return _award(row) if row else None


async def revoke_awards(tx: Transaction, nomination_id: UUID, *, day: date) -> None:
    """Let the award of a nomination stand no longer."""
    of_it = sa.and_(awards.c.nomination == nomination_id, awards.c.revoked_on.is_(None))
    await tx.execute(awards.update().where(of_it).values(revoked_on=day))


async def list_awards(tx: Transaction, nominations: Collection[UUID]) -> list[GivenAward]:
    """The awards given for nominations, revoked ones among them."""
    query = sa.select(awards).where(awards.c.nomination.in_(list(nominations)))
    rows = (await tx.execute(query.order_by(awards.c.given_on))).mappings()
    return [_award(row) for row in rows]


def _award(row: sa.RowMapping) -> GivenAward:
    return GivenAward(**{**row, "unit": UnitCode(row["unit"]), "host": PlaceCode(row["host"])})


KEY = ("nomination", "criterion")


async def save_answer(tx: Transaction, nomination_id: UUID, answer: Answer) -> None:
    """Keep an answer in place of an earlier one; a file once attached stays attached."""
    row = {"nomination": nomination_id, **asdict(answer)}
    kept = insert(nomination_answers).values(row)
    changed: dict[str, object] = {n: kept.excluded[n] for n in row if n not in KEY}
    changed["attachment"] = sa.func.coalesce(
        kept.excluded.attachment, nomination_answers.c.attachment
    )
    await tx.execute(kept.on_conflict_do_update(index_elements=KEY, set_=changed))


async def list_answers(tx: Transaction, nomination_id: UUID) -> list[Answer]:
    query = sa.select(nomination_answers).where(
        nomination_answers.c.nomination == nomination_id
    )
    rows = (await tx.execute(query)).mappings()
    return [Answer(**{k: v for k, v in row.items() if k != "nomination"}) for row in rows]


async def add_spread(tx: Transaction, spread: Spread) -> None:
    await tx.execute(nomination_spread.insert().values(asdict(spread)))


async def list_spread(tx: Transaction, nomination_id: UUID) -> list[Spread]:
    """Where it was copied or spoken of, in the order of days."""
    query = sa.select(nomination_spread).where(nomination_spread.c.nomination == nomination_id)
    rows = (await tx.execute(query.order_by(nomination_spread.c.happened_on))).mappings()
    return [Spread(**{**row, "kind": SpreadKind(row["kind"])}) for row in rows]


MOST = 300
PUBLIC = [state.value for state in PUBLIC_STATES]


@dataclass(frozen=True, slots=True)
class NominableModel:
    id: UUID
    title: str
    unit: str


async def list_nominable(tx: Transaction, units: Collection[str]) -> list[NominableModel]:
    query = (
        sa.select(models.c.id, models.c.title, models.c.unit)
        .where(models.c.unit.in_(list(units)), models.c.state.in_(PUBLIC))
        .order_by(models.c.year.desc(), models.c.id.desc())
        .limit(MOST)
    )
    return [NominableModel(row.id, row.title, row.unit) for row in await tx.execute(query)]


async def is_nominable(tx: Transaction, model: UUID, *, unit: str) -> bool:
    query = sa.select(models.c.id).where(
        models.c.id == model, models.c.unit == unit, models.c.state.in_(PUBLIC)
    )
    return (await tx.execute(query)).first() is not None


async def titles_of(tx: Transaction, nominations: Iterable[Nomination]) -> dict[UUID, str]:
    """What nominated models are called, by nomination; their titles are public."""
    nominated = {n.model: n.id for n in nominations if n.model is not None}
    query = sa.select(models.c.id, models.c.title).where(models.c.id.in_(list(nominated)))
    return {nominated[row.id]: row.title for row in await tx.execute(query)}


async def is_replicated(tx: Transaction, model: UUID | None) -> bool:
    """Whether another unit has taken a model over."""
    of_it = models.c.id == model, models.c.state == ModelState.REPLICATED.value
    return (await tx.execute(sa.select(models.c.id).where(*of_it))).first() is not None


COLUMNS = [column for column in nominations.c if column.name != "nominee_digest"]


def digest_of(nominee_key: str) -> bytes:
    """What the same nominee is found by without reading any name."""
    return sha256(nominee_key.encode()).digest()


async def add_nomination(
    tx: Transaction, nomination: Nomination, *, digest: bytes | None
) -> bool:
    """Keep a nomination, unless there is one of the same nominee, year and achievement."""
    added = insert(nominations).values(_row(nomination) | {"nominee_digest": digest})
    kept = await tx.execute(added.on_conflict_do_nothing().returning(nominations.c.id))
    return kept.scalar_one_or_none() is not None


async def save_nomination(tx: Transaction, nomination: Nomination) -> bool:
    """Keep what a nomination has become, if nobody changed it meanwhile."""
    before = sa.and_(
        nominations.c.id == nomination.id, nominations.c.version == nomination.version - 1
    )
    changed = nominations.update().where(before).values(_row(nomination))
    return (await tx.execute(changed)).rowcount == 1


async def load_nomination(
    tx: Transaction, nomination_id: UUID, *, for_update: bool = False
) -> Nomination:
    """One nomination; `for_update` keeps others waiting until this transaction ends.

    Raises:
        NominationUnknown: if there is none.

    """
    nomination = await _find(tx, nominations.c.id == nomination_id, for_update=for_update)
    if nomination is None:
        raise NominationUnknown
    return nomination


async def _find(
    tx: Transaction, *conditions: sa.ColumnElement[bool], for_update: bool = False
) -> Nomination | None:
    query = sa.select(*COLUMNS).where(*conditions)
    rows = await tx.execute(query.with_for_update() if for_update else query)
    row = rows.mappings().first()
    return _nomination(row) if row else None


async def find_same(tx: Transaction, digest: bytes, *, year: int) -> Nomination | None:
    return await _find(tx, nominations.c.nominee_digest == digest, nominations.c.year == year)


async def find_taken_up(tx: Transaction, origin: UUID) -> Nomination | None:
    return await _find(tx, nominations.c.origin == origin)


async def find_achievement(tx: Transaction, digest: bytes) -> UUID | None:
    """The id under which an achievement was nominated in any year before."""
    same = nominations.c.nominee_digest == digest
    query = sa.select(nominations.c.achievement_id).where(same).limit(1)
    achievement: UUID | None = (await tx.execute(query)).scalar_one_or_none()
    return achievement


async def list_by_codes(tx: Transaction, codes: Collection[str]) -> dict[str, Nomination]:
    query = sa.select(*COLUMNS).where(nominations.c.code.in_(list(codes)))
    rows = (await tx.execute(query)).mappings()
    return {row["code"]: _nomination(row) for row in rows}


async def list_nominations(tx: Transaction, sought: NomineeQuery) -> list[Nomination]:
    query = sa.select(*COLUMNS).order_by(nominations.c.id.desc()).limit(sought.limit)
    for condition in _conditions(sought):
        query = query.where(condition)
    return [_nomination(row) for row in (await tx.execute(query)).mappings()]


async def count_by_state(tx: Transaction, sought: NomineeQuery) -> dict[NominationState, int]:
    query = sa.select(nominations.c.state, sa.func.count()).group_by(nominations.c.state)
    for condition in _conditions(sought):
        query = query.where(condition)
    return {NominationState(state): count for state, count in await tx.execute(query)}


def _conditions(query: NomineeQuery) -> list[sa.ColumnElement[bool]]:
    equal = {"year": query.year, "state": query.state, "subject": query.subject}
    equal |= {"unit": query.unit, "host": query.host}
    conditions = [nominations.c[name] == value for name, value in equal.items() if value]
    if query.not_host:
        conditions.append(nominations.c.host != query.not_host)
    if not query.scope.is_everything:
        conditions.append(among(nominations.c.unit, query.scope))
    if query.states is not None:
        conditions.append(nominations.c.state.in_(list(query.states)))
    if query.is_proposed:
        conditions += [nominations.c.proposed_up_on.is_not(None), ~_taken_up()]
    if query.after is not None:
        conditions.append(nominations.c.id < query.after)
    return conditions


def _taken_up() -> sa.ColumnElement[bool]:
    above = nominations.alias()
    return sa.exists().where(above.c.origin == nominations.c.id)


async def add_move(tx: Transaction, nomination_id: UUID, move: Moved) -> None:
    """Keep a step; told again, the same step is kept once."""
    row = {"nomination": nomination_id, **asdict(move)}
    await tx.execute(insert(nomination_moves).values(row).on_conflict_do_nothing())


async def list_moves(tx: Transaction, nomination_id: UUID) -> Sequence[Moved]:
    query = sa.select(nomination_moves).where(nomination_moves.c.nomination == nomination_id)
    moves = [_move(row) for row in (await tx.execute(query)).mappings()]
    return sorted(moves, key=lambda move: list(NominationStep).index(move.step))


def _row(nomination: Nomination) -> dict[str, object]:
    return {column.name: getattr(nomination, column.name) for column in COLUMNS}


def _nomination(row: sa.RowMapping) -> Nomination:
    return Nomination(
        **{
            **row,
            "subject": Subject(row["subject"]),
            "state": NominationState(row["state"]),
            "unit": UnitCode(row["unit"]),
            "host": PlaceCode(row["host"]),
        }
    )


def _move(row: sa.RowMapping) -> Moved:
    return Moved(
        step=NominationStep(row["step"]),
        happened_on=row["happened_on"],
        document=row["document"],
        by=row["by"],
        reason=Reason(row["reason"]) if row["reason"] else None,
        award=row["award"],
    )


async def criteria_of(
    tx: Transaction, nomination: Nomination, guide: Guide
) -> tuple[Criterion, ...]:
    """What a nominee is judged by: as its unit was on the day of the nomination."""
    unit = await find_unit(tx, nomination.unit, day=nomination.nominated_on)
    return guide.criteria_for(nomination.subject, unit.kind if unit else "")


async def find_unit(tx: Transaction, code: str, *, day: date) -> Unit | None:
    versions = await unit_store.list_chapters(tx, as_of=day, code=code)
    return versions[0].unit if versions else None


async def load_record(
    tx: Transaction, nomination: Nomination, guide: Guide, *, today: date
) -> Record:
    criteria = await criteria_of(tx, nomination, guide)
    answers = await list_answers(tx, nomination.id)
    return Record(
        moves=await list_moves(tx, nomination.id),
        is_complete=not unanswered(criteria, answers),
        is_broken=bool(broken(criteria, answers)),
        spread=len(await list_spread(tx, nomination.id))
        + await is_replicated(tx, nomination.model),
        comment_days=guide.procedure.comment_days,
        today=today,
    )


async def add_person(tx: Transaction, nomination_id: UUID, person: Person) -> None:
    row = {"name": person.name, "may_name_publicly": person.may_name_publicly}
    await tx.execute(nomination_persons.insert().values(nomination=nomination_id, **row))


async def find_person(tx: Transaction, nomination_id: UUID) -> Person | None:
    query = sa.select(nomination_persons.c.name, nomination_persons.c.may_name_publicly)
    rows = await tx.execute(query.where(nomination_persons.c.nomination == nomination_id))
    person = rows.first()
    return Person(person.name, person.may_name_publicly) if person else None


async def has_person(tx: Transaction, nomination_id: UUID) -> bool:
    query = sa.select(nomination_persons.c.nomination)
    of_it = query.where(nomination_persons.c.nomination == nomination_id)
    return (await tx.execute(of_it)).first() is not None


async def names_for_all(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of those who agreed to be named in public."""
    query = sa.select(nomination_persons.c.nomination, nomination_persons.c.name).where(
        nomination_persons.c.nomination.in_(list(ids)), nomination_persons.c.may_name_publicly
    )
    return {row.nomination: row.name for row in await tx.execute(query)}


async def save_declaration(tx: Transaction, declaration: Declaration) -> None:
    """Keep what a reviewer declared; declared again, the later one stands."""
    row = {
        "nomination": declaration.nomination,
        "reviewer": declaration.reviewer,
        "declared_at": declaration.declared_at,
        "ties": sorted(tie.value for tie in declaration.ties),
    }
    kept = insert(conflict_declarations).values(row)
    changed = {"declared_at": row["declared_at"], "ties": row["ties"]}
    key = ["nomination", "reviewer"]
    await tx.execute(kept.on_conflict_do_update(index_elements=key, set_=changed))


async def list_declarations(tx: Transaction, nomination_id: UUID) -> dict[UUID, Declaration]:
    query = sa.select(conflict_declarations).where(
        conflict_declarations.c.nomination == nomination_id
    )
    rows = (await tx.execute(query)).mappings()
    return {row["reviewer"]: _declaration(row) for row in rows}


async def add_sheet(tx: Transaction, sheet: ScoreSheet) -> bool:
    """Keep a sheet, unless this edition is there already."""
    row = {column.name: getattr(sheet, column.name) for column in score_sheets.c}
    row["scores"] = {code: [s.points, s.comment] for code, s in sheet.scores.items()}
    added = insert(score_sheets).values(row).on_conflict_do_nothing()
    kept = await tx.execute(added.returning(score_sheets.c.edition))
    return kept.scalar_one_or_none() is not None


async def list_sheets(tx: Transaction, nomination_id: UUID) -> list[ScoreSheet]:
    """Every edition of every sheet, by reviewer and edition."""
    query = (
        sa.select(score_sheets)
        .where(score_sheets.c.nomination == nomination_id)
        .order_by(score_sheets.c.reviewer, score_sheets.c.edition)
    )
    return [_sheet(row) for row in (await tx.execute(query)).mappings()]


async def list_standing_sheets(tx: Transaction, nomination_id: UUID) -> list[ScoreSheet]:
    """The newest edition of every sheet."""
    newest = {sheet.reviewer: sheet for sheet in await list_sheets(tx, nomination_id)}
    return list(newest.values())


def _declaration(row: sa.RowMapping) -> Declaration:
    return Declaration(**{**row, "ties": frozenset(Tie(tie) for tie in row["ties"])})


def _sheet(row: sa.RowMapping) -> ScoreSheet:
    scores = {code: Score(points, comment) for code, (points, comment) in row["scores"].items()}
    return ScoreSheet(**{**row, "scores": scores})
