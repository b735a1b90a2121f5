"""How intake tells of letters and broken promises: ids, codes, days, no words."""

from datetime import date, datetime

from services.intake.letters.domain.letters import Letter, LetterKind
from services.intake.promises.domain import Limits, Promise
from shared.chassis.outbox import OutgoingEvent
from shared.events.letters import LetterIssued, PromiseMissed


def letter_issued(letter: Letter, *, limits: Limits, ends_silence: bool) -> OutgoingEvent:
    """That a letter was signed and numbered.

    Raises:
        ValueError: if it was not.

    """
    issue = letter.issue
    if issue is None:
        raise ValueError
    in_time = limits.is_in_time(issued_on=issue.issued_on, promised_on=letter.about_on)
    event = LetterIssued(
        letter_id=letter.id,
        unit=letter.unit,
        kind=letter.kind.value,
        subject_kind=letter.subject.kind.value,
        subject=letter.subject.id,
        about_on=letter.about_on,
        issued_on=issue.issued_on,
        before_due=letter.kind is LetterKind.APOLOGY and in_time,
        complete=letter.is_complete,
        ends_silence=ends_silence,
    )
    return OutgoingEvent(event=event, occurred_at=issue.signed_at)


def promise_missed(
    promise: Promise, apology: Letter | None, *, limits: Limits, on: date, now: datetime
) -> OutgoingEvent:
    """That a promised day passed in vain, and what had been said by then."""
    event = PromiseMissed.model_validate(
        {
            "subject_kind": promise.subject.kind.value,
            "subject": promise.subject.id,
            "unit": promise.unit,
            "promised_on": promise.promised_on,
            "missed_on": on,
            "apology": _said(apology, limits),
        }
    )
    return OutgoingEvent(event=event, occurred_at=now)


def _said(letter: Letter | None, limits: Limits) -> str:
    if letter is None or letter.issue is None:
        return "none"
    issued_on, promised_on = letter.issue.issued_on, letter.about_on
    if not letter.is_complete:
        return "late"
    if limits.is_notice(issued_on=issued_on, promised_on=promised_on):
        return "notice"
    is_in_time = limits.is_in_time(issued_on=issued_on, promised_on=promised_on)
    return "in_time" if is_in_time else "late"
