"""What is promised of feedback, by which rule of the catalogue, and by when."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.kernel.deadlines import Deadline, Profiles, deadline
from shared.kernel.office_hours import Office
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
