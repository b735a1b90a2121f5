"""Exemplars: nominated, moved on step by step, recognised, rewarded, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.registry.ballots import store as box_store
from services.registry.ballots.domain.seals import Seal
from services.registry.ballots.store import was_voted_on
from services.registry.campaigns.domain.deeds import Deed, What
from services.registry.campaigns.workflows import record_duty_response
from services.registry.exemplars import outgoing, store
from services.registry.exemplars.domain.awards import (
    GivenAward,
    NotProposedHere,
    TakenUpBefore,
    must_be_proposable,
    rewarded_before,
)
from services.registry.exemplars.domain.checklist import Answer, checked_answer
from services.registry.exemplars.domain.conflicts import (
    Declaration,
    Judge,
    must_be_impartial,
    must_have_declared,
)
from services.registry.exemplars.domain.exemplars import (
    OPEN,
    TRANSITIONS,
    Candidacy,
    ModelMissing,
    Moved,
    NominatedBefore,
    Nomination,
    NominationChanged,
    NominationState,
    NominationStep,
    NotOursToMove,
    Reason,
    StepOutOfTurn,
    checked,
    code_of,
    moved,
    nominee_key,
)
from services.registry.exemplars.domain.guide import Guide
from services.registry.exemplars.domain.nominees import NAME_READ, Person
from services.registry.exemplars.domain.principles import must_hold
from services.registry.exemplars.domain.scoring import (
    ScoredBefore,
    ScoreSheet,
    asked,
    checked_scores,
    first_edition,
    next_edition,
    outcome,
)
from services.registry.exemplars.domain.spread import Spread, checked_spread
from services.registry.exemplars.store import (
    criteria_of,
    is_nominable,
    list_standing_sheets,
    load_record,
)
from services.registry.org.domain import document_number
from services.registry.units.domain.units import UnitOfAnother
from services.registry.units.store import list_chapters
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.chassis.principal import Principal
from shared.kernel.hosting import not_after, served
from shared.kernel.places import Place, PlaceCode
from shared.kernel.rejection import Rejection


class RevocationReasonMissing(Rejection):
    """Thu hồi thì phải nêu lý do.
    Say why the recognition is taken back.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Who does something, where and when; a new id for whatever comes of it."""

    principal: Principal
    place: Place
    now: datetime
    new_id: UUID

    @property
    def by(self) -> UUID:
        """Whose account it is."""
        return self.principal.account

    @property
    def today(self) -> date:
        """The civic day."""
        return self.place.day_of(self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationMove:
    """A step somebody asks for, as it was typed in."""

    step: NominationStep
    happened_on: date
    document: str
    seen_version: int
    reason: Reason | None = None
    award: str = ""


async def nominate(tx: Transaction, candidacy: Candidacy, errand: Errand) -> Nomination:
    """Put somebody or something forward and let the levels above know.

    Raises:
        ModelMissing: if the unit has not registered the model.
        NominatedBefore: if the same is nominated already; names it.
        RewardedBefore: if the achievement has had its award.
        UnitNotHosted: if another node serves the unit.

    """
    good = checked(candidacy)
    await _must_be_hosted(tx, good.unit, errand)
    if good.model and not await is_nominable(tx, good.model, unit=good.unit):
        raise ModelMissing
    digest = store.digest_of(nominee_key(good))
    achievement = await store.find_achievement(tx, digest) or errand.new_id
    await _refuse_second_award(tx, achievement)
    nomination = _nomination(good, errand, achievement)
    if not await store.add_nomination(tx, nomination, digest=digest):
        raise await _named(tx, digest, good)
    if good.person:
        person = Person(good.person, good.may_name_publicly)
        await store.add_person(tx, nomination.id, person)
    await record_duty_response(tx, deed_of(nomination))
    await publish(tx, outgoing.exemplar_nominated(nomination, now=errand.now))
    return nomination


async def move_on(
    tx: Transaction, nomination_id: UUID, move: NominationMove, *, guide: Guide, errand: Errand
) -> Nomination:
    """Take a step, if it is its turn and what it rests on is there; tell what others count.

    Raises:
        NotOursToMove: if another node keeps the nomination.
        NominationChanged: if somebody moved it since it was looked at.

    """
    nomination = await ours(tx, nomination_id, errand)
    if nomination.version != move.seen_version:
        raise NominationChanged
    taken = _taken(move, errand)
    after = moved(nomination, taken)
    record = await load_record(tx, nomination, guide, today=errand.today)
    must_hold(taken.step, record)
    if taken.step is NominationStep.REVIEW and not await was_voted_on(tx, nomination.code):
        outcome(await list_standing_sheets(tx, nomination.id), guide.procedure)
    await store.save_nomination(tx, after)
    await store.add_move(tx, nomination.id, taken)
    deed = f"nomination.{taken.step.value}"
    await audit.record(tx, errand.principal, deed, subject=str(nomination.id))
    await _tell(tx, after, taken, guide=guide, errand=errand)
    return after


async def ours(tx: Transaction, nomination_id: UUID, errand: Errand) -> Nomination:
    """A nomination this node keeps; others wait until the transaction ends.

    Raises:
        NotOursToMove: if another node keeps it.

    """
    nomination = await store.load_nomination(tx, nomination_id, for_update=True)
    if nomination.host != errand.place.code:
        raise NotOursToMove
    return nomination


def deed_of(nomination: Nomination) -> Deed:
    """What counts for a campaign that asks for nominations."""
    return Deed(
        what=What.NOMINATION,
        ref=str(nomination.id),
        unit=nomination.unit,
        occurred_on=nomination.nominated_on,
        host=nomination.host,
        campaign=nomination.campaign,
    )


async def _must_be_hosted(tx: Transaction, unit: str, errand: Errand) -> None:
    chapters = await list_chapters(tx, as_of=errand.today, code=unit)
    here = {c.unit.code for c in chapters if c.unit.host == errand.place.code}
    served(unit, here | {errand.place.code})


async def _tell(
    tx: Transaction, after: Nomination, taken: Moved, *, guide: Guide, errand: Errand
) -> None:
    if taken.step is NominationStep.REVOKE:
        await store.revoke_awards(tx, after.id, day=taken.happened_on)
        await publish(tx, outgoing.exemplar_revoked(after, taken, now=errand.now))
    elif taken.step in {NominationStep.SELECT, NominationStep.COMMEND}:
        await publish(tx, outgoing.exemplar_recognised(after, taken, now=errand.now))
    if taken.step is NominationStep.COMMEND:
        await _give(tx, after, taken, guide=guide, errand=errand)


async def _give(
    tx: Transaction, nomination: Nomination, taken: Moved, *, guide: Guide, errand: Errand
) -> None:
    award = GivenAward(
        id=errand.new_id,
        nomination=nomination.id,
        achievement_id=nomination.achievement_id,
        unit=nomination.unit,
        host=nomination.host,
        award=guide.award(taken.award or "").code,
        given_on=taken.happened_on,
        document=taken.document,
    )
    if not await store.add_award(tx, award):
        await _refuse_second_award(tx, award.achievement_id)
    await publish(tx, outgoing.award_given(nomination, award, now=errand.now))


async def _refuse_second_award(tx: Transaction, achievement_id: UUID) -> None:
    standing = await store.find_standing(tx, achievement_id)
    if standing is not None:
        raise rewarded_before(standing)


async def _named(tx: Transaction, digest: bytes, candidacy: Candidacy) -> NominatedBefore:
    first = await store.find_same(tx, digest, year=candidacy.year)
    if first is None:
        return NominatedBefore()
    return NominatedBefore(
        f"Điển hình này đã được giới thiệu ngày {first.nominated_on:%d/%m/%Y}, "
        f"hồ sơ {first.code}, cùng một thành tích. Hãy mở hồ sơ ấy để bổ sung.",
        f"This was nominated on {first.nominated_on} as {first.code}, for the same "
        "achievement. Open that nomination to add to it.",
    )


def _nomination(candidacy: Candidacy, errand: Errand, achievement: UUID) -> Nomination:
    return Nomination(
        id=errand.new_id,
        code=code_of(errand.new_id),
        subject=candidacy.subject,
        unit=candidacy.unit,
        host=errand.place.code,
        year=candidacy.year,
        achievement_id=achievement,
        achievement=candidacy.achievement,
        model=candidacy.model,
        campaign=candidacy.campaign,
        nominated_by=errand.by,
        nominated_on=errand.today,
        moved_on=errand.today,
    )


def _taken(move: NominationMove, errand: Errand) -> Moved:
    if move.step is NominationStep.REVOKE and move.reason is None:
        raise RevocationReasonMissing
    return Moved(
        step=move.step,
        happened_on=not_after(move.happened_on, errand.today),
        document=document_number(move.document).text,
        by=errand.by,
        reason=move.reason if move.step is NominationStep.REVOKE else None,
        award=move.award if move.step is NominationStep.COMMEND else None,
    )


async def open_name(tx: Transaction, nomination_id: UUID, errand: Errand) -> Person | None:
    """Whom a nomination is about; that it was opened, and by whom, is kept in the trail."""
    await audit.record_reading(tx, errand.principal, NAME_READ, subject=str(nomination_id))
    return await store.find_person(tx, nomination_id)


async def note_nomination(tx: Transaction, nomination: Nomination) -> None:
    """Keep that a unit below put somebody or something forward; told again, nothing changes."""
    is_new = await store.add_nomination(tx, nomination, digest=None)
    if is_new and nomination.origin is None:
        await record_duty_response(tx, deed_of(nomination))


async def note_step(
    tx: Transaction, nomination_id: UUID, move: Moved, *, node: PlaceCode
) -> None:
    """Keep how far a nomination below has come.

    Raises:
        UnitOfAnother: if another node keeps it.

    """
    nomination = await _theirs(tx, nomination_id, node)
    _, leads_to = TRANSITIONS[move.step]
    after = replace(nomination, state=leads_to, moved_on=move.happened_on)
    await store.save_nomination(tx, replace(after, version=nomination.version + 1))
    await store.add_move(tx, nomination_id, move)
    if move.step is NominationStep.REVOKE:
        await store.revoke_awards(tx, nomination_id, day=move.happened_on)


async def note_award(tx: Transaction, award: GivenAward) -> None:
    """Keep an award given below; a second one for the same achievement changes nothing.

    Raises:
        UnitOfAnother: if another node keeps the nomination.

    """
    nomination = await _theirs(tx, award.nomination, award.host)
    await store.add_award(tx, replace(award, achievement_id=nomination.achievement_id))


async def note_proposal(
    tx: Transaction, nomination_id: UUID, *, day: date, node: PlaceCode
) -> None:
    """Keep that a node below proposes what it selected.

    Raises:
        UnitOfAnother: if another node keeps it.

    """
    nomination = await _theirs(tx, nomination_id, node)
    proposed = replace(nomination, proposed_up_on=day, version=nomination.version + 1)
    await store.save_nomination(tx, proposed)


async def note_seal(tx: Transaction, seal: Seal) -> None:
    """Witness the seal of a ballot below."""
    await box_store.save_seal(tx, seal)


async def _theirs(tx: Transaction, nomination_id: UUID, node: PlaceCode) -> Nomination:
    """A nomination the speaking node keeps: nobody moves that of another."""
    nomination = await store.load_nomination(tx, nomination_id, for_update=True)
    if nomination.host != node:
        raise UnitOfAnother
    return nomination


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A checklist as somebody sends it."""

    answers: Sequence[Answer]
    seen_version: int


