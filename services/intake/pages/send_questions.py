"""The questions a category asks besides: their fields, and what was answered."""

from collections.abc import Mapping

from services.intake.domain.category_tree import Category, Datatype, Question, Tree
from shared.portal.reading import FieldEmpty, Reading
from shared.portal.typed import Typed

PREFIX = "q-"
MOST_CHARS = 500


def asked_about(tree: Tree, *, root: str, leaf: str) -> tuple[Question, ...]:
    """What is asked of somebody who chose these; the finer category decides."""
    chosen = chosen_of(tree, root=root, leaf=leaf)
    return chosen.questions if chosen else ()


def chosen_of(tree: Tree, *, root: str, leaf: str) -> Category | None:
    """The finest category that was chosen, if it stands where it should."""
    if leaf in tree and tree.root_of(leaf) == root:
        return tree.get(leaf)
    return tree.get(root) if root in tree else None


def field_of(question: Question) -> str:
    """The name of a question's field."""
    return f"{PREFIX}{question.variable}"


def fields_in(typed: Typed) -> dict[str, tuple[str, ...]]:
    """Every answer that came with the form."""
    return {name: values for name, values in typed.values.items() if name.startswith(PREFIX)}


def read_answers(reading: Reading, questions: tuple[Question, ...]) -> dict[str, object]:
    """What was answered, by variable; what was left out is left out."""
    answers = {one.variable: _answer(reading, one) for one in questions}
    return {variable: answer for variable, answer in answers.items() if answer not in ("", [])}


def said_of(answers: Mapping[str, object], questions: tuple[Question, ...]) -> list[str]:
    """Answers in words, for the last look before sending."""
    return [
        f"{one.vi}: {_in_words(answers[one.variable], one)}"
        for one in questions
        if one.variable in answers
    ]


def _answer(reading: Reading, question: Question) -> object:
    name, needed = field_of(question), question.is_required
    offered = [choice.key for choice in question.values]
    if question.datatype is Datatype.MANY:
        return reading.some_of(name, offered, least=1 if needed else 0)
    if question.datatype is Datatype.SINGLE:
        return reading.one_of(name, offered, may_be_empty=not needed)
    text = reading.text(name, most=MOST_CHARS, may_be_empty=True)
    if needed and not text:
        reading.refuse(name, FieldEmpty())
    if question.datatype is Datatype.NUMBER and text:
        return reading.whole(name)
    return text


def _in_words(answer: object, question: Question) -> str:
    names = {choice.key: choice.vi for choice in question.values}
    chosen = answer if isinstance(answer, list) else [answer]
    return ", ".join(names.get(str(one), str(one)) for one in chosen)
