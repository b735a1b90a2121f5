"""A model on its page: what it is, what became of it, who follows it, what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.registry.campaigns.catalogue import contents
from services.registry.models.domain.lineage import Copy, Offshoot, count_of, line_of, offshoots
from services.registry.models.domain.models import SECTIONS, ModelState
from services.registry.models.domain.search import code_of
from services.registry.models.domain.steps import STEPS, Evidence, ModelMove, ModelStep
from services.registry.models.queries import ModelFile
from services.registry.models.views.lists import name_of, named
from shared.kernel.small_cells import is_hidden, publishable
from shared.portal.formats import day
from shared.portal.options import Option
from shared.portal.parts import Branch, Fact, FileLine, Link, Moment
from shared.portal.words import Words

BUTTONS = (ModelStep.START, ModelStep.CLOSE, ModelStep.CANCEL)
REVIEWED_AGAIN = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPageView:
    """A model as one reader may see it."""

    title: str
    code: str
    href: str
    crumbs: Sequence[Link]
    state: str
    facts: Sequence[Fact]
    criteria: Sequence[str]
    criteria_elsewhere: str
    sections: Sequence[tuple[str, str]]
    timeline: Sequence[Moment]
    evidence: Sequence[tuple[Moment, Sequence[FileLine]]]
    follows: Sequence[Link]
    """What it follows, the nearest first."""
    tree: Sequence[Branch]
    followers: str
    version: int
    edit_href: str
    register_href: str
    evidence_href: str
    review_href: str
    recognise_href: str
    copy_href: str
    reach_href: str
    step_href: str
    steps: Sequence[Option]
    elsewhere: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPermissions:
    """What a reader may do with a model, and where."""

    base: str = "/models"
    is_ours: bool = False
    write: bool = False
    review: bool = False
    decide: bool = False
    copy: bool = False
    is_public: bool = False


def model_view(dossier: ModelFile, may: ModelPermissions, words: Words) -> ModelPageView:
    """The page of a model."""
    drawn = _Drawn(dossier, may, words)
    model = dossier.model
    here = f"{may.base}/{model.id}"
    writes = may.write and may.is_ours
    under_way = model.state in {ModelState.REGISTERED, ModelState.IN_PROGRESS}
    is_copy = any(copy.copy == model.id for copy in dossier.family)
    has_ended = model.state in {ModelState.CLOSED, ModelState.CANCELLED}
    steps = [s for s in BUTTONS if writes and STEPS.allows(s, model.state)]
    shoots = offshoots(model.id, dossier.family)
    return ModelPageView(
        title=model.content.title,
        code=code_of(model.id),
        href=here,
        crumbs=[
            Link(words("models.public.title" if may.is_public else "models.title"), may.base),
            Link(model.content.title),
        ],
        state=model.state.value,
        facts=drawn.facts(),
        criteria=model.content.criteria,
        criteria_elsewhere=drawn.criteria_elsewhere(),
        sections=drawn.sections(),
        timeline=drawn.timeline(),
        evidence=[drawn.shown(piece) for piece in dossier.evidence],
        follows=drawn.follows(),
        tree=[drawn.branch(shoot) for shoot in shoots],
        followers=words("models.followers", count=count_of(shoots)),
        version=model.version,
        edit_href=f"{here}/edit" if writes and not has_ended else "",
        register_href=f"{here}/register" if writes and model.state is ModelState.DRAFT else "",
        evidence_href=f"{here}/evidence" if writes and under_way else "",
        review_href=f"{here}/review"
        if may.review and may.is_ours and model.state is ModelState.IN_PROGRESS
        else "",
        recognise_href=f"{here}/recognise"
        if may.decide and may.is_ours and model.state is ModelState.REVIEWED
        else "",
        copy_href=f"/models/new?of={model.id}"
        if may.copy and model.state in {ModelState.RECOGNISED, ModelState.REPLICATED}
        else "",
        reach_href=f"{here}/reach" if writes and is_copy else "",
        step_href=f"{here}/steps",
        steps=[Option(step.value, words(f"models.step.{step}")) for step in steps],
        elsewhere=drawn.elsewhere(),
    )


class _Drawn:
    """Puts a dossier into the reader's language."""

    def __init__(self, dossier: ModelFile, may: ModelPermissions, words: Words) -> None:
        self._dossier = dossier
        self._may = may
        self._words = words

    def _unit(self, code: str) -> str:
        return name_of(code, self._dossier.names, self._words)

    def facts(self) -> list[Fact]:
        """What stands at the head of a model."""
        words, model = self._words, self._dossier.model
        content, known = model.content, contents()
        themes = [named(known.themes.get(code), words) or code for code in content.themes]
        owner = words(f"models.owner.{content.owner}")
        person = self._dossier.person
        on = model.registered_on
        facts = (
            ("unit", self._unit(content.unit)),
            ("kind", words(f"models.kind.{content.kind}")),
            ("field", named(known.fields.get(content.field), words)),
            ("themes", "; ".join(themes)),
            (
                "owner",
                words("models.owner.named", owner=owner, name=person) if person else owner,
            ),
            ("novelty", words(f"models.novelty.{content.novelty}")),
            ("year", str(content.year)),
            ("registered", day(on, words.language) if on else ""),
            ("code", code_of(model.id)),
        )
        return [
            Fact(label=words(f"models.fact.{name}"), value=value)
            for name, value in facts
            if value
        ]

    def criteria_elsewhere(self) -> str:
        """How many criteria there are, where the criteria themselves lie at another node."""
        model = self._dossier.model
        if model.content.criteria or not model.criteria_count:
            return ""
        host = self._unit(model.host)
        return self._words("models.criteria.elsewhere", count=model.criteria_count, host=host)

    def sections(self) -> list[tuple[str, str]]:
        """What the registration tells beside the title."""
        sections = self._dossier.model.content.sections
        return [
            (self._words(f"models.section.{name}"), sections[name])
            for name in SECTIONS
            if name in sections
        ]

    def timeline(self) -> list[Moment]:
        """What happened, the latest first."""
        words, model = self._words, self._dossier.model
        moments = [*self._followed(), *(self._moment(move) for move in self._dossier.moves)]
        if model.registered_on:
            on = day(model.registered_on, words.language)
            began = Moment(state="registered", title=words("models.moment.registered"), when=on)
            moments.append(began)
        return moments

    def _followed(self) -> list[Moment]:
        """When the first other unit began to follow."""
        model, words = self._dossier.model, self._words
        days = [copy.since for copy in self._dossier.family if copy.source == model.id]
        if not days:
            return []
        when = day(min(days), words.language)
        return [Moment(state="replicated", title=words("models.moment.replicated"), when=when)]

    def _moment(self, move: ModelMove) -> Moment:
        words = self._words
        state = _state_after(move)
        criteria = words(
            "models.moment.criteria", met=move.criteria_met or 0, count=move.criteria_count or 0
        )
        by = words("models.moment.basis", number=move.document) if move.document else ""
        return Moment(
            state=state,
            title=words(f"models.moment.{state}"),
            when=day(move.happened_on, words.language),
            by=criteria if move.step is ModelStep.REVIEW else by,
            text=move.comment,
        )

    def shown(self, evidence: Evidence) -> tuple[Moment, list[FileLine]]:
        """A piece of evidence with its file."""
        words = self._words
        when = day(evidence.happened_on, words.language)
        moment = Moment(state="in_progress", title=evidence.note, when=when)
        file = self._dossier.files.get(evidence.file) if evidence.file else None
        if file is None:
            return moment, []
        kind = file.name.rpartition(".")[2].upper()
        about = words("plans.file.told", kind=kind, size=max(1, file.size_bytes // 1000))
        return moment, [FileLine(name=file.name, href=f"/files/{file.id}", told=about)]

    def follows(self) -> list[Link]:
        """Which models it descends from."""
        sources = {copy.copy: copy.source for copy in self._dossier.family}
        line = line_of(self._dossier.model.id, sources)[1:]
        return [
            Link(
                model.content.title if model else code_of(model_id),
                f"{self._may.base}/{model_id}" if model else "",
                self._unit(model.content.unit) if model else "",
            )
            for model_id in line
            for model in [self._dossier.relatives.get(model_id)]
        ]

    def branch(self, shoot: Offshoot) -> Branch:
        """One follower, with its own."""
        copy = shoot.copy
        known = self._dossier.relatives.get(copy.copy)
        return Branch(
            label=self._unit(copy.unit),
            href=f"{self._may.base}/{copy.copy}" if known else "",
            note=self._told_of(copy),
            state=known.state.value if known else "",
            below=[self.branch(follower) for follower in shoot.below],
            is_open=True,
        )

    def _told_of(self, copy: Copy) -> str:
        words = self._words
        since = words("models.copy.since", day=day(copy.since, words.language))
        reached = publishable(copy.reached) if self._may.is_public else copy.reached
        if self._may.is_public and is_hidden(copy.reached):
            return f"{since}; {words('models.copy.few')}"
        if reached is None:
            return since
        note = f"{since}; {words('models.copy.reached', count=reached)}"
        return f"{note}. {copy.result}" if copy.result else note

    def elsewhere(self) -> str:
        """Where a model is kept that can only be read here."""
        if self._may.is_ours or self._may.is_public:
            return ""
        return self._words("models.elsewhere", host=self._unit(self._dossier.model.host))


def _state_after(move: ModelMove) -> str:
    states = {
        ModelStep.REGISTER: "registered",
        ModelStep.START: "in_progress",
        ModelStep.RECOGNISE: "recognised",
        ModelStep.REPLICATE: "replicated",
        ModelStep.CLOSE: "closed",
        ModelStep.CANCEL: "cancelled",
    }
    if move.step is ModelStep.REVIEW:
        return "reviewed" if move.is_passed else REVIEWED_AGAIN
    return states[move.step]
