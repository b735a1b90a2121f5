"""The file of categories: what it must hold before it is believed."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services.intake.categories.domain.category_tree import Category, Choice, Datatype, Question
from shared.kernel.rejection import Rejection

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
