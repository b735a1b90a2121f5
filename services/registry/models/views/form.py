"""The form of a model: what a clerk fills in, and what is filled in already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from services.registry.campaigns.catalogue import contents
from services.registry.models.domain import models as limits
from services.registry.models.domain.models import (
    SECTIONS,
    Model,
    ModelContent,
    ModelKind,
    Novelty,
    Owner,
)
from services.registry.models.views import lists as offers
from services.registry.org.domain import Askable
from services.registry.org.queries import Viewer
from services.registry.org.views import unit_name
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right
from shared.portal.form_data import FormData
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.parts import Change, Link
from shared.portal.words import Words

COMPARED = ("title", "field", "criteria", "year", "kind", "novelty", "owner", "themes")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFormView:
    """The form of a model, new or begun."""

    heading: str
    crumbs: Sequence[Link]
    action: str
    back_href: str
    version: int
    is_new: bool
    is_draft: bool
    follows: str
    """What it follows, if it is to be a copy."""
    units: Sequence[Option]
    fields: Sequence[Option]
    themes: Sequence[Option]
    kinds: Sequence[Option]
    novelties: Sequence[Option]
    owners: Sequence[Option]
    sections: Sequence[Option]
    """Of each its name and how it is asked for."""
    are_sections_open: bool
    changes: Sequence[Change]


def own_unit(units: Sequence[Askable], viewer: Viewer) -> str:
    """The unit somebody most likely writes for: one's own, else this place's, else any."""
    served = [unit.unit for unit in units]
    likely = [*sorted(viewer.principal.scopes(Right.WORK)), viewer.here, *served]
    return next((unit for unit in likely if unit in served), "")


def fresh(latest: Model | None, *, unit: str, today: date, campaign: str) -> FormData:
    """A new form with what can be known: own unit, this year, the choices of last time."""
    last = latest.content if latest else None
    return FormData.blank(
        id=uuid7(),
        unit=unit,
        year=today.year,
        kind=ModelKind.MODEL.value,
        novelty=Novelty.NEW.value,
        owner=Owner.COLLECTIVE.value,
        field=last.field if last else "",
        themes=last.themes if last else (),
        campaign=campaign,
    )


def typed_of(content: ModelContent) -> FormData:
    """What stands in a model, as a form holds it."""
    sections = {f"section-{name}": text for name, text in content.sections.items()}
    return FormData.blank(
        unit=content.unit,
        title=content.title,
        year=content.year,
        kind=content.kind.value,
        novelty=content.novelty.value,
        owner=content.owner.value,
        person=content.person,
        field=content.field,
        themes=content.themes,
        criteria="\n".join(content.criteria),
        campaign=content.campaign or "",
        **sections,
    )


def content_in(fields: FormReader) -> ModelContent:
    """What was typed; refusals stand at their fields. Look at `typed.is_refused` first."""
    known = contents()
    return ModelContent(
        unit=UnitCode(fields.text("unit", most=64)),
        title=fields.text("title", most=limits.MOST_TITLE_CHARS),
        kind=ModelKind(_one_of(fields, "kind", ModelKind.MODEL)),
        field=fields.one_of("field", list(known.fields)),
        themes=tuple(fields.some_of("themes", list(known.themes))),
        owner=Owner(_one_of(fields, "owner", Owner.COLLECTIVE)),
        novelty=Novelty(_one_of(fields, "novelty", Novelty.NEW)),
        year=fields.whole("year", least=limits.FIRST_YEAR, most=2100),
        criteria=tuple(fields.form.text("criteria").splitlines()),
        sections={
            name: text for name in SECTIONS if (text := fields.form.text(f"section-{name}"))
        },
        campaign=_uuid(fields.form.text("campaign")),
        person=fields.text("person", most=limits.MOST_NAME_CHARS, may_be_empty=True),
    )


def _one_of(fields: FormReader, name: str, usual: ModelKind | Owner | Novelty) -> str:
    """What was chosen; a refused choice stands as the usual one."""
    offered = [choice.value for choice in type(usual)]
    chosen = fields.one_of(name, offered)
    return chosen if chosen in offered else usual.value


def id_in(form: FormData) -> UUID:
    """The id the form was drawn with: sent twice, it is one model."""
    return _uuid(form.text("id")) or uuid7()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def model_form(
    units: Sequence[Askable],
    *,
    words: Words,
    model: Model | None = None,
    follows: str = "",
    following: str = "",
    changes: Sequence[Change] = (),
) -> ModelFormView:
    """The form; everything is offered in the reader's language."""
    here = f"/models/{model.id}" if model else "/models"
    heading = words("models.form.edit") if model else words("models.form.new")
    path = [Link(words("models.title"), "/models")]
    if model:
        path.append(Link(model.content.title, here))
    return ModelFormView(
        heading=words("models.form.follow") if following else heading,
        crumbs=[*path, Link(heading)],
        action=f"{here}/edit"
        if model
        else f"/models/new{f'?of={following}' if following else ''}",
        back_href=here,
        version=model.version if model else 0,
        is_new=model is None,
        is_draft=model is not None and model.registered_on is None,
        follows=follows,
        units=[Option(unit.unit, unit_name(unit, words)) for unit in units],
        fields=offers.fields_offered(words),
        themes=offers.themes_offered(words),
        kinds=offers.kinds_offered(words),
        novelties=offers.novelties_offered(words),
        owners=offers.owners_offered(words),
        sections=[Option(name, words(f"models.section.{name}")) for name in SECTIONS],
        are_sections_open=bool(model and model.content.sections),
        changes=changes,
    )


def changes_between(form: FormData, theirs: ModelContent, words: Words) -> list[Change]:
    """What the first one saved and the second one was about to write, where they differ."""
    standing = typed_of(theirs)
    return [
        Change(
            label=words(f"models.form.{name}"),
            before="",
            theirs=", ".join(standing.many(name)).replace("\n", "; "),
            mine=", ".join(form.many(name)).replace("\n", "; "),
        )
        for name in COMPARED
        if standing.many(name) != tuple(value for value in form.many(name) if value)
    ]
