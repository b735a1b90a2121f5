"""Breaches: one for each broken promise, the same whenever and by whomever it is found."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.compliance.domain.breaches import breach_of, telling_id
from services.compliance.domain.promises import Kind, Promise
from shared.kernel.places import UnitCode

SUBJECT = UUID(int=1)
DUE = date(2026, 3, 6)


def promise(*, subject: UUID = SUBJECT, kind: Kind = Kind.DOSSIER) -> Promise:
    return Promise(kind=kind, subject_id=subject, unit=UnitCode("sai-dong"), due_on=DUE)


def test_a_duty_is_broken_on_the_first_day_after_it_was_due() -> None:
    assert breach_of(promise()).found_on == date(2026, 3, 7)


def test_whoever_finds_a_breach_gives_it_the_same_name() -> None:
    assert breach_of(promise()) == breach_of(promise())


def test_a_name_once_given_stays() -> None:
    assert str(breach_of(promise()).id) == "1a73d224-246e-5841-9847-2738b81d9eeb"


@given(st.uuids(), st.uuids())
def test_two_promises_never_share_a_breach(one: UUID, other: UUID) -> None:
    dossier, feedback = (breach_of(promise(subject=one, kind=kind)).id for kind in Kind)
    assert dossier != feedback
    assert (breach_of(promise(subject=other)).id == dossier) == (one == other)


def test_finding_and_clearing_are_two_facts() -> None:
    breach = breach_of(promise())
    assert telling_id(breach.id, "found") != telling_id(breach.id, "cleared")
