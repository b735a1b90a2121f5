"""Integrity: what is wrong with a tree; every finding names the unit and the mend."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from services.registry.units.domain.unit_kinds import UnitKinds
from services.registry.units.domain.units import UnitVersion
from shared.kernel.places import UnitCode

Lives = Mapping[UnitCode, Sequence[UnitVersion]]
DAY = "%d/%m/%Y"


class Said(NamedTuple):
    """Something said in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFinding:
    """Something that is wrong, and how to mend it."""

    check: str
    unit: UnitCode
    name: Said
    wrong: Said
    mend: Said

    @property
    def vi(self) -> str:
        """All of it in one Vietnamese sentence."""
        return f"“{self.name.vi}” ({self.unit}): {self.wrong.vi}; {self.mend.vi}"

    @property
    def en(self) -> str:
        """All of it in one English sentence."""
        return f"“{self.name.en}” ({self.unit}): {self.wrong.en}; {self.mend.en}"


def lives_of(chapters: Iterable[UnitVersion]) -> Lives:
    """The chapters of each unit, in their order."""
    lives: dict[UnitCode, list[UnitVersion]] = {}
    for chapter in chapters:
        lives.setdefault(chapter.unit.code, []).append(chapter)
    return lives


def findings(lives: Lives, kinds: UnitKinds) -> list[UnitFinding]:
    """Everything that is wrong, by unit."""
    found: list[UnitFinding] = []
    for code in sorted(lives):
        for one in lives[code]:
            found += _about_parents(one, lives, kinds)
            found += _about_host(one, lives)
        found += _about_days(code, lives[code])
    return found + list(_about_codes(lives)) + list(_about_circles(lives))


def _about_parents(one: UnitVersion, lives: Lives, kinds: UnitKinds) -> Iterator[UnitFinding]:
    unit = one.unit
    for parent, is_sector in ((unit.parent, False), (unit.sector_parent, True)):
        if parent is None:
            continue
        above = lives.get(parent, ())
        if not above:
            yield _finding(
                "parent_unknown",
                one,
                f"cấp trên “{parent}” chưa có ở đây; hãy chuyển đơn vị, hoặc lập cấp trên.",
                f"its parent “{parent}” is not known here; move it, or establish the parent.",
            )
            continue
        yield from _about_times(one, above)
        last = above[-1].unit
        if is_sector and not kinds.same_sector(unit.kind, last.kind):
            yield _finding(
                "sector_differs",
                one,
                f"cấp trên theo ngành “{parent}” thuộc ngành khác; hãy chuyển đơn vị.",
                f"its sector parent “{parent}” is of another sector; move the unit.",
            )
        if not is_sector and not kinds.allow(unit.kind, under=last.kind):
            yield _finding(
                "kind_not_under",
                one,
                f"loại này không trực thuộc loại của “{parent}”; hãy chuyển đơn vị.",
                f"its kind does not stand under that of “{parent}”; move the unit.",
            )


def _about_times(one: UnitVersion, above: Sequence[UnitVersion]) -> Iterator[UnitFinding]:
    first, end = above[0].unit.valid_from, above[-1].valid_to
    parent = above[0].unit.code
    if one.unit.valid_from < first:
        yield _finding(
            "begins_before_parent",
            one,
            f"bắt đầu trước cấp trên “{parent}” ({first:{DAY}}); hãy sửa ngày của một bên.",
            f"it begins before its parent “{parent}” ({first}); mend either day.",
        )
    if end is not None and (one.valid_to is None or one.valid_to > end):
        yield _finding(
            "orphaned",
            one,
            f"còn trực thuộc “{parent}” đã kết thúc ngày {end:{DAY}}; hãy chuyển đơn vị.",
            f"it still stands under “{parent}”, which ended on {end}; move the unit.",
        )


def _about_host(one: UnitVersion, lives: Lives) -> Iterator[UnitFinding]:
    host = UnitCode(one.unit.host)
    above = lives.get(host, ())
    if not above:
        yield _finding(
            "host_unknown",
            one,
            f"nút phục vụ “{host}” không phải đơn vị nào ở đây; hãy chuyển nút.",
            f"the node “{host}” that serves it is no unit known here; change its host.",
        )
    elif above[-1].valid_to is not None and one.valid_to is None:
        yield _finding(
            "host_ended",
            one,
            f"nút phục vụ “{host}” thuộc đơn vị đã kết thúc; hãy chuyển nút.",
            f"the node “{host}” that serves it belongs to a unit that ended; change its host.",
        )


def _about_days(code: UnitCode, chapters: Sequence[UnitVersion]) -> Iterator[UnitFinding]:
    for one, following in pairwise(chapters):
        begins = following.unit.valid_from
        if one.valid_to is None or one.valid_to > begins:
            yield _finding(
                "overlaps",
                one,
                f"hai giai đoạn chồng nhau từ {begins:{DAY}}; hãy báo người vận hành.",
                f"two chapters overlap from {begins} on; tell the operator.",
            )
        elif one.valid_to < begins:
            yield _finding(
                "code_reused",
                following,
                f"mã “{code}” được dùng lại sau khi kết thúc; hãy đặt mã mới.",
                f"the code “{code}” was used again after its end; give a new one.",
            )


def _about_codes(lives: Lives) -> Iterator[UnitFinding]:
    for name, check in (("gso_code", "gso_code_twice"), ("eid", "eid_twice")):
        holders: dict[str, UnitCode] = {}
        for code in sorted(lives):
            last = lives[code][-1]
            told = getattr(last.unit, name)
            if not told or last.valid_to is not None:
                continue
            other = holders.setdefault(told, code)
            if other != code:
                yield _finding(
                    check,
                    last,
                    f"“{told}” cũng là mã của “{other}”; hãy sửa một trong hai.",
                    f"“{told}” is the code of “{other}” too; mend one of them.",
                )


def _about_circles(lives: Lives) -> Iterator[UnitFinding]:
    """On each day on which somebody moved; a circle can only begin on such a day."""
    days = {one.unit.valid_from for chapters in lives.values() for one in chapters[1:]}
    for day in sorted(days | {date.max}):
        above = {
            code: one.unit.parent
            for code, chapters in lives.items()
            for one in chapters
            if one.unit.valid_from <= day and (one.valid_to is None or one.valid_to > day)
        }
        ringed = _ringed(above)
        if ringed:
            yield _circle(lives[ringed][-1])
            return


def _ringed(above: Mapping[UnitCode, UnitCode | None]) -> UnitCode | None:
    safe: set[UnitCode] = set()
    for start in sorted(above):
        path: set[UnitCode] = set()
        at: UnitCode | None = start
        while at is not None and at not in safe:
            if at in path:
                return at
            path.add(at)
            at = above.get(at)
        safe |= path
    return None


def _circle(one: UnitVersion) -> UnitFinding:
    return _finding(
        "circle",
        one,
        "đứng dưới chính mình qua các cấp trên; hãy chuyển đơn vị về cấp trên khác.",
        "it stands under itself by way of its superiors; move it under another parent.",
    )


def _finding(check: str, one: UnitVersion, *said: str) -> UnitFinding:
    """A finding whose sentences say what is wrong; then, after the semicolon, the mend."""
    (wrong_vi, mend_vi), (wrong_en, mend_en) = (text.split("; ", 1) for text in said)
    return UnitFinding(
        check=check,
        unit=one.unit.code,
        name=Said(one.unit.vi, one.unit.en),
        wrong=Said(wrong_vi, wrong_en),
        mend=Said(mend_vi, mend_en),
    )
