"""Models in lists: what is sifted by, and each line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.registry.campaigns.catalogue import contents
from services.registry.campaigns.domain.campaigns import ContentName
from services.registry.models.domain.models import (
    PUBLIC_STATES,
    Model,
    ModelKind,
    ModelState,
    Novelty,
    Owner,
)
from services.registry.models.domain.search import COUNTED_UP_TO, ModelQuery, code_of
from services.registry.models.queries import Found
from services.registry.units.domain.unit_names import UnitName
from shared.portal.form_data import FormData
from shared.portal.formats import day
from shared.portal.list_query import ListQuery, Pages, keyed
from shared.portal.options import Option
from shared.portal.words import Words

SIFTS = ("q", "unit", "field", "theme", "state", "year", "kind", "novelty")
YEAR = re.compile(r"20[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLine:
    """One model of a list."""

    href: str
    code: str
    title: str
    unit: str
    unit_code: str
    field: str
    kind: str
    novelty: str
    year: str
    state: str
    registered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieves:
    """What a list can be sifted by."""

    units: Sequence[Option]
    fields: Sequence[Option]
    themes: Sequence[Option]
    states: Sequence[Option]
    kinds: Sequence[Option]
    novelties: Sequence[Option]
    are_more_set: bool
    """Whether one of those behind the disclosure is in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelListView:
    """A page of the register, or of the list for everybody."""

    action: str
    form: FormData
    sieves: Sieves
    lines: Sequence[ModelLine]
    pages: Pages
    counted: str
    is_sifted: bool
    may_write: bool
    csv_href: str
    json_href: str


def sought_in(sheet: ListQuery, *, is_public: bool = False) -> ModelQuery:
    """What an address asks for; what nobody knows sifts nothing."""
    known = contents()
    year = sheet.value("year")
    return ModelQuery(
        text=sheet.value("q")[:200],
        within=sheet.value("unit")[:64],
        field=_known(sheet.value("field"), known.fields),
        theme=_known(sheet.value("theme"), known.themes),
        state=_known(sheet.value("state"), [state.value for state in ModelState]),
        year=int(year) if YEAR.fullmatch(year) else None,
        kind=_known(sheet.value("kind"), list(ModelKind)),
        novelty=_known(sheet.value("novelty"), list(Novelty)),
        is_public=is_public,
    )


def model_list(
    sheet: ListQuery,
    page: Found,
    units: Sequence[UnitName],
    *,
    words: Words,
    may_write: bool = False,
    is_public: bool = False,
) -> ModelListView:
    """The list as it is drawn."""
    form = FormData.blank(**{name: sheet.value(name) for name in SIFTS})
    base = sheet.path
    following = sheet.following("").removeprefix(base)
    return ModelListView(
        action=base,
        form=form,
        sieves=_sieves(sheet, units, words, is_public=is_public),
        lines=[line_of(model, page.names, words, base=base) for model in page.models],
        pages=keyed(sheet, shown=len(page.models), next_after=page.next_after),
        counted=counted(page.count, words),
        is_sifted=any(sheet.value(name) for name in SIFTS),
        may_write=may_write,
        csv_href=f"{base}.csv{following}",
        json_href=f"{base}.json{following}",
    )


def counted(count: int | None, words: Words) -> str:
    """How many there are, as far as it is worth counting."""
    if count is None:
        return ""
    if count > COUNTED_UP_TO:
        return words("models.count.many", count=COUNTED_UP_TO)
    return words("models.count", count=count)


def line_of(
    model: Model, names: Mapping[str, UnitName], words: Words, *, base: str
) -> ModelLine:
    """One model as a line."""
    content = model.content
    on = model.registered_on
    return ModelLine(
        href=f"{base}/{model.id}",
        code=code_of(model.id),
        title=content.title,
        unit=name_of(content.unit, names, words),
        unit_code=content.unit,
        field=named(contents().fields.get(content.field), words) or content.field,
        kind=words(f"models.kind.{content.kind}"),
        novelty=words(f"models.novelty.{content.novelty}"),
        year=str(content.year),
        state=model.state.value,
        registered=day(on, words.language) if on else "",
    )


def name_of(code: str, names: Mapping[str, UnitName], words: Words) -> str:
    """What a unit is called; its code if nobody has told of it."""
    unit = names.get(code)
    return words.pick(vi=unit.vi, en=unit.en) if unit else code


def named(entry: ContentName | None, words: Words) -> str:
    """Something of the catalogue, in the reader's language."""
    return words.pick(vi=entry.vi, en=entry.en) if entry else ""


def fields_offered(words: Words) -> list[Option]:
    """The four fields."""
    return [Option(field.code, named(field, words)) for field in contents().fields.values()]


def themes_offered(words: Words) -> list[Option]:
    """The themes of the movement."""
    return [
        Option(theme.code, f"{theme.code}. {named(theme, words)}")
        for theme in contents().themes.values()
    ]


def kinds_offered(words: Words) -> list[Option]:
    """Model, initiative, work."""
    return [
        Option(kind.value, words(f"models.kind.{kind}"), words(f"models.kind.{kind}.hint"))
        for kind in ModelKind
    ]


def novelties_offered(words: Words) -> list[Option]:
    """New or consolidated."""
    return [
        Option(
            novelty.value,
            words(f"models.novelty.{novelty}"),
            words(f"models.novelty.{novelty}.hint"),
        )
        for novelty in Novelty
    ]


def owners_offered(words: Words) -> list[Option]:
    """Collective or individual."""
    return [
        Option(owner.value, words(f"models.owner.{owner}"), words(f"models.owner.{owner}.hint"))
        for owner in Owner
    ]


def _sieves(
    sheet: ListQuery, units: Sequence[UnitName], words: Words, *, is_public: bool
) -> Sieves:
    states = [state for state in ModelState if not is_public or state in PUBLIC_STATES]
    return Sieves(
        units=_units(sheet.value("unit"), units, words),
        fields=fields_offered(words),
        themes=themes_offered(words),
        states=[Option(state.value, words(f"state.{state}")) for state in states],
        kinds=kinds_offered(words),
        novelties=novelties_offered(words),
        are_more_set=any(sheet.value(name) for name in ("theme", "kind", "novelty")),
    )


def _units(chosen: str, units: Sequence[UnitName], words: Words) -> list[Option]:
    offered = [Option(unit.code, words.pick(vi=unit.vi, en=unit.en)) for unit in units]
    is_other = chosen and chosen not in {unit.code for unit in units}
    return [*offered, Option(chosen, chosen)] if is_other else offered


def _known(value: str, offered: object) -> str:
    return value if value in offered else ""  # type: ignore[operator]  # any collection of codes
