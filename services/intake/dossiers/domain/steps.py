"""Steps: the way of a dossier from its receipt to its result, and what each step obeys."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from unicodedata import normalize

from services.intake.dossiers.domain.dossiers import OPEN, RUNNING, Dossier, DossierState, vi
from shared.kernel.hosting import not_after
from shared.kernel.rejection import Conflict, Rejection
from shared.kernel.step_table import StepTable

ONE_DAY = timedelta(days=1)
LEAST_WORDS, MOST_WORDS = 3, 500


class DossierStep(StrEnum):
    """What moves a dossier on."""

    REQUEST_SUPPLEMENT = "request_supplement"
    SUPPLEMENT = "supplement"
    RESCHEDULE = "reschedule"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    STOP = "stop"
    RETURN = "return"


class DossierReason(StrEnum):
    """Why another date had to be named."""

    OTHER_AGENCY = "other_agency"
    COMPLEX = "complex"
    OVERLOAD = "overload"
    SYSTEM = "system"
    OTHER = "other"


class DossierAlreadyReturned(Conflict):
    """Hồ sơ này đã được trả kết quả từ trước.
    The result of this dossier has already been returned.
    """


class DossierAlreadyEnded(Conflict):
    """Hồ sơ này đã kết thúc: bị từ chối, đã rút hoặc dừng giải quyết.
    This dossier has ended: it was rejected, withdrawn or stopped.
    """


class SupplementAwaited(Conflict):
    """Hồ sơ đang chờ bổ sung; hãy ghi ngày nhận đủ hồ sơ trước.
    A supplement is awaited; record first when the file became whole.
    """


class NoSupplementAwaited(Conflict):
    """Hồ sơ này không chờ bổ sung.
    No supplement of this dossier is awaited.
    """


class ReturnedBeforeReceived(Rejection):
    """Ngày trả kết quả không được trước ngày tiếp nhận.
    The result cannot be returned before the day of receipt.
    """


class StepBeforeTheLast(Rejection):
    """Việc này không thể xảy ra trước việc liền trước của hồ sơ.
    This cannot have happened before what happened to the dossier last.
    """


class NewDateMissing(Rejection):
    """Hãy ghi ngày hẹn mới.
    Name the new date.
    """


class NewDateNotLater(Rejection):
    """Ngày hẹn lại phải sau ngày đang hẹn và không trước hôm hẹn lại.
    The new date must come after the one promised now, and not before the day it is named.
    """


class ReasonMissing(Rejection):
    """Hãy ghi lý do, từ 3 đến 500 ký tự: người nộp hồ sơ có quyền biết.
    Give the reason in 3 to 500 characters: the applicant has a right to it.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierStepTaken:
    """A step as it was taken. `words` say why and stay at this node."""

    step: DossierStep
    on: date
    due_on: date | None = None
    """The date it appoints: of the whole file, or the new one."""
    reason: DossierReason | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A step on record: the `nth` of its dossier, by whom, and the promise it moved."""

    nth: int
    taken: DossierStepTaken
    who: str
    moved_from: date | None = None


S = DossierState
STEPS = StepTable(
    start=S.RECEIVED,
    transitions={
        DossierStep.REQUEST_SUPPLEMENT: (OPEN, S.SUPPLEMENT_REQUESTED),
        DossierStep.SUPPLEMENT: ({S.SUPPLEMENT_REQUESTED}, S.SUPPLEMENTED),
        DossierStep.RESCHEDULE: (RUNNING, S.RESCHEDULED),
        DossierStep.REJECT: (OPEN, S.REJECTED),
        DossierStep.WITHDRAW: (OPEN, S.WITHDRAWN),
        DossierStep.STOP: (OPEN, S.STOPPED),
        DossierStep.RETURN: (RUNNING, S.RETURNED),
    },
    stands={
        S.RETURNED: DossierAlreadyReturned,
        S.REJECTED: DossierAlreadyEnded,
        S.WITHDRAWN: DossierAlreadyEnded,
        S.STOPPED: DossierAlreadyEnded,
        S.SUPPLEMENT_REQUESTED: SupplementAwaited,
    },
    otherwise={DossierStep.SUPPLEMENT: NoSupplementAwaited},
)
NEEDS_WORDS = frozenset({DossierStep.RESCHEDULE, DossierStep.REJECT})
"""Steps the applicant is owed a reason for, in writing."""


def moved(dossier: Dossier, taken: DossierStepTaken, *, today: date) -> Dossier:
    """The dossier after a step.

    A second supplement and a second new date are against the law, yet they happen: the
    mirror records them and counts them as breaches.

    Raises:
        DossierAlreadyReturned, DossierAlreadyEnded, SupplementAwaited, NoSupplementAwaited:
        if it is not this step's turn.
        DateInFuture: if the day has not come.
        ReturnedBeforeReceived, StepBeforeTheLast: if the day lies before the step before.
        NewDateMissing, NewDateNotLater: if the date it appoints cannot be meant.

    """
    if dossier.returned_on is not None:
        raise DossierAlreadyReturned(
            f"Hồ sơ này đã được trả kết quả ngày {vi(dossier.returned_on)}.",
            f"The result of this dossier was already returned on {dossier.returned_on}.",
        )
    state = STEPS.after(taken.step, dossier.state)
    _refuse_untimely(dossier, taken)
    not_after(taken.on, today)
    after = EFFECTS[taken.step](dossier, taken)
    return replace(after, state=state, moved_on=taken.on, version=dossier.version + 1)


def explained(taken: DossierStepTaken) -> DossierStepTaken:
    """A step as a person takes it: with the reason the applicant is owed.

    Raises:
        ReasonMissing: if the applicant would not learn why.

    """
    words = normalize("NFC", taken.words).strip()
    is_long_enough = len(words) >= LEAST_WORDS or taken.step not in NEEDS_WORDS
    if not is_long_enough or len(words) > MOST_WORDS:
        raise ReasonMissing
    return replace(taken, words=words)


def is_noticed_in_time(dossier: Dossier, on: date) -> bool:
    """Whether word of a delay came at the latest the day before the appointed date.

    NĐ 61/2018, Điều 19 khoản 9.
    """
    return on <= dossier.due_on - ONE_DAY


def _supplement_requested(dossier: Dossier, _taken: DossierStepTaken) -> Dossier:
    return replace(dossier, supplements=dossier.supplements + 1)


def _made_whole(dossier: Dossier, taken: DossierStepTaken) -> Dossier:
    """The limit is counted again from the start (NĐ 61/2018, Điều 19 khoản 4)."""
    if taken.due_on is None:
        raise NewDateMissing
    if taken.due_on < taken.on:
        raise NewDateNotLater
    return replace(
        dossier,
        lap=dossier.lap + 1,
        counted_from=taken.on,
        due_on=taken.due_on,
        promised_on=taken.due_on,
    )


def _rescheduled(dossier: Dossier, taken: DossierStepTaken) -> Dossier:
    if taken.due_on is None:
        raise NewDateMissing
    if taken.due_on <= dossier.promised_on or taken.due_on < taken.on:
        raise NewDateNotLater(
            f"Ngày hẹn lại {vi(taken.due_on)} phải sau ngày đang hẹn {vi(dossier.promised_on)}"
            " và không trước hôm hẹn lại.",
            f"The new date {taken.due_on} must come after {dossier.promised_on}, which is"
            " promised now, and not before the day it is named.",
        )
    return replace(dossier, reschedules=dossier.reschedules + 1, promised_on=taken.due_on)


def _returned(dossier: Dossier, taken: DossierStepTaken) -> Dossier:
    return replace(dossier, returned_on=taken.on)


def _closed(dossier: Dossier, taken: DossierStepTaken) -> Dossier:
    return replace(dossier, closed_on=taken.on)


EFFECTS: dict[DossierStep, Callable[[Dossier, DossierStepTaken], Dossier]] = {
    DossierStep.REQUEST_SUPPLEMENT: _supplement_requested,
    DossierStep.SUPPLEMENT: _made_whole,
    DossierStep.RESCHEDULE: _rescheduled,
    DossierStep.REJECT: _closed,
    DossierStep.WITHDRAW: _closed,
    DossierStep.STOP: _closed,
    DossierStep.RETURN: _returned,
}


def _refuse_untimely(dossier: Dossier, taken: DossierStepTaken) -> None:
    if taken.step is DossierStep.RETURN and taken.on < dossier.received_on:
        raise ReturnedBeforeReceived(
            f"Ngày trả kết quả {vi(taken.on)} không được trước ngày tiếp nhận "
            f"{vi(dossier.received_on)}.",
            f"The result was returned on {taken.on}, before the day of receipt "
            f"{dossier.received_on}.",
        )
    if taken.on < dossier.moved_on:
        raise StepBeforeTheLast(
            f"Ngày {vi(taken.on)} nằm trước việc liền trước của hồ sơ, "
            f"ngày {vi(dossier.moved_on)}.",
            f"{taken.on} lies before what happened to the dossier last, on {dossier.moved_on}.",
        )
