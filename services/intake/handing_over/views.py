"""How the hand-over of a case looks: where it is, where it can go, what waits to be decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.intake.cases.domain.cases import Case, CaseState
from services.intake.cases.domain.tracking import tracking_code
from services.intake.categories.domain import Tree
from services.intake.categories.views import category_said, unit_said
from services.intake.handing_over.domain import (
    MOST_BOUNCES,
    Bounce,
    Decision,
    HandOver,
    HandReason,
    HandState,
    Why,
)
from services.intake.org.queries import UnitName
from shared.kernel.places import CIVIC_TIME, PlaceCode
from shared.portal.formats import day, long_day
from shared.portal.options import Option
from shared.portal.parts import Fact, Link
from shared.portal.words import Words

STATES: dict[HandState, str] = {
    HandState.WAITING: "waiting",
    HandState.SENT: "submitted",
    HandState.WITHDRAWING: "awaited",
    HandState.TAKEN_OVER: "accepted",
    HandState.HANDED_BACK: "returned",
    HandState.WITHDRAWN: "withdrawn",
    HandState.VOID: "withdrawn",
}
REASONS = (HandReason.NOT_OURS, HandReason.MOVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayPageView:
    """The last hand-over of a case."""

    state: str
    said: str
    why: str
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverPageView:
    """The page on which a case is handed over, handed back or asked back."""

    number: str
    code: str
    version: int
    crumbs: Sequence[Link]
    promised: str
    way: WayPageView | None
    units: Sequence[Option]
    reasons: Sequence[Option]
    may_hand_over: bool
    may_hand_back: bool
    may_withdraw: bool
    awaits_decision: bool
    back_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One case whose unit is to be named, or was."""

    case_id: str
    category: str
    holder: str
    received: str
    due: str
    asked: str
    bounces: Sequence[str]
    named: str
    decided: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who reads, in which language, and what units are called."""

    words: Words
    names: Mapping[str, UnitName]
    here: PlaceCode

    def unit(self, code: str) -> str:
        """A unit by its name."""
        return unit_said(code, self.names, self.words)


def hand_over_view(
    case: Case,
    way: HandOver | None,
    *,
    decision: Decision | None,
    units: Sequence[tuple[UnitName, bool]],
    reading: Reading,
) -> HandOverPageView:
    """What can be done with a case, by how it stands."""
    words, code = reading.words, tracking_code(case.number, reading.here)
    awaits = case.bounces >= MOST_BOUNCES and (decision is None or decision.named is None)
    is_decided = decision is not None and decision.named is not None
    came = way is not None and not way.is_out and way.state is HandState.TAKEN_OVER
    begun = case.state is CaseState.IN_PROGRESS
    is_bound = way is not None and (way.decided or way.bounces >= MOST_BOUNCES)
    return HandOverPageView(
        number=case.number,
        code=code,
        version=case.version,
        crumbs=[Link(code, f"/cases/{case.number}"), Link(words("handing.title"))],
        promised=long_day(case.promised_on, words.language),
        way=_way(way, reading) if way else None,
        units=addressee_options(units, reading, but=case.unit),
        reasons=[Option(one.value, words(f"handing.reason.{one}")) for one in REASONS],
        may_hand_over=case.is_open and not awaits and not is_decided,
        may_hand_back=case.is_open and came and not begun and not is_bound,
        may_withdraw=case.state is CaseState.HANDED_OVER
        and way is not None
        and not way.is_over,
        awaits_decision=case.is_open and awaits,
        back_to=reading.unit(way.unit) if way else "",
    )


def addressee_options(
    units: Sequence[tuple[UnitName, bool]], reading: Reading, *, but: str = ""
) -> list[Option]:
    """Units to choose from, those of this node first."""
    words = reading.words
    return [
        Option(
            unit.code,
            words.pick(vi=unit.vi, en=unit.en),
            group=words("handing.units.here" if is_here else "handing.units.elsewhere"),
        )
        for unit, is_here in units
        if unit.code != but
    ]


def decision_line(
    decision: Decision, bounces: Sequence[Bounce], *, tree: Tree, reading: Reading
) -> DecisionLine:
    """One decision, without a word of what was written."""
    words = reading.words
    return DecisionLine(
        case_id=str(decision.case_id),
        category=category_said(decision.category, tree, words),
        holder=reading.unit(decision.holder),
        received=day(decision.received_on, words.language),
        due=day(decision.due_on, words.language),
        asked=day(decision.asked_on, words.language),
        bounces=[
            words(
                "handing.bounced",
                unit=reading.unit(one.unit),
                day=day(one.happened_on, words.language),
            )
            for one in bounces
            if one.case_id == decision.case_id
        ],
        named=reading.unit(decision.named) if decision.named else "",
        decided=day(decision.decided_on, words.language) if decision.decided_on else "",
    )


def _way(way: HandOver, reading: Reading) -> WayPageView:
    words = reading.words
    handed_on = way.handed_at.astimezone(CIVIC_TIME).date()
    facts = [
        Fact(label=words("handing.from"), value=reading.unit(way.unit)),
        Fact(label=words("handing.to"), value=reading.unit(way.to_unit)),
        Fact(label=words("handing.on"), value=day(handed_on, words.language)),
        Fact(label=words("handing.bounces"), value=str(way.bounces)),
    ]
    if way.stands:
        facts.append(
            Fact(label=words("handing.stands"), value=words(f"case.state.{way.stands}"))
        )
    return WayPageView(
        state=STATES[way.state],
        said=words(f"handing.state.{way.state}"),
        why=words(f"handing.why.{way.why}") if way.why is not Why.NOTHING else "",
        facts=facts,
    )
