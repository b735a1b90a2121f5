"""Wanted changes: what somebody typed, read as a change of units."""

import re
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from services.registry.org.domain.documents import document_number
from services.registry.units.domain.change_refusals import SharesNotWhole
from services.registry.units.domain.changes import (
    ChangeId,
    ChangeKind,
    Draft,
    Part,
    Seat,
    UnitChange,
)
from services.registry.units.domain.units import Unit, UnitUnknown
from services.registry.units.views.unit_changes import FIELDS
from shared.kernel.places import PlaceCode, UnitCode, place_code
from shared.kernel.rejection import Rejection
from shared.portal.form_data import FormData
from shared.portal.form_reader import FormReader

APART = re.compile(r"[\s,;]+")


class HeirLineUnreadable(Rejection):
    """Mỗi dòng ghi: mã | phần | tên; ví dụ: phuong-moi-a | 3/5 | Phường Mới A.
    Write on each line: code | share | name; such as phuong-moi-a | 3/5 | New ward A.
    """


class Reader:
    """Reads one form; every refusal stands beside its field."""

    def __init__(self, form: FormData) -> None:
        self._reading = FormReader(form)

    @property
    def form(self) -> FormData:
        """The form with its refusals."""
        return self._reading.form

    def codes(self, name: str) -> list[UnitCode]:
        """The codes somebody wrote one after another."""
        return [UnitCode(code) for code in APART.split(self.form.text(name)) if code]

    def change(
        self,
        kind: ChangeKind,
        models: Mapping[UnitCode, Unit],
        *,
        change_id: ChangeId,
        here: PlaceCode,
        now: datetime,
    ) -> UnitChange | None:
        """The change, or None if anything was refused."""
        reading = self._reading
        on = reading.day("effective_on")
        basis = reading.made("basis", document_number)
        if "sources" in FIELDS[kind]:
            reading.text("sources", most=5000)
        unknown = [code for code in self.codes("sources") if code not in models]
        if unknown:
            reading.refuse("sources", _unknown(unknown[0]))
        if kind in {ChangeKind.RENAME, ChangeKind.ESTABLISH}:
            reading.text("vi", most=200)
            reading.text("en", most=200)
        parts = [] if reading.form.is_refused else self._parts(kind, models, here)
        if reading.form.is_refused or basis is None:
            return None
        return UnitChange(
            id=change_id,
            kind=kind,
            effective_on=on,
            basis=basis.text,
            decided_by=here,
            stated_at=now,
            parts=tuple(parts),
        )

    def _parts(
        self, kind: ChangeKind, models: Mapping[UnitCode, Unit], here: PlaceCode
    ) -> list[Part]:
        form = self.form
        sources = self.codes("sources") if "sources" in FIELDS[kind] else []
        edits = (
            {"vi": form.text("vi"), "en": form.text("en")} if kind is ChangeKind.RENAME else {}
        )
        if kind is ChangeKind.MOVE:
            edits = {name: form.text(name) for name in ("parent", "sector_parent")}
        told = {name: value or None for name, value in edits.items()}
        old = [_source(code, told) for code in sources]
        model = models[sources[0]] if sources else None
        match kind:
            case ChangeKind.MERGE:
                return [*old, *self._target(models, model)]
            case ChangeKind.SPLIT:
                return [*old, *self._heirs(sources, model)]
            case ChangeKind.ESTABLISH:
                return self._established(here)
        return old

    def _target(self, models: Mapping[UnitCode, Unit], like: Unit | None) -> list[Part]:
        code = self._reading.made("code", place_code)
        if code is None:
            return []
        if UnitCode(code) in models or like is None:
            return [Part(unit=UnitCode(code), seat=Seat.TARGET)]
        vi = self._reading.text("vi", most=200)
        draft = self._like(like, vi=vi, en=self.form.text("en") or vi)
        return [Part(unit=UnitCode(code), seat=Seat.TARGET, begins=draft)]

    def _heirs(self, sources: list[UnitCode], like: Unit | None) -> list[Part]:
        lines = [one.strip() for one in self.form.text("into").splitlines() if one.strip()]
        if not lines or like is None:
            self._reading.refuse("into", HeirLineUnreadable())
            return []
        try:
            return [self._heir(line, sources, like) for line in lines]
        except Rejection as no:
            self._reading.refuse("into", no)
            return []

    def _heir(self, line: str, sources: list[UnitCode], like: Unit) -> Part:
        told = [cell.strip() for cell in line.split("|")]
        code, share, name = (*told, "", "")[:3]
        unit = UnitCode(place_code(code))
        is_new = unit not in sources and bool(name)
        draft = self._like(like, vi=name, en=name) if is_new else None
        return Part(unit=unit, seat=Seat.TARGET, share=share_of(share), begins=draft)

    def _established(self, here: PlaceCode) -> list[Part]:
        form = self.form
        code = self._reading.made("code", place_code)
        kind = self._reading.text("unit_kind", most=60)
        parent = self._reading.text("parent", most=64)
        if code is None:
            return []
        draft = Draft(
            kind=kind,
            vi=form.text("vi"),
            en=form.text("en"),
            parent=UnitCode(parent),
            host=here,
            sector_parent=UnitCode(form.text("sector_parent")) or None,
        )
        return [Part(unit=UnitCode(code), seat=Seat.TARGET, begins=draft)]

    def _like(self, like: Unit, *, vi: str, en: str) -> Draft:
        parent = self.form.text("parent")
        return Draft(
            kind=like.kind,
            vi=vi,
            en=en,
            parent=UnitCode(parent) if parent else like.parent,
            host=like.host,
            sector_parent=like.sector_parent,
            made_up=like.made_up,
        )


def share_of(text: str) -> Fraction | None:
    """A share such as `3/5`; nothing: there is no rule.

    Raises:
        SharesNotWhole: if it is no fraction.

    """
    try:
        return Fraction(text) if text else None
    except (ValueError, ZeroDivisionError) as unreadable:
        raise SharesNotWhole(
            f"“{text}” không phải là phần chia; ví dụ: 3/5.",
            f"“{text}” is no share; such are 3/5.",
        ) from unreadable


def _source(code: UnitCode, told: Mapping[str, str | None]) -> Part:
    parent, sector = told.get("parent"), told.get("sector_parent")
    return Part(
        unit=code,
        seat=Seat.SOURCE,
        vi=told.get("vi"),
        en=told.get("en"),
        parent=UnitCode(parent) if parent else None,
        sector_parent=UnitCode(sector) if sector else None,
    )


def _unknown(code: UnitCode) -> UnitUnknown:
    return UnitUnknown(
        f"Không có đơn vị mang mã “{code}”; hãy chọn trong danh sách.",
        f"There is no unit with the code “{code}”; choose one from the list.",
    )
