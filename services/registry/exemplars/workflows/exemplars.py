"""Exemplars: nominated, moved on step by step, recognised, rewarded, taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.registry.ballots.store.ballots import was_voted_on
from services.registry.campaigns.domain.deeds import Deed, What
from services.registry.campaigns.workflows.deeds import record_duty_response
from services.registry.exemplars import outgoing
from services.registry.exemplars.domain.awards import GivenAward, rewarded_before
from services.registry.exemplars.domain.exemplars import (
    Candidacy,
    ModelMissing,
    Moved,
    NominatedBefore,
    Nomination,
    NominationChanged,
    NominationStep,
    NotOursToMove,
    Reason,
    checked,
    code_of,
    moved,
    nominee_key,
)
from services.registry.exemplars.domain.guide import Guide
from services.registry.exemplars.domain.nominees import NAME_READ, Person
from services.registry.exemplars.domain.principles import must_hold
from services.registry.exemplars.domain.scoring import outcome
from services.registry.exemplars.store import awards as award_store
from services.registry.exemplars.store import nominations as store
from services.registry.exemplars.store import nominees as nominee_store
from services.registry.exemplars.store.nominable import is_nominable
from services.registry.exemplars.store.nomination_files import load_record
from services.registry.exemplars.store.scoring import list_standing_sheets
from services.registry.org.domain.documents import document_number
from services.registry.units.store.units import list_chapters
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.chassis.principal import Principal
from shared.kernel.hosting import not_after, served
from shared.kernel.places import Place
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
        await nominee_store.add_person(tx, nomination.id, person)
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
        await award_store.revoke_awards(tx, after.id, day=taken.happened_on)
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
    if not await award_store.add_award(tx, award):
        await _refuse_second_award(tx, award.achievement_id)
    await publish(tx, outgoing.award_given(nomination, award, now=errand.now))


async def _refuse_second_award(tx: Transaction, achievement_id: UUID) -> None:
    standing = await award_store.find_standing(tx, achievement_id)
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
    return await nominee_store.find_person(tx, nomination_id)
