"""Letters: an apology before a promise is broken, a word of thanks; each signed by somebody."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.intake.promises.domain import PromiseSubject
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, NotAllowed, NotFound, Rejection

LetterId = NewType("LetterId", UUID)

MOST_REASON_CHARS = 1000


class LetterUnknown(NotFound):
    """Không có thư này ở đây.
    There is no such letter here.
    """


class LetterAlreadyIssued(Conflict):
    """Thư này đã ký, đã vào sổ; không sửa được nữa.
    This letter is signed and numbered; it cannot be changed any more.
    """


class LetterWithdrawn(Conflict):
    """Thư này đã thôi, vì lời hứa đã được giữ hoặc không còn.
    This letter was withdrawn: the promise was kept, or stands no more.
    """


class LetterNotIssued(Conflict):
    """Thư này chưa ký, chưa gửi được.
    This letter is not signed yet; it cannot be delivered.
    """


class LetterAlreadyDelivered(Conflict):
    """Thư này đã giao cho người nhận.
    This letter was delivered before.
    """


class PromiseStillStands(Conflict):
    """Lời hứa này chưa được giữ: không bỏ thư xin lỗi được. Hãy nêu lý do và trình ký.
    This promise is not kept yet: its apology cannot be withdrawn. Give the reason and sign.
    """


class ReasonMissing(Rejection):
    """Thư xin lỗi phải nêu lý do chậm; hãy viết một câu người nhận hiểu được.
    An apology must say why it is late; write one sentence its reader understands.
    """


class ReasonTooLong(Rejection):
    """Lý do dài quá 1.000 ký tự.
    The reason is longer than 1,000 characters.
    """


class NewDayMissing(Rejection):
    """Thư xin lỗi phải có ngày hẹn mới.
    An apology must name a new day.
    """


class NewDayTooEarly(Rejection):
    """Ngày hẹn mới phải sau ngày đã hẹn và không ở trong quá khứ.
    The new day must come after the promised one, and must not lie in the past.
    """


class SignerPrepared(NotAllowed):
    """Người soạn hoặc người thẩm tra không tự ký thư; xin chuyển người có thẩm quyền khác ký.
    Whoever prepared or reviewed a letter does not sign it; let another person sign.
    """


class LetterChangedMeanwhile(Conflict):
    """Người khác vừa sửa thư này. Xin xem lại bản mới rồi làm tiếp.
    Somebody else has just changed this letter. Look at it again before you go on.
    """


class LetterKind(StrEnum):
    """What a letter says."""

    APOLOGY = "apology"
    THANKS = "thanks"


class LetterState(StrEnum):
    """Where a letter stands."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


class DeliveryMethod(StrEnum):
    """How a letter reaches its reader."""

    EMAIL = "email"
    PRINT = "print"
    IN_PERSON = "in_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """That a letter was signed: its place in the register, and what it says for good."""

    issued_on: date
    issuer: UnitCode
    """Whose register it stands in: the unit, or the place that writes for it."""
    year: int
    number: int
    symbol: str
    signed_at: datetime
    signed_by: UUID | None
    """Nobody in person where the standing signature of the unit's head stood in."""
    content: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter."""

    id: LetterId
    kind: LetterKind
    unit: UnitCode
    subject: PromiseSubject
    ref: str
    topic: str
    received_on: date
    about_on: date
    """The promised day an apology is for; the day of what thanks are given for."""
    trigger: str = ""
    state: LetterState = LetterState.DRAFT
    reason: str = ""
    new_on: date | None = None
    version: int = 1
    drafted_at: datetime
    prepared_by: UUID | None = None
    reviewed_by: UUID | None = None
    reviewed_at: datetime | None = None
    issue: Issue | None = None
    delivered_on: date | None = None
    delivered_by: DeliveryMethod | None = None
    withdrawn_on: date | None = None
    withdrawn_why: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits for a signature."""
        return self.state in OPEN

    @property
    def is_complete(self) -> bool:
        """Whether it says all that the law asks of it."""
        return bool(self.reason) and (self.kind is LetterKind.THANKS or self.new_on is not None)


OPEN = frozenset({LetterState.DRAFT, LetterState.REVIEWED})


def prepared(
    letter: Letter, *, reason: str, new_on: date | None, by: UUID | None, today: date
) -> Letter:
    """The letter with its reason and new day; what was reviewed is to be reviewed again.

    Raises:
        LetterAlreadyIssued, LetterWithdrawn: if it waits for nobody any more.
        ReasonTooLong: if the reason is.
        NewDayTooEarly: if the new day promises nothing.

    """
    _open(letter)
    if len(reason) > MOST_REASON_CHARS:
        raise ReasonTooLong
    if new_on is not None and (new_on <= letter.about_on or new_on < today):
        raise NewDayTooEarly
    return replace(
        letter,
        reason=reason.strip(),
        new_on=new_on,
        prepared_by=by,
        state=LetterState.DRAFT,
        reviewed_by=None,
        reviewed_at=None,
        version=letter.version + 1,
    )


def reviewed(letter: Letter, *, by: UUID | None, now: datetime) -> Letter:
    """The letter found good enough to be signed.

    Raises:
        LetterAlreadyIssued, LetterWithdrawn: if it waits for nobody any more.
        ReasonMissing, NewDayMissing: if it does not say all it must.

    """
    _open(letter)
    _complete(letter)
    step = {"reviewed_by": by, "reviewed_at": now, "version": letter.version + 1}
    return replace(letter, state=LetterState.REVIEWED, **step)  # type: ignore[arg-type]  # by name


def signable(letter: Letter, *, by: UUID, today: date) -> Letter:
    """The letter, if this person may sign it as it is.

    Raises:
        LetterAlreadyIssued, LetterWithdrawn: if it waits for nobody any more.
        ReasonMissing, NewDayMissing: if it does not say all it must.
        NewDayTooEarly: if the new day has passed while the letter waited.
        SignerPrepared: if its signer wrote or reviewed it.

    """
    _open(letter)
    _complete(letter)
    if letter.new_on is not None and letter.new_on < today:
        raise NewDayTooEarly
    if by in {letter.prepared_by, letter.reviewed_by}:
        raise SignerPrepared
    return letter


def issued(letter: Letter, issue: Issue) -> Letter:
    """The letter with its number, for good."""
    _open(letter)
    return replace(letter, state=LetterState.ISSUED, issue=issue, version=letter.version + 1)


def withdrawn(letter: Letter, *, on: date, why: str) -> Letter:
    """The letter nobody needs any more.

    Raises:
        LetterAlreadyIssued, LetterWithdrawn: if it waits for nobody any more.

    """
    _open(letter)
    after = replace(letter, state=LetterState.WITHDRAWN, withdrawn_on=on, withdrawn_why=why)
    return replace(after, version=letter.version + 1)


def delivered(letter: Letter, *, by: DeliveryMethod, on: date) -> Letter:
    """The letter in the hands of its reader.

    Raises:
        LetterNotIssued: if nobody has signed it.
        LetterAlreadyDelivered: if it was delivered.

    """
    if letter.state is not LetterState.ISSUED:
        raise LetterNotIssued
    if letter.delivered_on is not None:
        raise LetterAlreadyDelivered
    return replace(letter, delivered_by=by, delivered_on=on, version=letter.version + 1)


def _open(letter: Letter) -> None:
    if letter.state is LetterState.ISSUED:
        raise LetterAlreadyIssued
    if letter.state is LetterState.WITHDRAWN:
        raise LetterWithdrawn


def _complete(letter: Letter) -> None:
    if not letter.reason:
        raise ReasonMissing
    if not letter.is_complete:
        raise NewDayMissing
