"""The catalogue of measures and indicators, read from plain data with clear complaints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from services.reporting.domain.figures import Indicator, Target
from services.reporting.domain.measures import Condition, Measure
from services.reporting.domain.rollup import HOLDS
from shared.kernel.rejection import NotFound, Rejection

Entry = Mapping[str, Any]
MEASURE_KEYS = frozenset(
    {"name", "vi", "en", "event", "filter", "unit", "day", "amount", "span"}
)
CONDITION_KEYS = frozenset({"field", "op", "value", "other"})
INDICATOR_KEYS = frozenset(
    {"code", "vi", "en", "theme", "numerator", "denominator", "unit", "direction", "target"}
    | {"note_vi", "note_en"}
)
TARGET_KEYS = frozenset({"op", "value", "basis", "valid_from"})
OPS = frozenset({"=", "!=", "in", "<", "<=", ">", ">="})


class CatalogueInvalid(Rejection):
    """Danh mục chỉ số có lỗi; danh mục đang dùng được giữ nguyên.
    The catalogue has mistakes; the one in use stays.
    """


class IndicatorUnknown(NotFound):
    """Không có chỉ số mang mã này trong danh mục.
    There is no indicator of this code in the catalogue.
    """


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is counted and what it is compared with."""

    measures: tuple[Measure, ...]
    indicators: tuple[Indicator, ...]
    version: int = 1
    """Of two processes with different catalogues, the one with the lower version waits."""

    @property
    def to_date(self) -> tuple[str, ...]:
        """The measures that are read up to a day instead of over a period."""
        return tuple(measure.name for measure in self.measures if measure.is_to_date)

    @property
    def fingerprints(self) -> dict[str, str]:
        """What each measure counts by, in short."""
        return {measure.name: measure.fingerprint for measure in self.measures}

    def indicator(self, code: str) -> Indicator:
        """One indicator.

        Raises:
            IndicatorUnknown: if there is none of this code.

        """
        for indicator in self.indicators:
            if indicator.code == code:
                return indicator
        raise IndicatorUnknown

    def measures_of(self, indicator: Indicator) -> tuple[Measure, ...]:
        """The measures an indicator is made of."""
        names = {*indicator.numerator, *(indicator.denominator or ())}
        return tuple(measure for measure in self.measures if measure.name in names)


def catalogue_from(
    measures: Sequence[Entry], indicators: Sequence[Entry], *, version: int = 1
) -> Catalogue:
    """The catalogue these entries describe.

    Raises:
        CatalogueInvalid: if one cannot be used; it names the entry and what is wrong.

    """
    counted = tuple(_measure(entry) for entry in measures)
    known = {measure.name for measure in counted}
    found = tuple(_indicator(entry, known) for entry in indicators)
    return Catalogue(counted, found, version)


def _measure(entry: Entry) -> Measure:
    try:
        _only(entry, MEASURE_KEYS)
        return Measure(
            name=entry["name"],
            vi=entry["vi"],
            en=entry["en"],
            fact=entry["event"],
            conditions=tuple(_condition(test) for test in entry.get("filter") or ()),
            unit=entry.get("unit", "unit"),
            day=entry["day"],
            amount=_amount(entry.get("amount", 1)),
            is_to_date=_is_to_date(entry.get("span", "period")),
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise _complaint("measure", entry.get("name", "?"), wrong) from wrong


def _only(entry: Entry, known: frozenset[str]) -> None:
    if unread := entry.keys() - known:
        raise ValueError(f"nobody reads {', '.join(sorted(unread))}; mend the spelling")


def _is_to_date(span: object) -> bool:
    if span not in {"period", "to_date"}:
        raise ValueError(f"span “{span}” is neither period nor to_date")
    return span == "to_date"


def _condition(test: Entry) -> Condition:
    _only(test, CONDITION_KEYS)
    op = test.get("op", "=")
    if op not in OPS:
        raise ValueError(f"op “{op}” is none of {sorted(OPS)}")
    value = test.get("value")
    frozen = tuple(value) if isinstance(value, list) else value
    return Condition(field=test["field"], op=op, value=frozen, other=test.get("other"))


def _amount(given: object) -> int | tuple[str, ...]:
    if isinstance(given, int):
        return given
    fields = [given] if isinstance(given, str) else given
    if isinstance(fields, list) and all(isinstance(field, str) for field in fields):
        return tuple(fields)
    raise ValueError("amount is neither a whole number nor fields")


def _indicator(entry: Entry, known: set[str]) -> Indicator:
    try:
        _only(entry, INDICATOR_KEYS)
        numerator = tuple(entry["numerator"])
        denominator = entry.get("denominator")
        over = None if denominator is None else tuple(denominator)
        _all_known({*numerator, *(over or ())}, known)
        return Indicator(
            code=entry["code"],
            vi=entry["vi"],
            en=entry["en"],
            unit_of_measure=entry["unit"],
            numerator=numerator,
            denominator=over,
            direction=entry.get("direction", "none"),
            target=_target(entry.get("target")),
            theme=entry.get("theme") or "",
            note_vi=entry.get("note_vi") or "",
            note_en=entry.get("note_en") or "",
        )
    except (KeyError, TypeError, ValueError, InvalidOperation) as wrong:
        raise _complaint("indicator", entry.get("code", "?"), wrong) from wrong


def _all_known(names: set[str], known: set[str]) -> None:
    if unknown := names - known:
        raise ValueError(f"no such measure: {', '.join(sorted(unknown))}")


def _target(given: Entry | None) -> Target | None:
    if given is None:
        return None
    _only(given, TARGET_KEYS)
    if given["op"] not in HOLDS:
        raise ValueError(f"target op “{given['op']}” is none of {sorted(HOLDS)}")
    return Target(
        op=given["op"],
        value=Decimal(str(given["value"])),
        basis=given["basis"],
        valid_from=given["valid_from"],
    )


def _complaint(kind: str, name: object, wrong: Exception) -> CatalogueInvalid:
    what = f"thiếu {wrong}" if isinstance(wrong, KeyError) else str(wrong)
    lacking = f"lacks {wrong}" if isinstance(wrong, KeyError) else str(wrong)
    return CatalogueInvalid(f"Mục {kind} “{name}”: {what}.", f"{kind} “{name}”: {lacking}.")
