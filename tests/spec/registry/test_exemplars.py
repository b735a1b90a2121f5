"""Nominations: each step in its turn, on what the principles ask, answered and dated."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.nominations import (
    TRANSITIONS,
    AchievementMissing,
    Candidacy,
    ModelMissing,
    Moved,
    NobodyAbove,
    Nomination,
    NominationState,
    NominationStep,
    PersonMissing,
    ProposedBefore,
    StepBeforeTheLast,
    StepOutOfTurn,
    Subject,
    checked,
    code_of,
    moved,
    must_be_proposable,
    nominee_key,
)
from services.registry.exemplars.domain.principles import (
    Answer,
    CriterionNotAsked,
    EvidenceTooLong,
    FigureUnreadable,
    FigureWithoutSource,
    Missing,
    OpenForComment,
    PrincipleNotMet,
    Record,
    broken,
    checked_answer,
    checks,
    must_hold,
    read_figure,
    unanswered,
)
from services.registry.exemplars.domain.scoring import (
    ConflictDeclared,
    Declaration,
    DeclarationMissing,
    Judge,
    ScoringForAnother,
    ScoringOwnNomination,
    ScoringOwnUnit,
    Tie,
    must_be_impartial,
    must_have_declared,
)
from services.registry.org.domain import DocumentNumberUnusable
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.roles import Grant, Role

DAY = date(2026, 11, 2)
SCHOOL = the_guide().criteria_for(Subject.COLLECTIVE, "school")
GOOD = Candidacy(
    subject=Subject.INDIVIDUAL,
    unit=UnitCode("truong-hoc"),
    year=2026,
    achievement="Lớp học xóa mù cho  người lao động",
    person=" Nguyễn Thị  Mười ",
)
ANSWERED = [
    Answer(criterion=c.code, figure=Decimal(0), figure_source="Sổ trực")
    if c.kind.wants_figure
    else Answer(criterion=c.code, evidence="Có biên bản")
    for c in SCHOOL
]


def a_nomination(state: NominationState = NominationState.PROPOSED) -> Nomination:
    return Nomination(
        id=UUID(int=7),
        code="DH-00000-00007",
        subject=Subject.COLLECTIVE,
        unit=UnitCode("truong-hoc"),
        host=PlaceCode("east"),
        year=2026,
        achievement_id=UUID(int=8),
        nominated_on=DAY,
        moved_on=DAY,
        state=state,
    )


def step(kind: NominationStep, *, on: date = DAY, document: str = "12/BB-HĐ") -> Moved:
    return Moved(step=kind, happened_on=on, document=document)


def test_a_nomination_goes_its_whole_way() -> None:
    nomination = a_nomination()
    for number, kind in enumerate(NominationStep):
        nomination = moved(nomination, step(kind, on=DAY + timedelta(number)))

    assert (nomination.state, nomination.version) == (NominationState.REVOKED, 7)
    assert [leads_to for _, leads_to in TRANSITIONS.values()] == list(NominationState)[1:]


@pytest.mark.parametrize("state", NominationState)
@pytest.mark.parametrize("kind", NominationStep)
def test_no_step_is_taken_out_of_turn(state: NominationState, kind: NominationStep) -> None:
    comes_from, leads_to = TRANSITIONS[kind]
    if state in comes_from:
        assert moved(a_nomination(state), step(kind)).state is leads_to
    else:
        with pytest.raises(StepOutOfTurn):
            moved(a_nomination(state), step(kind))


def test_a_step_has_its_document_and_comes_after_the_last() -> None:
    with pytest.raises(DocumentNumberUnusable):
        moved(a_nomination(), step(NominationStep.ACCEPT, document=" "))
    with pytest.raises(StepBeforeTheLast, match="01/11/2026"):
        moved(a_nomination(), step(NominationStep.ACCEPT, on=DAY - timedelta(1)))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"achievement": " "}, AchievementMissing),
        ({"achievement": "x" * 301}, AchievementMissing),
        ({"person": ""}, PersonMissing),
        ({"subject": Subject.MODEL}, ModelMissing),
    ],
)
def test_a_candidacy_says_who_and_what_for(
    change: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        checked(replace(GOOD, **change))  # type: ignore[arg-type]  # names of its fields


def test_only_a_person_has_a_name_and_may_agree_to_be_named() -> None:
    told = checked(replace(GOOD, may_name_publicly=True))
    unit = checked(replace(GOOD, subject=Subject.COLLECTIVE, may_name_publicly=True))

    assert (told.person, told.may_name_publicly) == ("Nguyễn Thị Mười", True)
    assert (unit.person, unit.may_name_publicly) == ("", False)


def test_the_same_nominee_is_recognised_whatever_the_capitals_and_the_year() -> None:
    again = replace(GOOD, person="NGUYỄN THỊ MƯỜI", year=2027)
    other = replace(GOOD, person="Nguyễn Thị Mươi")

    assert nominee_key(checked(again)) == nominee_key(checked(GOOD))
    assert nominee_key(checked(other)) != nominee_key(checked(GOOD))


@given(st.uuids(), st.uuids())
def test_a_code_is_short_and_the_same_for_the_same(one: UUID, other: UUID) -> None:
    assert len(code_of(one)) == 14
    assert (code_of(one) == code_of(other)) == (one.int % 2**50 == other.int % 2**50)


def test_a_checklist_is_complete_when_each_criterion_has_what_it_asks() -> None:
    assert unanswered(SCHOOL, []) == tuple(c.code for c in SCHOOL)
    assert unanswered(SCHOOL, ANSWERED) == ()
    figure_only_in_words = Answer(criterion="SCH-4", evidence="Không có vụ nào")
    assert unanswered(SCHOOL, [*ANSWERED, figure_only_in_words]) == ("SCH-4",)
    attached = Answer(criterion="SCH-1", attachment=UUID(int=1))
    assert unanswered(SCHOOL, [*ANSWERED, attached]) == ()


def test_what_tolerates_nothing_is_broken_by_one() -> None:
    one_case = Answer(criterion="SCH-4", figure=Decimal(1), figure_source="Sổ trực")
    assert broken(SCHOOL, ANSWERED) == ()
    assert broken(SCHOOL, [*ANSWERED, one_case]) == ("SCH-4",)


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (Answer(criterion="POL-1"), CriterionNotAsked),
        (Answer(criterion="SCH-1", evidence="x" * 2001), EvidenceTooLong),
        (Answer(criterion="SCH-4", figure=Decimal(0)), FigureWithoutSource),
    ],
)
def test_a_wrong_answer_is_refused(answer: Answer, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        checked_answer(answer, SCHOOL)


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("0", "0"),
        ("86,2", "86.2"),
        ("86.2", "86.2"),
        ("10.049", "10049"),
        ("1.500.000,5", "1500000.5"),
    ],
)
def test_a_figure_is_read_as_it_is_written_here(form: str, read: str) -> None:
    assert read_figure(form) == Decimal(read)


@pytest.mark.parametrize("form", ["nhiều", "1e99", "NaN", "1,2,3", "-", "9" * 13])
def test_what_is_no_figure_is_refused(form: str) -> None:
    with pytest.raises(FigureUnreadable):
        read_figure(form)


def record(*kinds: NominationStep, today: date = DAY, spread: int = 0, **marks: bool) -> Record:
    return Record(
        moves=[step(kind) for kind in kinds],
        is_complete=marks.get("is_complete", True),
        is_broken=marks.get("is_broken", False),
        spread=spread,
        comment_days=5,
        today=today,
    )


def test_at_first_every_principle_lacks_something() -> None:
    assert [check.missing for check in checks(record(is_complete=False))] == [
        (Missing.PUBLICATION, Missing.VOTE),
        (Missing.HOME_MINUTES, Missing.CHECKLIST),
        (Missing.SPREAD,),
    ]


def test_nobody_is_published_with_an_open_checklist_or_a_broken_criterion() -> None:
    with pytest.raises(PrincipleNotMet, match="mọi tiêu chí"):
        must_hold(NominationStep.PUBLISH, record(NominationStep.ACCEPT, is_complete=False))
    with pytest.raises(PrincipleNotMet, match="không để xảy ra"):
        must_hold(NominationStep.PUBLISH, record(NominationStep.ACCEPT, is_broken=True))
    must_hold(NominationStep.PUBLISH, record(NominationStep.ACCEPT))


def test_the_council_waits_until_everybody_could_speak() -> None:
    published = (NominationStep.ACCEPT, NominationStep.PUBLISH)
    with pytest.raises(OpenForComment, match="06/11/2026"):
        must_hold(NominationStep.REVIEW, record(*published, today=DAY + timedelta(4)))
    must_hold(NominationStep.REVIEW, record(*published, today=DAY + timedelta(5)))


def test_selected_by_vote_and_commended_for_what_spreads() -> None:
    later = DAY + timedelta(9)
    with pytest.raises(PrincipleNotMet, match="bỏ phiếu"):
        must_hold(
            NominationStep.SELECT,
            record(NominationStep.ACCEPT, NominationStep.PUBLISH, today=later),
        )
    reviewed = (NominationStep.ACCEPT, NominationStep.PUBLISH, NominationStep.REVIEW)
    must_hold(NominationStep.SELECT, record(*reviewed, today=later))
    with pytest.raises(PrincipleNotMet, match="nhân rộng"):
        must_hold(NominationStep.COMMEND, record(*reviewed, today=later))
    must_hold(NominationStep.COMMEND, record(*reviewed, today=later, spread=1))
    assert all(check.is_met for check in checks(record(*reviewed, today=later, spread=1)))


def judged_by(*grants: Grant, acting_for: UUID | None = None) -> None:
    must_be_impartial(
        Judge(account=UUID(int=1), grants=grants, acting_for=acting_for),
        unit=UnitCode("truong-hoc"),
        host=PlaceCode("east"),
        nominated_by=UUID(int=2),
    )


def grant(role: Role, unit: str) -> Grant:
    return Grant(role, UnitCode(unit))


@pytest.mark.parametrize("role", Role)
def test_nobody_scores_the_own_unit(role: Role) -> None:
    with pytest.raises(ScoringOwnUnit):
        judged_by(grant(Role.REVIEWER, "district"), grant(role, "truong-hoc"))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER])
def test_nobody_scores_a_unit_the_own_unit_hosts(role: Role) -> None:
    with pytest.raises(ScoringOwnUnit):
        judged_by(grant(Role.REVIEWER, "district"), grant(role, "east"))


def test_a_reviewer_of_the_council_scores_the_units_below() -> None:
    judged_by(grant(Role.REVIEWER, "east"), grant(Role.OFFICER, "west"))


def test_nobody_scores_in_anothers_name_or_the_own_nomination() -> None:
    with pytest.raises(ScoringForAnother):
        judged_by(grant(Role.REVIEWER, "district"), acting_for=UUID(int=9))
    with pytest.raises(ScoringOwnNomination):
        must_be_impartial(
            Judge(account=UUID(int=2), grants=()),
            unit=UnitCode("truong-hoc"),
            host=PlaceCode("east"),
            nominated_by=UUID(int=2),
        )


def test_a_tie_is_declared_before_scoring_and_keeps_one_out() -> None:
    one = {"nomination": UUID(int=7), "reviewer": UUID(int=1)}
    clear = Declaration(**one, declared_at=None)  # type: ignore[arg-type]  # no matter when
    with pytest.raises(DeclarationMissing):
        must_have_declared(None)
    with pytest.raises(ConflictDeclared):
        must_have_declared(replace(clear, ties=frozenset({Tie.KINSHIP})))
    must_have_declared(clear)


def test_only_what_is_selected_here_goes_up_and_only_once() -> None:
    with pytest.raises(StepOutOfTurn):
        must_be_proposable(a_nomination(NominationState.REVIEWED), has_parent=True)
    with pytest.raises(NobodyAbove):
        must_be_proposable(a_nomination(NominationState.SELECTED), has_parent=False)
    again = replace(a_nomination(NominationState.SELECTED), proposed_up_on=DAY)
    with pytest.raises(ProposedBefore):
        must_be_proposable(again, has_parent=True)
    must_be_proposable(a_nomination(NominationState.COMMENDED), has_parent=True)
