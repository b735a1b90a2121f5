"""The sentences of the pages: none missing, none idle, the same gaps in every language."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
import yaml
from jinja2 import Environment, nodes
from markupsafe import Markup

from deploy.words import books_as_they_stand, in_their_one_form
from services.reporting.domain.figures import Status
from services.reporting.views.nodes import URGENT, Health
from services.reporting.views.verdicts import KINDS
from shared.events.catalogue import ALL_EVENTS
from shared.portal.languages import Language
from shared.portal.words import (
    FOLDER,
    Sentence,
    WordMissing,
    Words,
    catalogue,
    domains,
    words_in,
)

ROOT = Path(__file__).parents[3]
CATALOGUE = "services/reporting/catalogue/indicators.yaml"
TEMPLATES = [
    *ROOT.glob("services/**/templates/**/*.html"),
    *ROOT.glob("shared/portal/**/*.html"),
]
PYTHON = [
    *(p for room in ("views", "pages") for p in ROOT.glob(f"services/**/{room}.py")),
    *(p for room in ("views", "pages") for p in ROOT.glob(f"services/**/{room}/*.py")),
    *ROOT.glob("shared/portal/*.py"),
]
IN_PYTHON = re.compile(r"""words(?:\.rich)?\(\s*f?"([\w.{}]+)|"(flash\.\w[\w.]*)""")
HANDED_ON = "state.*"
"""A macro builds the key from what it is given: every family of states has all its members."""
TOLD_ONLY_HERE = frozenset({"registry", "reporting"})
"""Services whose facts are never counted into a figure."""


@cache
def asked_by_templates() -> frozenset[str]:
    """Every key in `w("…")` and `w.rich("…")`; a key built of parts up to its first gap."""
    return frozenset(_asked_by_templates())


def _asked_by_templates() -> Iterator[str]:
    for template in TEMPLATES:
        tree = Environment(autoescape=True).parse(template.read_text())
        for call in tree.find_all(nodes.Call):
            if _is_words(call.node):
                yield _start_of(call.args[0])


def _is_words(called: nodes.Node) -> bool:
    inner = called.node if isinstance(called, nodes.Getattr) else called
    return isinstance(inner, nodes.Name) and inner.name == "w"


def _start_of(key: nodes.Node) -> str:
    if isinstance(key, nodes.Const):
        return str(key.value)
    first = next(key.iter_child_nodes())
    return f"{first.value}*" if isinstance(first, nodes.Const) else HANDED_ON


def asked_by_python() -> Iterator[str]:
    for module in PYTHON:
        for key in map("".join, IN_PYTHON.findall(module.read_text())):
            yield key.split("{")[0] + "*" if "{" in key else key


def test_the_templates_were_found() -> None:
    assert len(asked_by_templates()) > 50


@pytest.mark.parametrize("key", sorted({*asked_by_templates(), *asked_by_python()}))
def test_every_sentence_asked_for_is_there(key: str) -> None:
    start = key.rstrip("*")
    assert key in catalogue() or any(k.startswith(start) for k in catalogue() if key != start)


def test_no_sentence_is_idle() -> None:
    asked = {*asked_by_templates(), *asked_by_python()}
    starts = tuple(key.rstrip("*") for key in asked if key.endswith("*"))
    spoken = ("state.", "nodes.state.", "measure.", "fact.")
    idle = [k for k in catalogue() if k not in asked and not k.startswith((*starts, *spoken))]
    assert idle == []


def test_no_sentence_is_untranslated() -> None:
    assert [key for key, entry in catalogue().items() if set(entry) != set(Language)] == []
    assert [
        key for key, entry in catalogue().items() if not all(map(all, entry.values()))
    ] == []


def test_every_language_leaves_the_same_gaps() -> None:
    optional = {"name", "month", "roman", "quarter", "count"}
    uneven = [
        key
        for key, entry in catalogue().items()
        if len({frozenset(gaps(said) - optional) for said in entry.values()}) > 1
    ]
    assert uneven == []


def gaps(sentence: Sentence) -> set[str]:
    forms = [sentence] if isinstance(sentence, str) else sentence
    return {gap for form in forms for _, gap, _, _ in Formatter().parse(form) if gap}


@pytest.mark.parametrize("language", Language)
def test_a_catalogue_has_the_forms_its_language_has_by_cldr(language: Language) -> None:
    for read in domains(language).values():
        assert read.num_plurals == len(language.forms)
        assert list(read.check()) == []


def test_the_catalogues_stand_in_their_one_form() -> None:
    """`python -m deploy.words` mends it; translators see the first language above theirs."""
    assert list(FOLDER.glob("*.yaml")) == []
    stand = {file: file.read_bytes() for file in FOLDER.rglob("*.po")}
    assert in_their_one_form(books_as_they_stand()) == stand


def test_a_missing_sentence_stops_the_page() -> None:
    with pytest.raises(WordMissing):
        words_in(Language.VI)("report.nothing_like_this")


def test_one_and_many_are_told_apart() -> None:
    english = words_in(Language.EN)

    assert english("lasting.minutes", count=1) == "1 minute"
    assert english("lasting.minutes", count=1500) == "1,500 minutes"


def test_what_fills_a_gap_cannot_bring_its_own_markup() -> None:
    words = Words(Language.VI, {"hello": "<b>{name}</b>"})

    assert words.rich("hello", name="<script>") == Markup("<b>&lt;script&gt;</b>")


def test_every_unit_of_measure_has_a_name_in_english() -> None:
    indicators = yaml.safe_load((ROOT / CATALOGUE).read_text())["indicators"]
    nouns = {entry["unit"] for entry in indicators} - {"%"}
    assert {f"measure.{noun}" for noun in nouns} - catalogue().keys() == set()


def test_every_fact_that_can_be_counted_has_a_name() -> None:
    told = {event.topic for event in ALL_EVENTS if event.topic.service not in TOLD_ONLY_HERE}
    assert {f"fact.{t.service}.{t.fact}" for t in told} - catalogue().keys() == set()


@pytest.mark.parametrize(
    "family",
    [
        *(f"state.{status}" for status in Status),
        *(f"nodes.state.{health}" for health in Health),
        *(f"nodes.link.{health}" for health in Health),
        *(f"nodes.explanation.{health}" for health in Health),
        *(f"nodes.advice.{health}" for health in URGENT),
        *(f"nodes.uplink.{state}" for state in ("none", "up", "down")),
        *(f"report.basis.{basis}" for basis in ("seed", "law", "proposed")),
        *(
            f"reason.{status}.{kind}.{counted}"
            for status in (Status.MET, Status.MISSED)
            for kind in KINDS.values()
            for counted in ("ratio", "count")
        ),
    ],
)
def test_every_member_of_a_family_has_its_sentence(family: str) -> None:
    assert family in catalogue()


def test_nobody_is_addressed_as_a_friend() -> None:
    """Citizens are “ông/bà”, staff “anh/chị” where they must be addressed at all."""
    friendly = [
        key for key, said in catalogue().items() if _says(said[Language.VI], r"\bbạn\b")
    ]
    assert friendly == []


def _says(sentence: Sentence, what: str) -> bool:
    forms = [sentence] if isinstance(sentence, str) else sentence
    return any(re.search(what, form, re.IGNORECASE) for form in forms)
