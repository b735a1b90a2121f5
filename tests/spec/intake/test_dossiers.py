"""Dossiers: which dates can be true, and what on time means."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.dossiers import (
    Dossier,
    DossierAlreadyReturned,
    DueBeforeReceived,
    ReturnedBeforeReceived,
    accepted,
    hand_back,
)
from shared.kernel.hosting import DateInFuture
from shared.kernel.rejection import Rejection
from tests.spec.intake.cases import DUE, FRIDAY, TODAY, a_dossier

ONE_DAY = timedelta(days=1)
days = st.dates(date(2018, 1, 1), date(2018, 12, 31))


def test_a_result_on_the_appointed_day_is_on_time_but_not_early() -> None:
    dossier = hand_back(a_dossier(), on=DUE, today=TODAY)
    assert (dossier.is_on_time, dossier.is_early) == (True, False)


def test_a_result_the_day_before_is_early() -> None:
    dossier = hand_back(a_dossier(), on=DUE - ONE_DAY, today=TODAY)
    assert (dossier.is_on_time, dossier.is_early) == (True, True)


def test_a_result_the_day_after_is_late() -> None:
    dossier = hand_back(a_dossier(), on=DUE + ONE_DAY, today=TODAY)
    assert (dossier.is_on_time, dossier.is_early) == (False, False)


def test_a_result_may_be_ready_and_due_on_the_day_of_receipt() -> None:
    same_day = a_dossier(due_on=FRIDAY, returned_on=FRIDAY)
    assert accepted(same_day, today=FRIDAY).is_on_time


def test_nothing_is_received_tomorrow() -> None:
    with pytest.raises(DateInFuture, match="14/09/2018 chưa tới"):
        accepted(a_dossier(), today=FRIDAY - ONE_DAY)


def test_nothing_is_due_before_it_is_received() -> None:
    with pytest.raises(DueBeforeReceived, match="13/09/2018"):
        accepted(a_dossier(due_on=FRIDAY - ONE_DAY), today=TODAY)


def test_nothing_is_returned_before_it_is_received() -> None:
    with pytest.raises(ReturnedBeforeReceived, match="13/09/2018"):
        accepted(a_dossier(returned_on=FRIDAY - ONE_DAY), today=TODAY)


def test_nothing_is_returned_tomorrow() -> None:
    with pytest.raises(DateInFuture, match="01/10/2018 chưa tới"):
        hand_back(a_dossier(), on=TODAY + ONE_DAY, today=TODAY)


def test_what_was_returned_is_not_returned_again() -> None:
    with pytest.raises(DossierAlreadyReturned, match="21/09/2018"):
        hand_back(a_dossier(returned_on=DUE), on=DUE, today=TODAY)


dossiers = st.builds(a_dossier, received_on=days, due_on=days, returned_on=st.none() | days)


@given(dossiers, days)
def test_whatever_is_accepted_can_be_true(dossier: Dossier, today: date) -> None:
    returned_on = dossier.returned_on or dossier.received_on
    can_be_true = dossier.received_on <= min(dossier.due_on, returned_on)
    can_be_true &= max(dossier.received_on, returned_on) <= today
    try:
        accepted(dossier, today=today)
    except Rejection:
        assert not can_be_true
    else:
        assert can_be_true


def test_a_returned_dossier_keeps_its_id() -> None:
    dossier = a_dossier()
    assert hand_back(dossier, on=DUE, today=TODAY).id == dossier.id
