"""Keys of Open311 over HTTP, for administrators and for `kheo open311`."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.intake.open311.domain.keys import USUAL_PER_MINUTE, Key
from services.intake.open311.queries import keys_given
from services.intake.open311.workflows import keys as workflows
from services.intake.org.web import Web
from shared.chassis.access import staff_or_operator
from shared.kernel.roles import Right


class KeyForm(BaseModel):
    """Who asks for a key."""

    label: str
    owner: str
    per_minute: int = USUAL_PER_MINUTE


class KeyView(BaseModel):
    """A key that was given out, without what opens anything."""

    id: UUID
    label: str
    owner: str
    per_minute: int
    made_at: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: Key) -> "KeyView":
        """What may be seen of it."""
        return cls(
            id=key.id,
            label=key.label,
            owner=key.owner,
            per_minute=key.per_minute,
            made_at=key.made_at,
            revoked_at=key.revoked_at,
        )


class NewKeyView(KeyView):
    """A key just given out: what its owner will show is seen here and never again."""

    key: str


class KeysView(BaseModel):
    """Every key, the newest first."""

    keys: list[KeyView]


guard = staff_or_operator(Right.ADMINISTER, over_here=True)


key_routes = APIRouter(
    prefix="/api/intake/v1/open311/keys", tags=["open311"], dependencies=[Depends(guard)]
)


@key_routes.get("")
async def list_keys(web: Web) -> KeysView:
    """Every key that was ever given out."""
    async with web.database.transaction() as tx:
        return KeysView(keys=[KeyView.of(key) for key in await keys_given(tx)])


@key_routes.post("", status_code=201)
async def give_key(web: Web, form: KeyForm) -> NewKeyView:
    """A new key; it is shown this once."""
    async with web.database.transaction() as tx:
        key, shown = await workflows.give_key(
            tx,
            label=form.label,
            owner=form.owner,
            per_minute=form.per_minute,
            now=datetime.now(UTC),
        )
    return NewKeyView(**KeyView.of(key).model_dump(), key=shown)


@key_routes.post("/{key_id}/revoke")
async def revoke_key(web: Web, key_id: UUID) -> KeyView:
    """From now on it opens nothing."""
    async with web.database.transaction() as tx:
        return KeyView.of(await workflows.revoke_key(tx, key_id, now=datetime.now(UTC)))
