"""Answers one may start from, for this very case."""

from services.intake.cases.domain.tracking import tracking_code
from services.intake.casework.queries import CaseFile
from services.intake.categories.domain import Answer, filled, offered
from services.intake.following.catalogue import answers
from shared.kernel.places import PlaceCode
from shared.portal.formats import long_day
from shared.portal.languages import Language
from shared.portal.parts import Link
from shared.portal.words import Words

SOMEWHERE = "nơi ông/bà nêu"


def answer_links(file: CaseFile, words: Words) -> list[Link]:
    """The answers offered for a case; each leads to its page with the words filled in."""
    at = f"/cases/{file.case.number}"
    return [
        Link(words.pick(vi=one.vi, en=one.en), f"{at}?answer={one.code}#f-words")
        for one in _offered(file)
    ]


def words_of(code: str, file: CaseFile, *, here: PlaceCode) -> str:
    """The words of an answer that was chosen; empty if it is not offered."""
    chosen = next((one for one in _offered(file) if one.code == code), None)
    return filled(chosen, _values(file, here=here)) if chosen else ""


def _offered(file: CaseFile) -> list[Answer]:
    case, tree = file.case, file.tree
    leaf = case.leaf or case.category
    line = [one.code for one in tree.line(leaf)] if leaf in tree else [case.category]
    return offered(answers(), state=case.state, categories=line)


def _values(file: CaseFile, *, here: PlaceCode) -> dict[str, str]:
    """What is filled in, in Vietnamese, as citizens read it."""
    case, leaf = file.case, file.case.leaf or file.case.category
    unit = file.names.get(case.unit)
    named = file.tree.get(leaf).vi if leaf in file.tree else leaf
    return {
        "code": tracking_code(case.number, here),
        "unit": unit.vi if unit else case.unit,
        "category": named[:1].lower() + named[1:],
        "promised_on": long_day(case.promised_on, Language.VI),
        "place": case.address or SOMEWHERE,
    }
