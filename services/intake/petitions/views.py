"""Petitions on pages: what may be chosen, how a matter stands, what happened to it."""

from collections.abc import Iterator
from datetime import date

from services.intake.petitions.domain import (
    OUTCOMES,
    TRACKS,
    Petition,
    PetitionKind,
    PetitionState,
    PetitionStep,
    next_steps,
)
from services.intake.petitions.queries import WholePetition
from shared.kernel.deadlines import Variant
from shared.portal.formats import day
from shared.portal.options import Option
from shared.portal.parts import Fact, Moment
from shared.portal.words import Words

COUNTED = ("received", "waiting", "overdue", "settled", "in_time", "agreed", "closed")
STATES = {
    PetitionState.SETTLED: "petition_settled",
    PetitionState.TRANSFERRED: "petition_transferred",
    PetitionState.DECLINED: "petition_declined",
    PetitionState.WITHDRAWN: "withdrawn",
}


def kinds_offered(words: Words) -> list[Option]:
    return [Option(kind, words(f"petitions.kind.{kind}")) for kind in PetitionKind]


def variants_offered(words: Words) -> list[Option]:
    return [Option(variant, words(f"petitions.variant.{variant}")) for variant in Variant]


def steps_offered(petition: Petition, words: Words) -> list[Option]:
    return [Option(step, words(f"petitions.step.{step}")) for step in next_steps(petition)]


def outcomes_offered(petition: Petition, words: Words) -> list[Option]:
    outcomes = sorted(OUTCOMES[petition.kind])
    return [Option(outcome, words(f"petitions.outcome.{outcome}")) for outcome in outcomes]


def state_code(petition: Petition, today: date) -> str:
    """How a matter stands, as the chips know it."""
    if not petition.is_open:
        is_late = petition.state is PetitionState.SETTLED and petition.is_on_time is False
        return "late" if is_late else STATES[petition.state]
    if petition.next_by is not None and petition.next_by < today:
        return "overdue"
    is_begun = petition.state is PetitionState.ACCEPTED or not TRACKS[petition.kind].accept
    return "in_progress" if is_begun else "petition_received"


def facts_of(petition: Petition, unit: str, words: Words) -> Iterator[Fact]:
    yield Fact(label=words("petitions.unit"), value=unit)
    dates = {
        "received": petition.received_on,
        "accept_by": petition.accept_by,
        "accepted": petition.accepted_on,
        "due": petition.due_on,
        "closed": petition.closed_on,
    }
    for name, on in dates.items():
        if on:
            yield Fact(label=words(f"petitions.fact.{name}"), value=day(on, words.language))
    if petition.outcome:
        outcome = words(f"petitions.outcome.{petition.outcome}")
        yield Fact(label=words("petitions.outcome"), value=outcome)


def moments_of(whole: WholePetition, words: Words) -> Iterator[Moment]:
    """What happened, newest first."""
    for row in reversed(whole.steps):
        title = words(f"petitions.step.{row['step']}")
        if row["due_on"]:
            until = day(row["due_on"], words.language)
            title = words("petitions.moment.until", what=title, day=until)
        is_end = row["step"] not in {PetitionStep.ACCEPT, PetitionStep.EXTEND}
        yield Moment(
            state="petition_settled" if is_end else "in_progress",
            title=title,
            when=day(row["happened_on"], words.language),
            by=row["who"],
        )
    yield Moment(
        state="petition_received",
        title=words("petitions.moment.received"),
        when=day(whole.petition.received_on, words.language),
    )
