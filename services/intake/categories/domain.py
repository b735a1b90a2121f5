"""What feedback may be about."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from string import Formatter
from typing import Any, NewType
from uuid import UUID

from shared.kernel.folding import folded
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, Rejection

CategoryCode = NewType("CategoryCode", str)
"""The code of a subject, such as `env_sanitation`; a code is never used for another one."""


class CategoryUnknown(Rejection):
    """Không có lĩnh vực nào mang mã này; xin chọn một lĩnh vực trong danh sách.
    No subject has this code; choose one of the list.
    """


SEEDED = frozenset({
    "env_sanitation", "construction_order", "admin_procedure", "public_ethics", "labour",
    "urban_order", "health_service", "school_service", "social_welfare",
})  # fmt: skip
"""The subjects the movement's guides name."""


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


class Datatype(StrEnum):
    """Of which kind an answer is, in the words of Open311."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    SINGLE = "singlevaluelist"
    MANY = "multivaluelist"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers offered."""

    key: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked besides, because of what it is about."""

    variable: str
    vi: str
    en: str
    datatype: Datatype
    is_required: bool = False
    values: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category as it stands from one day on; `valid_to` is the first day it does not."""

    code: str
    vi: str
    en: str
    valid_from: date
    valid_to: date | None = None
    parent: str | None = None
    theme: str = ""
    profile: str = "DP01"
    is_anonymous_allowed: bool = True
    keywords: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    def stands_on(self, day: date) -> bool:
        """Whether one could choose it on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Tree:
    """The categories of one day. Those whose parent has ended stand at the top."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._by_code = {one.code: one for one in categories}
        self._below: dict[str | None, list[Category]] = {}
        for one in self._by_code.values():
            parent = one.parent if one.parent in self._by_code else None
            self._below.setdefault(parent, []).append(one)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Category]:
        """From the top down, those below right after their own."""
        return self._walk(None)

    def get(self, code: str) -> Category:
        """The category with this code.

        Raises:
            CategoryUnknown: if there is none on that day.

        """
        found = self._by_code.get(code)
        if found is None:
            raise CategoryUnknown
        return found

    def line(self, code: str) -> tuple[Category, ...]:
        """A category and all above it, the topmost first."""
        found = [self.get(code)]
        while found[-1].parent in self._by_code:
            found.append(self._by_code[found[-1].parent])
        return tuple(reversed(found))

    def root_of(self, code: str) -> str:
        """The topmost category above `code`: what events and figures go by."""
        return self.line(code)[0].code

    def children(self, code: str | None) -> tuple[Category, ...]:
        """Those right below; of None, those at the top."""
        return tuple(self._below.get(code, ()))

    def below(self, code: str) -> tuple[str, ...]:
        """The code itself and those of everything below it."""
        return (self.get(code).code, *(one.code for one in self._walk(code)))

    def leaves(self) -> tuple[Category, ...]:
        """Those with nothing below them: what a case is filed under."""
        return tuple(one for one in self if not self.children(one.code))

    def search(self, text: str) -> list[Category]:
        """Those whose name or keywords hold every word, by beginnings, marks or not."""
        wanted = folded(text).split()
        return [one for one in self if all(_holds(one, word) for word in wanted)]

    def _walk(self, parent: str | None) -> Iterator[Category]:
        for one in self._below.get(parent, ()):
            yield one
            yield from self._walk(one.code)


def tree_of(chapters: Iterable[Category], day: date) -> Tree:
    """The tree as it stands on a day."""
    return Tree(one for one in chapters if one.stands_on(day))


def _holds(category: Category, word: str) -> bool:
    text = folded(" ".join((category.vi, category.en, category.code, *category.keywords)))
    return any(part.startswith(word) for part in text.split())


CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
INHERITED = ("theme", "profile", "is_anonymous_allowed")


class CategoriesWrong(Rejection):
    """Tệp lĩnh vực có mục không dùng được.
    The file of categories holds something unusable.
    """


def categories_in(told: Mapping[str, Any]) -> tuple[Category, ...]:
    """Every category of a file, from the top down.

    Raises:
        CategoriesWrong: if an entry cannot be used, or a code stands twice.

    """
    found = tuple(_walk(told["categories"], {"valid_from": told["valid_from"]}))
    codes = [one.code for one in found]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise _wrong(f"{sorted(twice)}", "mã đứng hai lần", "a code stands twice")
    return found


def _walk(entries: list[dict[str, Any]], above: Mapping[str, Any]) -> Iterator[Category]:
    for entry in entries:
        one = _category(entry, above)
        yield one
        kept = {name: getattr(one, name) for name in INHERITED}
        yield from _walk(entry.get("below", []), {**above, **kept, "parent": one.code})


def _category(entry: Mapping[str, Any], above: Mapping[str, Any]) -> Category:
    code = str(entry.get("code", ""))
    if not CODE.fullmatch(code) or not (entry.get("vi") and entry.get("en")):
        raise _wrong(code, "thiếu mã hoặc tên", "its code or a name is missing")
    own = {name: value for name, value in entry.items() if name not in {"below", "keywords"}}
    told = {**above, **own}
    valid_from = told["valid_from"]
    if not isinstance(valid_from, date):
        raise _wrong(code, "ngày bắt đầu không hợp lệ", "its first day is no day")
    told["keywords"] = tuple(entry.get("keywords", ()))
    told["questions"] = tuple(_question(code, one) for one in entry.get("questions", ()))
    return Category(**told)


