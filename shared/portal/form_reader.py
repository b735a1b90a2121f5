"""Making values of what was typed; every refusal is noted at its field, none stops the rest."""

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import TypeVar

from shared.kernel.rejection import Rejection
from shared.portal.form_data import FormData, Written

DAY_AS_WRITTEN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
Made = TypeVar("Made")


class FieldEmpty(Rejection):
    """Hãy điền mục này.
    Fill in this field.
    """


class TextTooLong(Rejection):
    """Nội dung dài quá mức cho phép.
    The text is too long.
    """


class NoSuchDay(Rejection):
    """Ngày này không có trong lịch. Nhập dạng 30/09/2018.
    There is no such day. Write it like 30/09/2018.
    """


class NotAWholeNumber(Rejection):
    """Hãy nhập một số nguyên, ví dụ 1.500.
    Enter a whole number, for example 1500.
    """


class NumberOutOfRange(Rejection):
    """Số này nằm ngoài khoảng cho phép.
    This number is outside the allowed range.
    """


class NotOffered(Rejection):
    """Hãy chọn một mục trong danh sách.
    Choose one from the list.
    """


class FormReader:
    """One form being read. Look at `typed.is_refused` before using any of the values.

    A value that cannot be made stands as an empty one of its kind and leaves a refusal.
    """

    def __init__(self, form: FormData) -> None:
        self.form = form

    def text(self, name: str, *, most: int = 500, may_be_empty: bool = False) -> str:
        """A line of text."""
        text = self.form.text(name)
        if not text and not may_be_empty:
            self.refuse(name, FieldEmpty())
        if len(text) > most:
            vi = f"Dài {len(text)} ký tự, tối đa {most}."
            self.refuse(name, TextTooLong(vi, f"{len(text)} characters long; {most} at most."))
        return text

    def day(self, name: str) -> date:
        """A civic day, as the control sends it (2018-09-30) or as one writes it."""
        return self.day_or_none(name, may_be_empty=False) or date.min

    def day_or_none(self, name: str, *, may_be_empty: bool = True) -> date | None:
        """A civic day that need not be given."""
        text = self.form.text(name)
        if not text:
            if not may_be_empty:
                self.refuse(name, FieldEmpty())
            return None
        return self.made(name, day_of_text)

    def whole(self, name: str, *, least: int = 0, most: int = 1_000_000_000) -> int:
        """A whole number, with or without marks between the thousands."""
        number = self.made(name, whole_of_text)
        if number is None:
            return least
        if not least <= number <= most:
            vi, en = (
                f"Nhập số từ {least} đến {most}.",
                f"Enter a number from {least} to {most}.",
            )
            self.refuse(name, NumberOutOfRange(vi, en))
        return number

    def one_of(self, name: str, offered: Collection[str], *, may_be_empty: bool = False) -> str:
        """One of the values that were offered; empty, and refused, if it is none of them."""
        chosen = self.form.text(name)
        if chosen in offered:
            return chosen
        if chosen or not may_be_empty:
            self.refuse(name, NotOffered())
        return ""

    def some_of(self, name: str, offered: Collection[str], *, least: int = 0) -> list[str]:
        """Those of the offered values that were ticked, in the order offered."""
        ticked = set(self.form.many(name))
        if not ticked <= set(offered) or len(ticked) < least:
            self.refuse(name, NotOffered())
        return [value for value in offered if value in ticked]

    def made(self, name: str, make: Callable[[str], Made]) -> Made | None:
        """What a rule of the domain makes of the text; its rejection stands at the field."""
        try:
            return make(self.form.text(name))
        except Rejection as no:
            self.refuse(name, no)
            return None

    def refuse(self, name: str, why: Written) -> None:
        """Note a refusal at `name`; the first one stands."""
        if name not in self.form.refusals:
            self.form = self.form.refused(name, why)


def day_of_text(text: str) -> date:
    """A civic day out of what one writes.

    >>> day_of_text("30/9/2018"), day_of_text("2018-09-30")
    (datetime.date(2018, 9, 30), datetime.date(2018, 9, 30))

    Raises:
        NoSuchDay: if the calendar has no such day.

    """
    written = DAY_AS_WRITTEN.fullmatch(text)
    try:
        if written:
            day, month, year = map(int, written.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        raise NoSuchDay from None


def whole_of_text(text: str) -> int:
    """A whole number out of what one writes.

    >>> whole_of_text("1.500"), whole_of_text("1,500"), whole_of_text("12 000")
    (1500, 1500, 12000)

    Raises:
        FieldEmpty: if nothing was written.
        NotAWholeNumber: if it is no whole number.

    """
    if not text:
        raise FieldEmpty
    bare = re.sub(r"(?<=\d)[.,\s](?=\d{3}(?!\d))", "", text)
    if not re.fullmatch(r"-?[0-9]{1,15}", bare):
        raise NotAWholeNumber
    return int(bare)
