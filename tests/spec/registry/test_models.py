"""Models: what a registration needs, and the way from there to being followed by others."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from services.registry.campaigns.catalogue import contents
from services.registry.models.domain.models import (
    CriteriaMissing,
    FieldNotKnown,
    Model,
    ModelChanged,
    ModelContent,
    ModelState,
    Owner,
    PersonUnusable,
    ThemeNotKnown,
    TitleUnusable,
    YearUnusable,
    checked,
    drafted,
    registered,
    rewritten,
)
from services.registry.models.domain.steps import (
    STEPS,
    CriteriaCountWrong,
    EvidenceMissing,
    ModelStep,
    Review,
    ReviewOfOwnUnit,
    StepBeforeTheLast,
    moved,
    reviewed,
)
from shared.kernel.hosting import DateInFuture
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Rejection

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
CLERK = UUID(int=1)

DRAWN = """
               register  start        review     recognise   replicate   close   cancel
draft          registered  -          -          -           -           -       cancelled
registered     -         in_progress  -          -           -           closed  cancelled
in_progress    -         -            reviewed   -           -           closed  cancelled
reviewed       -         -            -          recognised  -           closed  -
recognised     -         -            -          -           replicated  closed  -
replicated     -         -            -          -           replicated  closed  -
closed         -         -            -          -           -           -       -
cancelled      -         -            -          -           -           -       -
"""
HEAD, *ROWS = [line.split() for line in DRAWN.strip().splitlines()]
CELLS = [
    (ModelState(row[0]), ModelStep(step), to)
    for row in ROWS
    for step, to in zip(HEAD, row[1:], strict=True)
]


def content(**told: object) -> ModelContent:
    plain = {"unit": UnitCode("east"), "title": "Thân thiện, gần dân", "field": "F4"}
    return ModelContent(
        **plain | {"year": 2026, "criteria": ("Không ai phải chờ quá 15 phút",)} | told
    )  # type: ignore[arg-type]


def model(state: ModelState = ModelState.REGISTERED, **told: object) -> Model:
    draft = drafted(content(**told), model_id=uuid4(), host=PlaceCode("east"), now=NOW)
    return replace(draft, state=state, moved_on=TODAY, registered_by=CLERK)


@pytest.mark.parametrize(("state", "step", "to"), CELLS)
def test_a_step_leads_where_the_drawing_says_or_is_refused_by_name(
    state: ModelState, step: ModelStep, to: str
) -> None:
    if to == "-":
        with pytest.raises(STEPS.refusal(step, state)) as refused:
            moved(model(state), step, on=TODAY, today=TODAY)
        assert refused.value.vi != refused.value.en
        assert not STEPS.allows(step, state)
    else:
        assert moved(model(state), step, on=TODAY, today=TODAY).state is ModelState(to)


def test_a_step_does_not_come_before_the_last_one_nor_tomorrow() -> None:
    with pytest.raises(StepBeforeTheLast):
        moved(model(), ModelStep.START, on=date(2026, 3, 1), today=TODAY)
    with pytest.raises(DateInFuture):
        moved(model(), ModelStep.START, on=date(2026, 3, 3), today=TODAY)


def test_a_registration_says_by_what_it_will_be_judged() -> None:
    draft = model(ModelState.DRAFT, criteria=())
    with pytest.raises(CriteriaMissing):
        registered(draft, on=TODAY, today=TODAY, by=CLERK)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"title": "   "}, TitleUnusable),
        ({"title": "x" * 201}, TitleUnusable),
        ({"field": "F5"}, FieldNotKnown),
        ({"themes": ("T7",)}, ThemeNotKnown),
        ({"year": 1999}, YearUnusable),
        ({"year": 2028}, YearUnusable),
        ({"owner": Owner.INDIVIDUAL}, PersonUnusable),
        ({"person": "Một người"}, PersonUnusable),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(
    told: dict[str, object], why: type[Rejection]
) -> None:
    with pytest.raises(why):
        checked(content(**told), contents(), today=TODAY)


def test_what_is_kept_is_trimmed() -> None:
    kept = checked(
        content(title="  Một   cửa ", criteria=(" a ", " ")), contents(), today=TODAY
    )
    assert (kept.title, kept.criteria) == ("Một cửa", ("a",))


def test_whoever_saves_second_must_have_seen_the_first() -> None:
    first = rewritten(model(), content(title="Một cửa"), seen_version=1, now=NOW)
    with pytest.raises(ModelChanged):
        rewritten(first, content(title="Hai cửa"), seen_version=1, now=NOW)


def judged(**told: object) -> Review:
    plain = {"reviewed_on": TODAY, "criteria_met": 1, "criteria_count": 1, "is_passed": True}
    return Review(**plain | {"by": UUID(int=2)} | told)  # type: ignore[arg-type]


def test_a_review_that_is_not_passed_sends_back_to_work() -> None:
    under_way = model(ModelState.IN_PROGRESS)
    passed = reviewed(under_way, judged(), evidence=1, today=TODAY)
    failed = reviewed(under_way, judged(is_passed=False), evidence=1, today=TODAY)
    assert (passed.state, failed.state) == (ModelState.REVIEWED, ModelState.IN_PROGRESS)


@pytest.mark.parametrize(
    ("review", "evidence", "why"),
    [
        (judged(), 0, EvidenceMissing),
        (judged(criteria_met=2), 1, CriteriaCountWrong),
        (judged(by=CLERK), 1, ReviewOfOwnUnit),
    ],
)
def test_a_review_looks_at_evidence_and_not_at_ones_own(
    review: Review, evidence: int, why: type[Rejection]
) -> None:
    with pytest.raises(why):
        reviewed(model(ModelState.IN_PROGRESS), review, evidence=evidence, today=TODAY)
