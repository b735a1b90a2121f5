"""Answers written beforehand: for which cases they are offered, and what is filled in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

from shared.kernel.rejection import Rejection

VARIABLES = frozenset({"code", "unit", "category", "promised_on", "place"})
"""What a case can always fill in."""


class VariableUnknown(Rejection):
    """Mẫu câu dùng một chỗ trống không ai điền được.
    The answer leaves a gap nobody can fill.
    """


class AnswerEmpty(Rejection):
    """Mẫu câu cần tên và nội dung.
    The answer needs a name and words.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer one may start from; no states or categories named: offered for all."""

    code: str
    vi: str
    en: str
    words: str
    """In Vietnamese, with gaps such as `{promised_on}`."""
    states: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def published(answer: Answer) -> Answer:
    """An answer officers may be offered.

    Raises:
        AnswerEmpty: if there is nothing to read.
        VariableUnknown: if it has a gap nobody can fill; it names them.

    """
    if not (answer.vi.strip() and answer.en.strip() and answer.words.strip()):
        raise AnswerEmpty
    if unknown := gaps_of(answer.words) - VARIABLES:
        named = ", ".join(sorted(unknown))
        raise VariableUnknown(
            f"Mẫu câu “{answer.code}” có chỗ trống không ai điền được: {named}.",
            f"The answer “{answer.code}” leaves gaps nobody can fill: {named}.",
        )
    return answer


def gaps_of(words: str) -> frozenset[str]:
    """The gaps in a text.

    >>> sorted(gaps_of("Phản ánh {code}, hẹn {promised_on}."))
    ['code', 'promised_on']

    Raises:
        VariableUnknown: if a bracket is left open.

    """
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(words) if name is not None)
    except ValueError:
        raise VariableUnknown from None


def offered(
    answers: Iterable[Answer], *, state: str, categories: Collection[str]
) -> list[Answer]:
    """Those for a case in a state, about a category whose line is `categories`."""
    return [
        one
        for one in answers
        if (not one.states or state in one.states)
        and (not one.categories or not set(one.categories).isdisjoint(categories))
    ]


def filled(answer: Answer, values: Mapping[str, str]) -> str:
    """The words, nothing left open."""
    return answer.words.format_map({name: values[name] for name in gaps_of(answer.words)})