def _question(code: str, entry: Mapping[str, Any]) -> Question:
    datatype = Datatype(entry["datatype"])
    values = tuple(Choice(**value) for value in entry.get("values", ()))
    if (datatype in {Datatype.SINGLE, Datatype.MANY}) != bool(values):
        raise _wrong(code, "câu hỏi chọn thiếu đáp án", "a choice without answers")
    return Question(
        variable=entry["variable"],
        vi=entry["vi"],
        en=entry["en"],
        datatype=datatype,
        is_required=entry.get("required", False),
        values=values,
    )


def _wrong(code: str, vi: str, en: str) -> CategoriesWrong:
    return CategoriesWrong(f"Lĩnh vực “{code}”: {vi}.", f"Category “{code}”: {en}.")


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


def guessed(words: str, categories: Iterable[Category], *, otherwise: str) -> str:
    """The code of the category most of whose keywords stand in `words`; longer ones weigh more.

    Whoever sorts the case decides; this only spares them the obvious.
    """
    plain = f" {folded(words)} "
    scores = {one.code: _score(plain, one) for one in categories}
    best = max(scores, key=lambda code: scores[code], default=otherwise)
    return best if scores.get(best) else otherwise


def _score(plain: str, category: Category) -> int:
    wanted = (folded(keyword) for keyword in category.keywords)
    return sum(len(word) for word in wanted if f" {word} " in plain)


DAYS_OF_WEEK = 7
ALL_WEEK = frozenset(range(DAYS_OF_WEEK))


class RuleSaysNothing(Rejection):
    """Quy tắc cần ít nhất một điều kiện: lĩnh vực, địa bàn hoặc thời gian.
    A rule needs a condition at least: a category, an area or a time.
    """


class WindowHalfOpen(Rejection):
    """Ghi cả giờ bắt đầu và giờ kết thúc, hoặc bỏ trống cả hai; hai giờ phải khác nhau.
    Give both the hour it begins and the hour it ends, or neither; they must differ.
    """


class RuleTooEarly(Rejection):
    """Quy tắc chỉ có hiệu lực từ hôm nay trở đi.
    A rule takes effect today or later.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Cases of a category and all below it, of a unit and all below it, at some hours.

    What is None, or a whole week, holds always. Hours may run past midnight.
    """

    id: UUID
    unit: UnitCode
    category: str | None = None
    area: str | None = None
    weekdays: frozenset[int] = ALL_WEEK
    begins: time | None = None
    ends: time | None = None
    profile: str | None = None
    valid_from: date
    valid_to: date | None = None

    @property
    def has_window(self) -> bool:
        """Whether it holds at some times only."""
        return self.begins is not None or self.weekdays != ALL_WEEK


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A case at the moment it comes in: its category, topmost first; its unit, itself first."""

    categories: Sequence[str]
    units: Sequence[str]
    at: datetime
    """In civic time of the place."""


def checked(rule: Rule, *, today: date) -> Rule:
    """A rule one may write down.

    Raises:
        RuleSaysNothing: if it would hold for everything.
        WindowHalfOpen: if only one of its hours is given.
        RuleTooEarly: if it began before today.

    """
    if (rule.begins is None) != (rule.ends is None) or (
        rule.begins is not None and rule.begins == rule.ends
    ):
        raise WindowHalfOpen
    if rule.category is None and rule.area is None and not rule.has_window:
        raise RuleSaysNothing
    if rule.valid_from < today:
        raise RuleTooEarly
    return rule


def holds(rule: Rule, arrival: Arrival) -> bool:
    """Whether a rule is about a case."""
    day = arrival.at.date()
    return (
        rule.valid_from <= day
        and (rule.valid_to is None or day < rule.valid_to)
        and (rule.category is None or rule.category in arrival.categories)
        and (rule.area is None or rule.area in arrival.units)
        and is_within(rule, arrival.at)
    )


def is_within(rule: Rule, at: datetime) -> bool:
    """Whether a moment lies in a rule's hours; past midnight still counts to the day before."""
    clock, weekday = at.time(), at.weekday()
    if rule.begins is None or rule.ends is None:
        return weekday in rule.weekdays
    if rule.begins < rule.ends:
        return weekday in rule.weekdays and rule.begins <= clock < rule.ends
    yesterday = (weekday - 1) % DAYS_OF_WEEK
    return (weekday in rule.weekdays and clock >= rule.begins) or (
        yesterday in rule.weekdays and clock < rule.ends
    )


def chosen(rules: Iterable[Rule], arrival: Arrival) -> Rule | None:
    """The most specific rule that holds: by category, then area, then hours, then the newest.

    What decides between equals is the rule's own id, so that two nodes never differ.
    """
    holding = [rule for rule in rules if holds(rule, arrival)]
    return max(holding, key=lambda rule: weight(rule, arrival), default=None)


def weight(rule: Rule, arrival: Arrival) -> tuple[int, int, int, date, int]:
    """How closely a rule fits a case; the greater, the closer."""
    depth = arrival.categories.index(rule.category) + 1 if rule.category else 0
    nearness = len(arrival.units) - arrival.units.index(rule.area) if rule.area else 0
    hours = (rule.begins is not None) + (rule.weekdays != ALL_WEEK)
    return (depth, nearness, hours, rule.valid_from, rule.id.int)
