"""Exemplars: nominated, moved on step by step, scored, recognised, rewarded, taken back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from services.registry.campaigns.domain.duties import Deed, What
from services.registry.campaigns.workflows import record_duty_response
from services.registry.exemplars import store
from services.registry.exemplars.domain.guide import Guide
from services.registry.exemplars.domain.nominations import (
    NAME_READ,
    OPEN,
    TRANSITIONS,
    Candidacy,
    GivenAward,
    ModelMissing,
    Moved,
    NominatedBefore,
    Nomination,
    NominationChanged,
    NominationState,
    NominationStep,
    NotOursToMove,
    NotProposedHere,
    Person,
    StepOutOfTurn,
    TakenUpBefore,
    checked,
    code_of,
    moved,
    must_be_proposable,
    nominee_key,
    rewarded_before,
)
from services.registry.exemplars.domain.principles import (
    Answer,
    Spread,
    checked_answer,
    checked_spread,
    must_hold,
)
from services.registry.exemplars.domain.scoring import (
    Declaration,
    Judge,
    ScoredBefore,
    ScoreSheet,
    checked_scores,
    first_edition,
    must_be_impartial,
    must_have_declared,
    next_edition,
    outcome,
    scored_codes,
)
from services.registry.org.domain import document_number
from services.registry.units.domain.units import UnitOfAnother
from shared.chassis import audit
from shared.chassis.acting import Acting, SignedIn
from shared.chassis.database import Transaction
from shared.chassis.outbox import OutgoingEvent, publish
from shared.events.exemplars import (
    AwardGiven,
    ExemplarNominated,
    ExemplarProposed,
    ExemplarRecognised,
    ExemplarRevoked,
)
from shared.kernel.hosting import not_after, served
from shared.kernel.places import PlaceCode
from shared.kernel.rejection import Rejection

VoteCheck = Callable[[Transaction, str], Awaitable[bool]]
_vote_checks: list[VoteCheck] = []


def vote_check(check: VoteCheck) -> VoteCheck:
    """Have `check` asked whether people voted on a nomination, named by its code."""
    _vote_checks.append(check)
    return check


class RevocationReasonMissing(Rejection):
    """Thu hồi thì phải nêu lý do.
    Say why the recognition is taken back.
    """


async def nominate(tx: Transaction, candidacy: Candidacy, acting: Acting) -> Nomination:
    """Put somebody or something forward and let the levels above know.

    Raises:
        ModelMissing: if the unit has not registered the model.
        NominatedBefore: if the same is nominated already; names it.
        RewardedBefore: if the achievement has had its award.
        UnitNotHosted: if another node serves the unit.

    """
    good = checked(candidacy)
    await _must_be_hosted(tx, good.unit, acting)
    if good.model and not await store.is_nominable(tx, good.model, unit=good.unit):
        raise ModelMissing
    digest, new_id = store.digest_of(nominee_key(good)), uuid7()
    achievement = await store.find_achievement(tx, digest) or new_id
    await _refuse_second_award(tx, achievement)
    nomination = Nomination(
        id=new_id,
        code=code_of(new_id),
        subject=good.subject,
        unit=good.unit,
        host=acting.place.code,
        year=good.year,
        achievement_id=achievement,
        achievement=good.achievement,
        model=good.model,
        campaign=good.campaign,
        nominated_by=acting.account,
        nominated_on=acting.today,
        moved_on=acting.today,
    )
    if not await store.add_nomination(tx, nomination, digest=digest):
        raise await _named(tx, digest, good)
    if good.person:
        person = Person(good.person, good.may_name_publicly)
        await store.add_person(tx, nomination.id, person)
    await record_duty_response(tx, deed_of(nomination))
    await _tell_nominated(tx, nomination, acting)
    return nomination


async def move_on(
    tx: Transaction, nomination_id: UUID, move: Moved, *, guide: Guide, acting: Acting
) -> Nomination:
    """Take a step, if it is its turn and what it rests on is there; tell what others count.

    Raises:
        NotOursToMove: if another node keeps the nomination.
        NominationChanged: if somebody moved it since it was looked at.

    """
    nomination = await ours(tx, nomination_id, acting)
    taken = _checked_move(move, acting)
    after = moved(nomination, taken)
    record = await store.load_record(tx, nomination, guide, today=acting.today)
    must_hold(taken.step, record)
    if taken.step is NominationStep.REVIEW and not await _was_voted_on(tx, nomination.code):
        outcome(await store.list_standing_sheets(tx, nomination.id), guide.procedure)
    await store.save_nomination(tx, after)
    await store.add_move(tx, nomination.id, taken)
    deed = f"nomination.{taken.step.value}"
    await audit.record(tx, acting.principal, deed, subject=str(nomination.id))
    if taken.step is NominationStep.REVOKE:
        await _revoke(tx, after, taken, acting)
    elif taken.step in {NominationStep.SELECT, NominationStep.COMMEND}:
        await _recognise(tx, after, taken, acting)
    if taken.step is NominationStep.COMMEND:
        await _give(tx, after, taken, guide=guide, acting=acting)
    return after


async def _was_voted_on(tx: Transaction, code: str) -> bool:
    assert _vote_checks, "nobody knows of votes: services.registry.ballots was not imported"
    return any([await check(tx, code) for check in _vote_checks])


async def ours(tx: Transaction, nomination_id: UUID, acting: Acting) -> Nomination:
    """A nomination this node keeps; others wait until the transaction ends.

    Raises:
        NotOursToMove: if another node keeps it.
        NominationChanged: if somebody changed it since it was looked at.

    """
    nomination = await store.load_nomination(tx, nomination_id, for_update=True)
    if nomination.host != acting.place.code:
        raise NotOursToMove
    if acting.seen_version not in {None, nomination.version}:
        raise NominationChanged
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


async def _must_be_hosted(tx: Transaction, unit: str, acting: Acting) -> None:
    known, here = await store.find_unit(tx, unit, day=acting.today), acting.place.code
    served(unit, {here, unit} if known and known.host == here else {here})


async def _tell_nominated(tx: Transaction, nomination: Nomination, acting: Acting) -> None:
    event = ExemplarNominated(
        nomination_id=nomination.id,
        unit=nomination.unit,
        subject=nomination.subject.value,
        year=nomination.year,
        nominated_on=nomination.nominated_on,
        achievement_id=nomination.achievement_id,
        model=nomination.model,
        campaign=nomination.campaign,
        origin=nomination.origin,
    )
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))


async def _recognise(tx: Transaction, after: Nomination, move: Moved, acting: Acting) -> None:
    event = ExemplarRecognised(
        nomination_id=after.id,
        unit=after.unit,
        subject=after.subject.value,
        recognition="selected" if move.step is NominationStep.SELECT else "commended",
        nominated_on=after.nominated_on,
        recognised_on=move.happened_on,
        basis=move.document,
    )
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))


async def _revoke(tx: Transaction, after: Nomination, move: Moved, acting: Acting) -> None:
    assert move.reason is not None, "what is revoked is revoked for a reason"
    await store.revoke_awards(tx, after.id, day=move.happened_on)
    event = ExemplarRevoked(
        nomination_id=after.id,
        unit=after.unit,
        subject=after.subject.value,
        reason=move.reason.value,
        revoked_on=move.happened_on,
        basis=move.document,
    )
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))


async def _give(
    tx: Transaction, nomination: Nomination, move: Moved, *, guide: Guide, acting: Acting
) -> None:
    award = GivenAward(
        id=uuid7(),
        nomination=nomination.id,
        achievement_id=nomination.achievement_id,
        unit=nomination.unit,
        host=nomination.host,
        award=guide.award(move.award or "").code,
        given_on=move.happened_on,
        document=move.document,
    )
    if not await store.add_award(tx, award):
        await _refuse_second_award(tx, award.achievement_id)
    event = AwardGiven(
        award_id=award.id,
        nomination_id=award.nomination,
        achievement_id=award.achievement_id,
        unit=award.unit,
        subject=nomination.subject.value,
        award=award.award,
        given_on=award.given_on,
        basis=award.document,
    )
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))


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


def _checked_move(move: Moved, acting: Acting) -> Moved:
    if move.step is NominationStep.REVOKE and move.reason is None:
        raise RevocationReasonMissing
    return replace(
        move,
        happened_on=not_after(move.happened_on, acting.today),
        document=document_number(move.document).text,
        by=acting.account,
        reason=move.reason if move.step is NominationStep.REVOKE else None,
        award=move.award or "" if move.step is NominationStep.COMMEND else None,
    )


async def open_name(tx: Transaction, nomination_id: UUID, acting: Acting) -> Person | None:
    """Whom a nomination is about; that it was opened, and by whom, is kept in the trail."""
    await audit.record_reading(tx, acting.principal, NAME_READ, subject=str(nomination_id))
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


async def _theirs(tx: Transaction, nomination_id: UUID, node: PlaceCode) -> Nomination:
    """A nomination the speaking node keeps: nobody moves that of another."""
    nomination = await store.load_nomination(tx, nomination_id, for_update=True)
    if nomination.host != node:
        raise UnitOfAnother
    return nomination


async def fill_in(
    tx: Transaction,
    nomination_id: UUID,
    answers: Sequence[Answer],
    *,
    guide: Guide,
    acting: Acting,
) -> Nomination:
    """Keep answers to criteria, until the nomination is published.

    Raises:
        NominationChanged: if somebody else filled in since it was looked at.
        StepOutOfTurn: if it is published already.

    """
    nomination = await ours(tx, nomination_id, acting)
    if nomination.state not in OPEN:
        raise StepOutOfTurn
    criteria = await store.criteria_of(tx, nomination, guide)
    for answer in answers:
        await store.save_answer(tx, nomination.id, checked_answer(answer, criteria))
    after = replace(nomination, version=nomination.version + 1)
    await store.save_nomination(tx, after)
    return after


async def note_spread(tx: Transaction, spread: Spread, acting: Acting) -> None:
    """Keep that an exemplar was copied or spoken of."""
    await ours(tx, spread.nomination, acting)
    not_after(spread.happened_on, acting.today)
    await store.add_spread(tx, checked_spread(spread))


async def propose_up(
    tx: Transaction, nomination_id: UUID, document: str, *, acting: Acting
) -> Nomination:
    """Propose what was selected here to the level above.

    Raises:
        NobodyAbove: if this is the top.
        ProposedBefore: if it was proposed already.

    """
    nomination = await ours(tx, nomination_id, acting)
    must_be_proposable(nomination, has_parent=not acting.place.is_top)
    basis = document_number(document).text
    proposed = replace(nomination, proposed_up_on=acting.today, version=nomination.version + 1)
    await store.save_nomination(tx, proposed)
    event = ExemplarProposed(
        nomination_id=proposed.id,
        unit=proposed.unit,
        subject=proposed.subject.value,
        year=proposed.year,
        nominated_on=proposed.nominated_on,
        achievement_id=proposed.achievement_id,
        proposed_on=acting.today,
        basis=basis,
        model=proposed.model,
    )
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))
    return proposed


async def take_up(
    tx: Transaction, origin: UUID, document: str, *, acting: Acting
) -> Nomination:
    """Take a proposal from below through this level's own council.

    The home collective accepted it at home; `document` is the proposal that says so.

    Raises:
        NotProposedHere: if nobody below proposed it.
        TakenUpBefore: if it was taken up already.

    """
    below = await store.load_nomination(tx, origin, for_update=True)
    if below.host == acting.place.code or below.proposed_up_on is None:
        raise NotProposedHere
    basis, new_id = document_number(document).text, uuid7()
    taken = replace(
        below,
        id=new_id,
        code=code_of(new_id),
        host=acting.place.code,
        origin=below.id,
        state=NominationState.ACCEPTED,
        moved_on=acting.today,
        nominated_by=acting.account,
        proposed_up_on=None,
        version=1,
    )
    if not await store.add_nomination(tx, taken, digest=None):
        raise TakenUpBefore
    move = Moved(
        step=NominationStep.ACCEPT, happened_on=acting.today, document=basis, by=acting.account
    )
    await store.add_move(tx, taken.id, move)
    await _tell_nominated(tx, taken, acting)
    return taken


async def declare(tx: Transaction, declaration: Declaration, acting: SignedIn) -> None:
    """Keep what a reviewer declared, if the reviewer may score at all.

    Raises:
        ScoringOwnUnit: if the rules see a tie already.

    """
    await _to_be_scored(tx, declaration.nomination, acting)
    await store.save_declaration(tx, declaration)


async def hand_in(
    tx: Transaction, sheet: ScoreSheet, *, is_amendment: bool, guide: Guide, acting: SignedIn
) -> ScoreSheet:
    """Keep a score sheet; one that amends an earlier one gives the reason.

    Raises:
        ConflictDeclared: if a tie was declared.
        DeclarationMissing: if nothing was.
        ScoredBefore: if a sheet was handed in and this does not amend it.

    """
    nomination = await _to_be_scored(tx, sheet.nomination, acting)
    declarations = await store.list_declarations(tx, nomination.id)
    must_have_declared(declarations.get(sheet.reviewer))
    criteria = await store.criteria_of(tx, nomination, guide)
    checked_scores(sheet.scores, scored_codes(criteria), top=guide.procedure.top_score)
    sheets = await store.list_standing_sheets(tx, sheet.nomination)
    before = next((each for each in sheets if each.reviewer == sheet.reviewer), None)
    if is_amendment:
        kept = replace(sheet, edition=next_edition(sheet, before))
    else:
        kept = first_edition(sheet, before)
    if not await store.add_sheet(tx, kept):
        raise ScoredBefore
    deed = "score.amended" if is_amendment else "score.handed_in"
    await audit.record(tx, acting.principal, deed, subject=str(nomination.id))
    return kept


async def _to_be_scored(tx: Transaction, nomination_id: UUID, acting: SignedIn) -> Nomination:
    nomination = await ours(tx, nomination_id, acting)
    if nomination.state is not NominationState.PUBLISHED:
        raise StepOutOfTurn
    judge = Judge(
        account=acting.principal.account,
        grants=acting.principal.grants,
        acting_for=acting.principal.acting_for,
    )
    must_be_impartial(
        judge, unit=nomination.unit, host=nomination.host, nominated_by=nomination.nominated_by
    )
    return nomination
