"""The questions a category asks besides: their fields, and what was answered."""

from collections.abc import Sequence

from services.intake.categories.domain.category_tree import Datatype, Question
from services.intake.sending.scenes import field_of
from shared.portal.reading import FieldEmpty, Reading

MOST_CHARS = 500


def read_answers(reading: Reading, questions: Sequence[Question]) -> dict[str, object]:
    """What was answered, by variable; what was left out is left out."""
    answers = {one.variable: _answer(reading, one) for one in questions}
    return {variable: answer for variable, answer in answers.items() if answer not in ("", [])}


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
