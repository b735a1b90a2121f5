"""Activities: countable things, of kinds everybody counts alike."""

from datetime import date

import pytest

from services.compliance.domain.activities import (
    MOST,
    Activity,
    ActivityKind,
    CountImpossible,
    KindUnknown,
    RowImportedBefore,
    a_kind,
    id_of_row,
    recorded,
)
from shared.kernel.hosting import DateInFuture, UnitNotHosted
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection

TODAY = date(2026, 3, 2)


def held(
    *, unit: str = "sai-dong", count: int = 3, planned: int | None = None, on: date = TODAY
) -> Activity:
    return Activity(
        unit=UnitCode(unit),
        kind=ActivityKind.MEDIATIONS_HELD,
        held_on=on,
        count=count,
        planned=planned,
    )


def check(activity: Activity) -> Activity:
    return recorded(activity, today=TODAY, hosted={"sai-dong"})


def test_nothing_done_is_worth_recording() -> None:
    assert check(held(count=0)) == held(count=0)


@pytest.mark.parametrize("count", [-1, MOST + 1])
def test_a_count_can_be_counted(count: int) -> None:
    with pytest.raises(CountImpossible):
        check(held(count=count))


def test_a_plan_is_not_negative() -> None:
    with pytest.raises(CountImpossible):
        check(held(planned=-1))


def test_nothing_is_recorded_before_it_is_done() -> None:
    with pytest.raises(DateInFuture):
        check(held(on=date(2026, 3, 3)))


def test_a_ward_records_what_it_did_itself() -> None:
    with pytest.raises(UnitNotHosted):
        check(held(unit="hoa-mau"))


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(KindUnknown) as refusal:
        a_kind("mediation")

    assert "mediations_held" in refusal.value.vi


def test_the_figure_of_a_unit_kind_and_day_has_one_id_in_every_file() -> None:
    assert id_of_row(held(count=3)) == id_of_row(held(count=4))
    assert id_of_row(held()) != id_of_row(held(on=date(2026, 3, 1)))


@pytest.mark.parametrize("refusal", [KindUnknown, CountImpossible, RowImportedBefore])
def test_a_refusal_speaks_both_languages(refusal: type[Rejection]) -> None:
    assert refusal().vi != refusal().en
