"""Promises: a date was given, and the order in which we hear of it must never matter."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.compliance.domain.promises import (
    Kind,
    Promise,
    State,
    is_overdue,
    state_when_settled,
)
from shared.kernel.places import UnitCode
from tests.spec.compliance.ledgers import Ledger

DUE = date(2026, 3, 6)
DAY = timedelta(days=1)
LONG_AFTER = date(2027, 1, 1)

days = st.integers(-4, 4).map(lambda ahead: DUE + ahead * DAY)


def piece(
    *, subject: int = 1, due_on: date | None = DUE, settled_on: date | None = None
) -> Promise:
    return Promise(
        kind=Kind.DOSSIER,
        subject_id=UUID(int=subject),
        unit=UnitCode("sai-dong"),
        due_on=due_on,
        settled_on=settled_on,
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Promise]:
    """What is said of a few promises: a date, perhaps a settlement or two."""
    said: list[Promise] = []
    for subject in range(draw(st.integers(1, 6))):
        due_on, settled_on = draw(days), draw(st.none() | days)
        said.append(piece(subject=subject, due_on=due_on))
        if settled_on:
            knows_due = draw(st.booleans())
            settling = piece(
                subject=subject, due_on=due_on if knows_due else None, settled_on=settled_on
            )
            said += [settling] * draw(st.integers(1, 2))
    return said


def told_in(order: list[Promise], *, dice: Random, looks: bool) -> Ledger:
    """`order` in batches of any size; with `looks`, somebody looks now and then."""
    ledger = Ledger()
    while order:
        size = dice.randint(1, 4)
        ledger.hear(order[:size])
        order = order[size:]
        if looks and dice.random() < 0.5:
            ledger.look(DUE + dice.randint(-4, 4) * DAY)
    return ledger


def test_a_dossier_returned_on_its_day_is_in_time() -> None:
    assert state_when_settled(piece(settled_on=DUE)) is State.KEPT


def test_a_dossier_returned_the_day_after_is_late() -> None:
    assert state_when_settled(piece(settled_on=DUE + DAY)) is State.CLEARED


def test_the_due_date_itself_is_not_yet_overdue() -> None:
    assert not is_overdue(piece(), DUE)
    assert is_overdue(piece(), DUE + DAY)


def test_a_settlement_waits_for_the_date_it_is_held_against() -> None:
    ledger = Ledger()
    ledger.hear([piece(due_on=None, settled_on=DUE + DAY)])
    ledger.look(LONG_AFTER)
    assert (*ledger.states.values(),) == (State.OPEN,)

    ledger.hear([piece()])

    assert (*ledger.states.values(),) == (State.CLEARED,)
    assert len(ledger.broken) == 1


def test_word_of_a_delivery_in_time_that_comes_late_takes_the_breach_back() -> None:
    ledger = Ledger()
    ledger.hear([piece()])
    ledger.look(LONG_AFTER)
    assert len(ledger.broken) == 1

    ledger.hear([piece(settled_on=DUE)])

    assert (*ledger.states.values(),) == (State.KEPT,)
    assert ledger.broken == set()
    assert len(ledger.breaches) == 1


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_heard_never_matters(said: list[Promise], dice: Random) -> None:
    shuffled = dice.sample(said, len(said))

    first = told_in(said, dice=dice, looks=False)
    second = told_in(shuffled, dice=dice, looks=False)

    assert first.standing == second.standing
    assert first.breaches == second.breaches


@given(histories(), st.randoms(use_true_random=False))
def test_when_somebody_looked_never_matters_in_the_end(
    said: list[Promise], dice: Random
) -> None:
    never_looked = told_in(said, dice=dice, looks=False)
    often_looked = told_in(dice.sample(said, len(said)), dice=dice, looks=True)

    never_looked.look(LONG_AFTER)
    often_looked.look(LONG_AFTER)

    assert never_looked.standing == often_looked.standing
    assert never_looked.broken == often_looked.broken


@given(histories(), st.randoms(use_true_random=False))
def test_hearing_everything_again_changes_nothing(said: list[Promise], dice: Random) -> None:
    ledger = told_in(said, dice=dice, looks=True)
    ledger.look(LONG_AFTER)
    states, breaches = dict(ledger.states), dict(ledger.breaches)

    ledger.hear(said * 4)
    ledger.look(LONG_AFTER)

    assert (ledger.states, ledger.breaches) == (states, breaches)
