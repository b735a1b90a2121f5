"""Who wrote, over HTTP: for staff only, each look traced."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.intake.cases.domain.tracking import number_in
from services.intake.cases.routes.forms import answered
from services.intake.cases.workflows.answering import Officer
from services.intake.cases.workflows.contacts import open_contact_of
from services.intake.following.routes import PREFIX
from shared.chassis.access import Access, Principal
from shared.chassis.database import Database
from shared.kernel.places import Place
from shared.kernel.roles import Right

KEPT_NOWHERE = {"Cache-Control": "no-store"}


class LookForm(BaseModel):
    """Why somebody looks; a seal is not opened without a reason."""

    reason: Annotated[str, Field(max_length=2000)] = ""


class WriterView(BaseModel):
    """How whoever wrote can be reached."""

    full_name: str
    phone: str
    email: str
    address: str


def identity_routes(database: Database, place: Place, access: Access) -> APIRouter:
    """Looking at who wrote a message."""
    router = APIRouter(prefix=PREFIX, tags=["intake"])
    looker = Annotated[Principal, Depends(access.staff(Right.WORK))]

    @router.post("/{tracking_code}/contact", response_model=WriterView)
    async def look_at_writer(tracking_code: str, form: LookForm, principal: looker) -> Response:
        """See who wrote; if their identity is sealed, only who decides, with a reason."""
        officer = Officer(principal=principal, place=place, now=datetime.now(UTC))
        async with database.transaction() as tx:
            contact = await open_contact_of(
                tx, number_in(tracking_code), officer=officer, reason=form.reason
            )
        view = {
            "full_name": contact.full_name,
            "phone": contact.phone,
            "email": contact.email,
            "address": contact.address,
        }
        return answered(200, view, headers=KEPT_NOWHERE)

    return router
