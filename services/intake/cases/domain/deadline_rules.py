"""Deadline rules as a file tells them: profiles, reasons for a pause, office hours."""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from typing import Any

from shared.kernel.deadlines import Anchor, Profile, Profiles, Unit, Variant
from shared.kernel.office_hours import OfficeHours, Session, Sessions
from shared.kernel.pauses import PauseRule
from shared.kernel.rejection import Rejection

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ONE_DAY = timedelta(days=1)

Told = Mapping[str, Any]


class DeadlineRulesUnusable(Rejection):
    """Tệp thời hạn không đúng mẫu.
    The file of deadlines does not follow the format.
    """


def profiles_from(told: Told) -> Profiles:
    """Every rule, each with what applied before it.

    Raises:
        DeadlineRulesUnusable: naming the rule that cannot be.

    """
    versions: dict[str, tuple[Profile, ...]] = {}
    for entry in told["profiles"]:
        code = entry["code"]
        if code in versions:
            raise _wrong(code, "có hai lần", "stands there twice")
        versions[code] = tuple(_versions(entry))
    return Profiles(versions)


def pause_rules_from(told: Told) -> dict[str, PauseRule]:
    """The reasons for which a clock may stand, by code."""
    return {entry["code"]: _pause_rule(entry) for entry in told["pauses"]}


def office_hours_from(told: Told) -> OfficeHours:
    """When offices are open.

    Raises:
        OfficeHoursUnusable: if sessions overlap, or no weekday has any.

    """
    hours = told["office_hours"]
    return OfficeHours(
        by_weekday={nth: _sessions(hours[day]) for nth, day in enumerate(WEEKDAYS)},
        on_swapped_days=_sessions(hours["swapped_days"]),
        basis=hours["basis"],
        is_assumed=hours["is_assumed"],
    )


def _versions(entry: Told) -> Iterator[Profile]:
    yield _profile(entry)
    before = entry.get("previous")
    if before is None:
        return
    if "valid_from" not in entry:
        raise _wrong(entry["code"], "thiếu valid_from", "valid_from is missing")
    last = entry["valid_from"] - ONE_DAY
    for version in _versions({"code": entry["code"], "for": entry["for"], **before}):
        yield version if version.valid_to else _until(version, last)


def _until(profile: Profile, last: date) -> Profile:
    fields = {name: getattr(profile, name) for name in Profile.__dataclass_fields__}
    return Profile(**fields | {"valid_to": last})


def _profile(entry: Told) -> Profile:
    code = entry["code"]
    try:
        return Profile(
            code=code,
            what=entry["for"],
            n=int(entry["n"]),
            unit=Unit(entry["unit"]),
            cut_off=time.fromisoformat(entry["cut_off"]) if "cut_off" in entry else None,
            relative_to=Anchor(entry.get("relative_to", Anchor.RECEIPT)),
            valid_from=entry.get("valid_from"),
            variants={v: int(entry[v]) for v in Variant if v in entry},
            extensions=tuple(entry.get("extensions", ())),
            basis=entry["basis"],
            confidence=entry["confidence"],
        )
    except (KeyError, ValueError, TypeError) as wrong:
        raise _wrong(code, f"không đọc được ({wrong})", f"cannot be read ({wrong})") from wrong


def _pause_rule(entry: Told) -> PauseRule:
    most = entry.get("most_hours")
    return PauseRule(
        code=entry["code"],
        vi=entry["vi"],
        en=entry["en"],
        most=None if most is None else timedelta(hours=most),
        basis=entry["basis"],
        confidence=entry["confidence"],
    )


def _sessions(told: list[str]) -> Sessions:
    return tuple(
        Session(*(time.fromisoformat(moment) for moment in span.split("-"))) for span in told
    )


def _wrong(code: str, vi: str, en: str) -> DeadlineRulesUnusable:
    return DeadlineRulesUnusable(f"Thời hạn {code}: {vi}.", f"Deadline {code}: {en}.")
