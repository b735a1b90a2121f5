"""The guide: thirteen groups, sixty-six criteria, asked by the kind of unit."""

import copy
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.registry.exemplars.catalogue import CRITERIA, read_guide, the_guide
from services.registry.exemplars.domain.guide import (
    AwardUnknown,
    CriterionKind,
    GuideInvalid,
    guide_from,
)
from services.registry.exemplars.domain.nominations import Subject

GUIDE = the_guide()
RAW = yaml.safe_load(CRITERIA.read_text("utf-8"))


def codes(subject: Subject, kind: str = "") -> list[str]:
    return [criterion.code for criterion in GUIDE.criteria_for(subject, kind)]


def test_there_are_thirteen_groups_and_sixty_six_criteria() -> None:
    assert len(GUIDE.groups) == 13
    assert sum(len(group.criteria) for group in GUIDE.groups) == 66


def test_each_kind_of_criterion_is_as_often_as_in_the_guide() -> None:
    kinds = Counter(c.kind for group in GUIDE.groups for c in group.criteria)
    assert kinds == {
        CriterionKind.QUALITATIVE: 24,
        CriterionKind.EVIDENCE: 20,
        CriterionKind.QUANTITATIVE: 13,
        CriterionKind.ZERO_TOLERANCE: 9,
    }


def test_a_school_is_asked_what_is_common_and_what_is_a_schools() -> None:
    assert codes(Subject.COLLECTIVE, "school") == [
        *("GEN-1", "GEN-2"),
        *(f"SCH-{number}" for number in range(1, 7)),
    ]


@pytest.mark.parametrize(
    ("kind", "count", "own"),
    [
        ("ward_police", 10, {"POL-W1", "POL-W2", "POL-W3"}),
        ("police", 7, set()),
        ("ward_party_committee", 12, {"PTY-W1"}),
        ("party_cell", 11, set()),
        ("ward_people_committee", 11, set()),
        ("border_guard", 5, set()),
        ("a_kind_of_tomorrow", 2, set()),
    ],
)
def test_some_criteria_are_for_one_kind_only(kind: str, count: int, own: set[str]) -> None:
    asked = codes(Subject.COLLECTIVE, kind)
    assert len(asked) == count
    assert {code for code in asked if "-W" in code} == own


def test_a_model_is_asked_what_is_common_and_a_person_nothing_yet() -> None:
    assert codes(Subject.MODEL, "school") == ["GEN-1", "GEN-2"]
    assert codes(Subject.INDIVIDUAL, "school") == []


def test_every_figure_says_what_it_must_reach() -> None:
    figures = [
        c for g in GUIDE.groups for c in g.criteria if c.kind is CriterionKind.QUANTITATIVE
    ]
    assert [c.code for c in figures if not c.rule] == []


def test_the_awards_and_the_principles_are_those_of_the_guide() -> None:
    assert [award.code for award in GUIDE.awards] == ["AW1", "AW2", "AW3", "AW4", "AW5", "AW6"]
    assert [principle.code for principle in GUIDE.principles] == ["PR1", "PR2", "PR3"]
    assert GUIDE.award("AW3").vi == "Tuyên dương"
    with pytest.raises(AwardUnknown):
        GUIDE.award("AW9")


def test_the_council_proceeds_by_data() -> None:
    assert GUIDE.procedure.offline_cap == Fraction(1, 2)
    assert GUIDE.procedure.trim_from == 5


def spoilt(*path: Any, value: Any) -> dict[str, Any]:
    """The file with one thing changed."""
    file: dict[str, Any] = copy.deepcopy(RAW)
    at: Any = file
    for part in path[:-1]:
        at = at[part]
    at[path[-1]] = value
    return file


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        (spoilt("groups", 5, "criteria", 3, "kind", value="maybe"), "SCH-4: kind “maybe”"),
        (spoilt("groups", 1, "criteria", 0, "vi", value=" "), "PTY-1: thiếu “vi”"),
        (spoilt("groups", 1, "criteria", 2, "rule", value=""), "PTY-3: tiêu chí định lượng"),
        (spoilt("groups", 0, "criteria", 1, "code", value="GEN-1"), "GEN-1: mã bị lặp"),
        (spoilt("groups", 1, "criteria", 0, "onlyfor", value=[]), "PTY-1: mục lạ"),
        (spoilt("groups", 5, "criteria", 0, "only_for", value=["hospital"]), "SCH-1: only_for"),
        (spoilt("groups", 5, "applies_to", value=[]), "school: chưa ghi loại"),
        (spoilt("groups", value="66"), "groups: phải là danh sách"),
        (spoilt("procedure", "offline_cap", value="3/2"), "offline_cap: phải từ 0 đến 1"),
        (spoilt("procedure", "trim_from", value=0), "trim_from: phải là số"),
        (spoilt("awards", 0, "colour", value="red"), "AW1: sai mục"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_is_named(file: dict[str, Any], complaint: str) -> None:
    with pytest.raises(GuideInvalid) as refusal:
        guide_from(file)
    assert complaint in refusal.value.vi


def test_a_file_that_is_no_guide_is_refused(tmp_path: Path) -> None:
    torn = tmp_path / "criteria.yaml"
    for content in ("groups: [", "- 1"):
        torn.write_text(content)
        with pytest.raises(GuideInvalid):
            read_guide(torn)
    with pytest.raises(GuideInvalid, match="absent"):
        read_guide(tmp_path / "absent.yaml")
