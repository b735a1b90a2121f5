"""Changing the tree of categories: adding, renaming, retiring. A code is never reused."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.intake.categories.domain.categories import CategoryUnknown
from services.intake.categories.domain.category_file import CODE
from services.intake.categories.domain.category_tree import Category, tree_of
from shared.kernel.rejection import Conflict, Rejection

MOST_NAME_CHARS = 120


class CategoryCodeUsed(Conflict):
    """Mã này đã dùng cho một lĩnh vực, kể cả lĩnh vực đã ngừng; mã không bao giờ dùng lại.
    This code stands for a category already, perhaps one that has ended; codes are not reused.
    """


class CategoryCodeUnusable(Rejection):
    """Mã gồm 2 đến 40 chữ thường không dấu, chữ số, gạch dưới, bắt đầu bằng chữ.
    A code is 2 to 40 small letters, digits and underscores, a letter first.
    """


class CategoryNameMissing(Rejection):
    """Hãy ghi tên lĩnh vực, tối đa 120 ký tự.
    Name the category, in 120 characters at most.
    """


class CategoryHasBelow(Conflict):
    """Còn lĩnh vực bên dưới đang dùng; hãy ngừng những lĩnh vực ấy trước.
    There are categories in use below this one; retire those first.
    """


class CategoryChangeTooEarly(Rejection):
    """Thay đổi chỉ có hiệu lực từ hôm nay trở đi, và sau lần thay đổi trước.
    A change takes effect today or later, and after the change before it.
    """


@dataclass(frozen=True, slots=True)
class Names:
    """What a category is called."""

    vi: str
    en: str

    def checked(self) -> "Names":
        """The names, trimmed.

        Raises:
            CategoryNameMissing: if one is missing or too long.

        """
        vi, en = self.vi.strip(), self.en.strip()
        if not vi or not en or max(len(vi), len(en)) > MOST_NAME_CHARS:
            raise CategoryNameMissing
        return Names(vi, en)


def added(new: Category, chapters: Sequence[Category], *, today: date) -> Category:
    """A category nobody has had before.

    Raises:
        CategoryCodeUnusable, CategoryCodeUsed, CategoryNameMissing: as they say.
        CategoryUnknown: if there is nothing it could stand below.
        CategoryChangeTooEarly: if it were to begin before today.

    """
    if not CODE.fullmatch(new.code):
        raise CategoryCodeUnusable
    if any(one.code == new.code for one in chapters):
        raise CategoryCodeUsed
    if new.parent is not None and new.parent not in tree_of(chapters, new.valid_from):
        raise CategoryUnknown
    if new.valid_from < today:
        raise CategoryChangeTooEarly
    names = Names(new.vi, new.en).checked()
    return replace(new, vi=names.vi, en=names.en)


def renamed(
    code: str, names: Names, *, chapters: Sequence[Category], on: date, today: date
) -> tuple[Category, ...]:
    """All chapters of a category that is called something else from a day on."""
    last = _last(code, chapters, on=on, today=today)
    new = names.checked()
    ended = replace(last, valid_to=on)
    begun = replace(last, vi=new.vi, en=new.en, valid_from=on)
    return (*_before(last, chapters), ended, begun)


def retired(
    code: str, *, chapters: Sequence[Category], on: date, today: date
) -> tuple[Category, ...]:
    """All chapters of a category nobody can choose from a day on.

    Raises:
        CategoryHasBelow: if something below it still stands.

    """
    last = _last(code, chapters, on=on, today=today)
    if tree_of(chapters, on).children(code):
        raise CategoryHasBelow
    return (*_before(last, chapters), replace(last, valid_to=on))


def _last(code: str, chapters: Sequence[Category], *, on: date, today: date) -> Category:
    last = next((c for c in chapters if c.code == code and c.valid_to is None), None)
    if last is None:
        raise CategoryUnknown
    if on < today or on <= last.valid_from:
        raise CategoryChangeTooEarly
    return last


def _before(last: Category, chapters: Sequence[Category]) -> tuple[Category, ...]:
    return tuple(c for c in chapters if c.code == last.code and c != last)