async def fill_in(
    tx: Transaction, nomination_id: UUID, filled: Filled, *, guide: Guide, errand: Errand
) -> Nomination:
    """Keep answers to criteria, until the nomination is published.

    Raises:
        NominationChanged: if somebody else filled in since it was looked at.
        StepOutOfTurn: if it is published already.

    """
    nomination = await ours(tx, nomination_id, errand)
    if nomination.version != filled.seen_version:
        raise NominationChanged
    if nomination.state not in OPEN:
        raise StepOutOfTurn
    criteria = await criteria_of(tx, nomination, guide)
    for answer in filled.answers:
        await store.save_answer(tx, nomination.id, checked_answer(answer, criteria))
    after = replace(nomination, version=nomination.version + 1)
    await store.save_nomination(tx, after)
    return after


async def note_spread(tx: Transaction, spread: Spread, errand: Errand) -> None:
    """Keep that an exemplar was copied or spoken of."""
    await ours(tx, spread.nomination, errand)
    not_after(spread.happened_on, errand.today)
    await store.add_spread(tx, checked_spread(spread))


async def propose_up(
    tx: Transaction, nomination_id: UUID, document: str, *, errand: Errand
) -> Nomination:
    """Propose what was selected here to the level above.

    Raises:
        NobodyAbove: if this is the top.
        ProposedBefore: if it was proposed already.

    """
    nomination = await ours(tx, nomination_id, errand)
    must_be_proposable(nomination, has_parent=not errand.place.is_top)
    basis = document_number(document).text
    proposed = replace(nomination, proposed_up_on=errand.today, version=nomination.version + 1)
    await store.save_nomination(tx, proposed)
    await publish(tx, outgoing.exemplar_proposed(proposed, basis, now=errand.now))
    return proposed


