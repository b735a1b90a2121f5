"""How long an answer to feedback may take, and by which rule."""

from dataclasses import dataclass, field
from datetime import date

from services.intake.domain.categories import Category
from shared.kernel.working_days import Calendar, Due, due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One rule for one kind of answer, with the text it rests on."""

    code: str
    working_days: int
    basis: str


FEEDBACK_ACKNOWLEDGED = Profile(
    code="FA01", working_days=1, basis="đề xuất; trần là 10 ngày làm việc (Luật 42/2013 Đ28)"
)
FEEDBACK_REPLY = Profile(code="FR01", working_days=3, basis="đề xuất; chưa có quy định riêng")
FEEDBACK_ANSWER = Profile(code="DP01", working_days=5, basis="NĐ 20/2008, Điều 9")
FIELD_INCIDENT = Profile(code="DP14", working_days=2, basis="đề xuất; chưa có quy định riêng")

PROFILES = {profile.code: profile for profile in (FEEDBACK_ANSWER, FIELD_INCIDENT)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """Which rule gives which category its date; what is not named here follows `otherwise`.

    No category follows DP14 yet: that is for the office to decide, not for us to guess.
    """

    calendar: Calendar
    acknowledged: Profile = FEEDBACK_ACKNOWLEDGED
    reply: Profile = FEEDBACK_REPLY
    otherwise: Profile = FEEDBACK_ANSWER
    special: dict[Category, Profile] = field(default_factory=dict)

    def due(self, category: Category, received_on: date, *, profile: str = "") -> Due:
        """The last day on which an answer is on time; by `profile`, if a rule names one.

        >>> Promises(calendar=Calendar()).due(Category("labour"), date(2018, 9, 14)).on
        datetime.date(2018, 9, 21)
        """
        chosen = PROFILES.get(profile) or self.special.get(category, self.otherwise)
        return due_on(received_on, chosen.working_days, self.calendar)

    def acknowledge_by(self, received_on: date) -> date:
        """The last day on which somebody is to have read it."""
        return due_on(received_on, self.acknowledged.working_days, self.calendar).on

    def answer_by(self, received_on: date) -> date:
        """The last day on which a first answer is due, be it that it takes longer."""
        return due_on(received_on, self.reply.working_days, self.calendar).on
