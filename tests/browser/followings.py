"""Cases as their senders follow them, in states one seldom meets."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from services.intake.cases.domain.cases import Case, CaseId, CaseState, Visibility
from services.intake.cases.domain.messages import Message, MessageId
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.store.messages import Entry
from services.intake.categories.domain import CategoryCode
from services.intake.following.queries import Followed
from services.intake.following.store import Follower
from services.intake.following.views import FollowView, follow_view
from services.intake.handing_over.queries import Whereabouts
from services.intake.letters.domain.letters import (
    Issue,
    Letter,
    LetterId,
    LetterKind,
    LetterState,
)
from services.intake.org.queries import UnitName
from services.intake.promises.domain import PromiseSubject, SubjectKind
from shared.kernel.places import CIVIC_TIME, UnitCode
from shared.portal.words import Words
from tests.browser.citizens import DONE, INTERIM, RUBBISH

TODAY = date(2018, 10, 17)
AT = datetime(2018, 10, 15, 1, 42, tzinfo=UTC)
ID = UUID(int=1)
CASE = Case(
    id=CaseId(ID),
    number=TrackingNumber("7K3M9QF2"),
    unit=UnitCode("sai-dong"),
    category=CategoryCode("env_sanitation"),
    text=RUBBISH,
    received_at=AT,
    received_on=date(2018, 10, 15),
    acknowledge_by=date(2018, 10, 16),
    answer_by=date(2018, 10, 16),
    due_on=TODAY,
    promised_on=TODAY,
    promise_id=ID,
)
MESSAGE = Message(
    id=MessageId(ID),
    case_id=CASE.id,
    number=CASE.number,
    channel="online_channel",
    external_ref=None,
    received_at=AT,
    text=RUBBISH,
    visibility=Visibility.CONFIDENTIAL,
    language="vi",
    opened=True,
)
FOLLOWER = Follower(has_phone=True, has_email=True, is_stopped=False)
APOLOGY = Letter(
    id=LetterId(ID),
    kind=LetterKind.APOLOGY,
    unit=UnitCode("sai-dong"),
    subject=PromiseSubject(SubjectKind.FEEDBACK, ID),
    ref="SD-7K3M-9QF2",
    topic="env_sanitation",
    received_on=date(2018, 10, 15),
    about_on=date(2018, 10, 15),
    state=LetterState.ISSUED,
    reason="Chờ Xí nghiệp Môi trường bố trí xe cẩu.",
    new_on=date(2018, 10, 19),
    drafted_at=AT,
    issue=Issue(
        issued_on=date(2018, 10, 15),
        issuer=UnitCode("sai-dong"),
        year=2018,
        number=12,
        symbol="TXL-UBND",
        signed_at=AT + timedelta(hours=5),
        signed_by=None,
    ),
)
PHUC_LOI = UnitName(code="phuc-loi", vi="Phường Phúc Lợi", en="Phúc Lợi ward")


def entry(nth: int, what: str, words: str = "", **data: object) -> Entry:
    """Something that happened, `nth` hours after the first."""
    return Entry(
        id=UUID(int=nth),
        case_id=CASE.id,
        at=AT + timedelta(hours=nth),
        who="system",
        what=what,
        is_public=True,
        words=words,
        data={"message": str(ID)} | data,
    )


def story(state: str, words: Words) -> FollowView:
    """A case in this state, as its sender sees it."""
    told = {
        "handed-over": seen(
            CaseState.HANDED_OVER,
            entry(1, "handed_over"),
            entry(2, "taken_over"),
            way=Whereabouts(
                unit="phuc-loi", since=AT, is_taken_over=True, stands_due_on=date(2018, 10, 19)
            ),
        ),
        "closed": seen(
            CaseState.CLOSED, entry(1, "resolved", DONE), entry(2, "closed"),
            resolved_at=AT, closed_on=TODAY, reopen_until=date(2018, 10, 16),
        ),
        "transferred": seen(CaseState.TRANSFERRED, entry(1, "transferred")),
        "overdue": seen(
            CaseState.IN_PROGRESS,
            entry(1, "acknowledged"),
            entry(2, "interim_reply", INTERIM, promised_on="2018-10-15"),
            entry(3, "seal_opened", "Gọi hỏi vị trí chính xác."),
            promised_on=date(2018, 10, 15),
        ),
        "poor": seen(
            CaseState.CONFIRMED, entry(1, "resolved", DONE), entry(2, "confirmed"),
            resolved_at=AT, closed_on=TODAY, reopen_until=date(2018, 10, 31), rating=2,
        ),
        "merged": seen(CaseState.IN_PROGRESS, entry(1, "merged"), is_merged=True),
    }[state]  # fmt: skip
    return follow_view(told, "SD-7K3M-9QF2", today=TODAY, zone=CIVIC_TIME, words=words)


def seen(
    state: CaseState,
    *entries: Entry,
    way: Whereabouts | None = None,
    is_merged: bool = False,
    **more: object,
) -> Followed:
    """What its sender may see."""
    case = replace(CASE, state=state, **more)  # type: ignore[arg-type]  # fields of a case
    return Followed(
        case=case,
        message=MESSAGE,
        merged=CASE if is_merged else None,
        entries=entries,
        moves=(),
        photos=(),
        follower=FOLLOWER,
        letters=(APOLOGY,) if case.promised_on < TODAY else (),
        way=way,
        way_name=PHUC_LOI if way else None,
        may_appeal=True,
    )
