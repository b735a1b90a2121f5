"""Dossiers: which dates can be true, and what on time means."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.dossiers.domain.dossiers import Dossier, DueBeforeReceived
from services.intake.dossiers.domain.steps import (
    DossierAlreadyReturned,
    DossierStep,
    DossierStepTaken,
    ReturnedBeforeReceived,
    moved,
)
from shared.kernel.hosting import DateInFuture
from shared.kernel.rejection import Rejection
from tests.spec.intake.cases import DUE, FRIDAY, TODAY, a_dossier

ONE_DAY = timedelta(days=1)
days = st.dates(date(2018, 1, 1), date(2018, 12, 31))


def returned(dossier: Dossier, on: date) -> Dossier:
    return moved(dossier, DossierStepTaken(step=DossierStep.RETURN, on=on), today=TODAY)


def test_a_result_on_the_appointed_day_is_on_time_but_not_early() -> None:
    dossier = returned(a_dossier(), DUE)
    assert (dossier.is_on_time, dossier.is_early) == (True, False)


def test_a_result_the_day_before_is_early() -> None:
    dossier = returned(a_dossier(), DUE - ONE_DAY)
    assert (dossier.is_on_time, dossier.is_early) == (True, True)


def test_a_result_the_day_after_is_late() -> None:
    dossier = returned(a_dossier(), DUE + ONE_DAY)
    assert (dossier.is_on_time, dossier.is_early) == (False, False)


def test_a_result_may_be_ready_and_due_on_the_day_of_receipt() -> None:
    assert returned(a_dossier(due_on=FRIDAY), FRIDAY).is_on_time


def test_nothing_is_received_tomorrow() -> None:
    with pytest.raises(DateInFuture, match="14/09/2018 chưa tới"):
        a_dossier(today=FRIDAY - ONE_DAY)


def test_nothing_is_due_before_it_is_received() -> None:
    with pytest.raises(DueBeforeReceived, match="13/09/2018"):
        a_dossier(due_on=FRIDAY - ONE_DAY)


def test_nothing_is_returned_before_it_is_received() -> None:
    with pytest.raises(ReturnedBeforeReceived, match="13/09/2018"):
        returned(a_dossier(), FRIDAY - ONE_DAY)


def test_nothing_is_returned_tomorrow() -> None:
    with pytest.raises(DateInFuture, match="01/10/2018 chưa tới"):
        returned(a_dossier(), TODAY + ONE_DAY)


def test_what_was_returned_is_not_returned_again() -> None:
    with pytest.raises(DossierAlreadyReturned, match="21/09/2018"):
        returned(returned(a_dossier(), DUE), DUE)


@given(st.tuples(days, days, days), days)
def test_whatever_is_accepted_can_be_true(dates: tuple[date, date, date], today: date) -> None:
    received_on, due_on, returned_on = dates
    can_be_true = received_on <= min(due_on, returned_on) and returned_on <= today
    step = DossierStepTaken(step=DossierStep.RETURN, on=returned_on)
    try:
        a_dossier("H26", step, received_on=received_on, due_on=due_on, today=today)
    except Rejection:
        assert not can_be_true
    else:
        assert can_be_true


def test_a_returned_dossier_keeps_its_id() -> None:
    dossier = a_dossier()
    assert returned(dossier, DUE).id == dossier.id
