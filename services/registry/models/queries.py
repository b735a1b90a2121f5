"""What is known of models: found, looked at, and with what they have to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.campaigns import store as file_store
from services.registry.campaigns.domain.plans import File, FileId
from services.registry.models import store
from services.registry.models.domain.lineage import Copy
from services.registry.models.domain.models import Model, ModelContent, ModelUnknown
from services.registry.models.domain.search import ModelQuery, code_of, needle_of
from services.registry.models.domain.steps import Evidence, ModelMove, ReviewOfOwnUnit
from services.registry.models.store import Key
from services.registry.org.queries import Viewer
from services.registry.units.domain.unit_names import UnitName
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.chassis.directory import line_of
from shared.kernel.roles import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of what was looked for; `count` only on the first, and only up to a cap."""

    models: Sequence[Model]
    names: Mapping[str, UnitName]
    next_after: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """A model with everything that is known of it here."""

    model: Model
    moves: Sequence[ModelMove]
    evidence: Sequence[Evidence]
    files: Mapping[UUID, File]
    family: Sequence[Copy]
    relatives: Mapping[UUID, Model]
    names: Mapping[str, UnitName]
    person: str = ""
    """Whose model it is; empty unless the reader may know."""


async def find_models(
    tx: Transaction, sought: ModelQuery, *, after: str = "", size: int, day: date
) -> Found:
    """One page of models, those written as typed first and then from new to old."""
    key = key_of(after)
    answer = await store.search(
        tx, needle_of(sought), year=sought.year, after=key, most=size + 1
    )
    page = answer.keys[:size]
    known = await store.list_models(tx, [model_id for _, model_id in page])
    models = [known[model_id] for _, model_id in page if model_id in known]
    names = await store.list_names(tx, [m.content.unit for m in models], day=day)
    more = f"{page[-1][0]}-{page[-1][1]}" if len(answer.keys) > size else ""
    return Found(models=models, names=names, next_after=more, count=answer.count)


def key_of(after: str) -> Key | None:
    """The key behind what stands in an address; what cannot be read is the beginning.

    >>> key_of("1-00000000-0000-0000-0000-000000000007"), key_of("")
    ((1, UUID('00000000-0000-0000-0000-000000000007')), None)
    """
    tier, _, model_id = after.partition("-")
    try:
        return (int(tier), UUID(model_id)) if tier in {"0", "1"} else None
    except ValueError:
        return None


async def within_scope(tx: Transaction, sought: ModelQuery, viewer: Viewer) -> ModelQuery:
    """What is sought, as far as the viewer may read."""
    above = await line_of(tx, viewer.here, day=viewer.today)
    if viewer.principal.may(Right.READ, above):
        return sought
    return replace(sought, scopes=tuple(sorted(viewer.principal.scopes(Right.READ))))


async def dossier_of(tx: Transaction, model_id: UUID, viewer: Viewer) -> ModelFile:
    """A model as staff sees it; that a person's name was read is noted.

    Raises:
        ModelUnknown: if there is none.
        NotYours: if the viewer may not read of its unit.

    """
    model = await store.load_model(tx, model_id)
    await viewer.must(tx, Right.READ, model.content.unit)
    person = await _person(tx, model, viewer)
    return replace(await _dossier(tx, model, day=viewer.today), person=person)


async def public_dossier_of(tx: Transaction, model_id: UUID, *, day: date) -> ModelFile:
    """A model as anybody sees it: without evidence, comments and persons.

    Raises:
        ModelUnknown: if there is none, or it is not public.

    """
    model = await store.load_model(tx, model_id)
    if not model.is_public:
        raise ModelUnknown
    whole = await _dossier(tx, model, day=day)
    moves = [replace(move, comment="", by=None) for move in whole.moves]
    public = {key: relative for key, relative in whole.relatives.items() if relative.is_public}
    family = [replace(copy, result="") for copy in whole.family]
    return replace(whole, moves=moves, evidence=(), files={}, relatives=public, family=family)


async def model_held(tx: Transaction, model_id: UUID, viewer: Viewer, *, right: Right) -> Model:
    """A model over whose unit the viewer holds `right`.

    Raises:
        ModelUnknown: if there is none.
        NotYours: if the right is not held.
        ReviewOfOwnUnit: if it would be reviewed by somebody of its own unit.

    """
    model = await store.load_model(tx, model_id)
    await viewer.must(tx, right, model.content.unit)
    if right is Right.REVIEW and belongs_to(viewer, model):
        raise ReviewOfOwnUnit
    return model


def belongs_to(viewer: Viewer, model: Model) -> bool:
    """Whether the viewer is of the model's own unit, or has registered it."""
    is_of_unit = any(grant.unit == model.content.unit for grant in viewer.principal.grants)
    return is_of_unit or model.registered_by in viewer.principal.persons


async def content_of(tx: Transaction, model: Model, viewer: Viewer) -> ModelContent:
    """What stands in a model, the name of its person included; the reading is noted."""
    return replace(model.content, person=await _person(tx, model, viewer))


async def title_of(tx: Transaction, model_id: UUID) -> str:
    """What a model is called; its code if nobody has told of it here."""
    model = await store.find_model(tx, model_id)
    return model.content.title if model and model.is_public else code_of(model_id)


async def latest_of(tx: Transaction, unit: str) -> Model | None:
    """What a unit registered last; its choices are offered again."""
    return await store.find_latest_of(tx, unit)


async def units_below_here(tx: Transaction, here: str, *, day: date) -> list[UnitName]:
    """The unit of this place, and those right below it."""
    own = await store.list_names(tx, [here], day=day)
    below = await store.list_children(tx, here, day=day)
    return [*own.values(), *(unit for unit in below if unit.code != here)]


async def _person(tx: Transaction, model: Model, viewer: Viewer) -> str:
    if not await viewer.may(tx, Right.WORK, model.content.unit):
        return ""
    name = await store.find_person(tx, model.id)
    if name:
        await audit.record_reading(tx, viewer.principal, "model.person", subject=str(model.id))
    return name


async def _dossier(tx: Transaction, model: Model, *, day: date) -> ModelFile:
    evidence = await store.list_evidence(tx, model.id)
    files = {
        piece.file: await file_store.load_file(tx, FileId(piece.file))
        for piece in evidence
        if piece.file
    }
    family = await store.list_family(tx, model.id)
    ids = {copy.copy for copy in family} | {copy.source for copy in family}
    relatives = await store.list_models(tx, ids - {model.id}) | {model.id: model}
    units = {copy.unit for copy in family} | {m.content.unit for m in relatives.values()}
    names = await store.list_names(tx, units | {model.host}, day=day)
    return ModelFile(
        model=model,
        moves=await store.list_moves(tx, model.id),
        evidence=evidence,
        files=files,
        family=family,
        relatives=relatives,
        names=names,
    )