async def take_up(
    tx: Transaction, origin: UUID, document: str, *, errand: Errand
) -> Nomination:
    """Take a proposal from below through this level's own council.

    The home collective accepted it at home; `document` is the proposal that says so.

    Raises:
        NotProposedHere: if nobody below proposed it.
        TakenUpBefore: if it was taken up already.

    """
    below = await store.load_nomination(tx, origin, for_update=True)
    if below.host == errand.place.code or below.proposed_up_on is None:
        raise NotProposedHere
    basis = document_number(document).text
    taken = replace(
        below,
        id=errand.new_id,
        code=code_of(errand.new_id),
        host=errand.place.code,
        origin=below.id,
        state=NominationState.ACCEPTED,
        moved_on=errand.today,
        nominated_by=errand.by,
        proposed_up_on=None,
        version=1,
    )
    if not await store.add_nomination(tx, taken, digest=None):
        raise TakenUpBefore
    await store.add_move(tx, taken.id, _accepted(basis, errand.today, errand.by))
    await publish(tx, outgoing.exemplar_nominated(taken, now=errand.now))
    return taken


def _accepted(basis: str, day: date, by: UUID) -> Moved:
    return Moved(step=NominationStep.ACCEPT, happened_on=day, document=basis, by=by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A sheet as it is handed in; with a reason if it amends an earlier one."""

    sheet: ScoreSheet
    is_amendment: bool = False


async def declare(
    tx: Transaction, declaration: Declaration, *, judge: Judge, errand: Errand
) -> None:
    """Keep what a reviewer declared, if the reviewer may score at all.

    Raises:
        ScoringOwnUnit: if the rules see a tie already.

    """
    await _scored_by(tx, declaration.nomination, judge=judge, errand=errand)
    await store.save_declaration(tx, declaration)


async def hand_in(
    tx: Transaction, handed: Handed, *, judge: Judge, guide: Guide, errand: Errand
) -> ScoreSheet:
    """Keep a score sheet.

    Raises:
        ConflictDeclared: if a tie was declared.
        DeclarationMissing: if nothing was.
        ScoredBefore: if a sheet was handed in and this does not amend it.

    """
    sheet = handed.sheet
    nomination = await _scored_by(tx, sheet.nomination, judge=judge, errand=errand)
    declarations = await store.list_declarations(tx, nomination.id)
    must_have_declared(declarations.get(judge.account))
    wanted = asked(await criteria_of(tx, nomination, guide))
    checked_scores(sheet.scores, wanted, top=guide.procedure.top_score)
    kept = await _keep(tx, handed)
    deed = "score.amended" if handed.is_amendment else "score.handed_in"
    await audit.record(tx, errand.principal, deed, subject=str(nomination.id))
    return kept


async def _scored_by(
    tx: Transaction, nomination_id: UUID, *, judge: Judge, errand: Errand
) -> Nomination:
    nomination = await ours(tx, nomination_id, errand)
    if nomination.state is not NominationState.PUBLISHED:
        raise StepOutOfTurn
    must_be_impartial(
        judge, unit=nomination.unit, host=nomination.host, nominated_by=nomination.nominated_by
    )
    return nomination


async def _keep(tx: Transaction, handed: Handed) -> ScoreSheet:
    sheet = handed.sheet
    standing = await store.list_standing_sheets(tx, sheet.nomination)
    before = next((each for each in standing if each.reviewer == sheet.reviewer), None)
    if handed.is_amendment:
        sheet = replace(sheet, edition=next_edition(sheet, before))
    else:
        sheet = first_edition(sheet, before)
    if not await store.add_sheet(tx, sheet):
        raise ScoredBefore
    return sheet
