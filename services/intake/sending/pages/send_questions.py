"""The questions a category asks besides: their fields, and what was answered."""

from collections.abc import Sequence

from services.intake.categories.domain.category_tree import Datatype, Question
from services.intake.sending.views import field_of
from shared.portal.form_reader import FieldEmpty, FormReader

MOST_CHARS = 500


def read_answers(fields: FormReader, questions: Sequence[Question]) -> dict[str, object]:
    """What was answered, by variable; what was left out is left out."""
    answers = {one.variable: _answer(fields, one) for one in questions}
    return {variable: answer for variable, answer in answers.items() if answer not in ("", [])}


def _answer(fields: FormReader, question: Question) -> object:
    name, needed = field_of(question), question.is_required
    offered = [choice.key for choice in question.values]
    if question.datatype is Datatype.MANY:
        return fields.some_of(name, offered, least=1 if needed else 0)
    if question.datatype is Datatype.SINGLE:
        return fields.one_of(name, offered, may_be_empty=not needed)
    text = fields.text(name, most=MOST_CHARS, may_be_empty=True)
    if needed and not text:
        fields.refuse(name, FieldEmpty())
    if question.datatype is Datatype.NUMBER and text:
        return fields.whole(name)
    return text
