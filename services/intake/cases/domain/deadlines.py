"""What is promised of feedback, by which rule of the catalogue, and by when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from shared.kernel.deadlines import Anchor, Deadline, Profile, Profiles, Unit, Variant, deadline
from shared.kernel.office_hours import Office, OfficeHours, Session, Sessions
from shared.kernel.pauses import PauseRule
from shared.kernel.rejection import Rejection
from shared.kernel.working_days import Due

ACKNOWLEDGE, REPLY, ANSWER, FIELD_INCIDENT = "KH01", "KH03", "DP01", "DP14"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What may be promised at one office, by the rules in force.

    Nobody is sent away for a calendar that is lacking: the date is then provisional.
    """

    office: Office
    profiles: Profiles

    def due(self, received_at: datetime, *, profile: str = "") -> Due:
        """The last day on which an answer is on time; by `profile`, if a rule names one."""
        return self._end(profile or ANSWER, received_at).due

    def acknowledge_by(self, received_at: datetime) -> date:
        """The last day on which somebody is to have read it."""
        return self._end(ACKNOWLEDGE, received_at).on

    def answer_by(self, received_at: datetime) -> date:
        """The last day on which a first answer is due, be it that it takes longer."""
        return self._end(REPLY, received_at).on

    def _end(self, code: str, received_at: datetime) -> Deadline:
        rule = self.profiles.on(code, self.office.day_of(received_at))
        return deadline(rule.limit(), received_at, self.office)


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
