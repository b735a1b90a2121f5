"""Letters over HTTP: what waits, what is overdue without an apology, who is written to."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from services.intake.dossiers.domain.dossiers import DossierCode
from services.intake.dossiers.queries import find_dossier
from services.intake.letters import queries
from services.intake.letters.domain.content import Recipient
from services.intake.letters.domain.letters import Letter, LetterState
from services.intake.letters.workflows import address_dossier
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from services.intake.org.web import Web
from shared.chassis.acting import Acting
from shared.kernel.roles import Right

NO_CONTENT = 204


class SilenceView(BaseModel):
    """Broken promises nobody has apologised for, in all and by unit."""

    as_of: datetime
    count: int
    units: dict[str, int]


class LetterView(BaseModel):
    """A letter, by ids, codes and days; whom it is to is not told here."""

    id: UUID
    kind: Literal["apology", "thanks"]
    unit: str
    ref: str
    about_on: date
    state: Literal["draft", "reviewed", "issued", "withdrawn"]
    number: str | None
    issued_on: date | None
    delivered_on: date | None


class LettersView(BaseModel):
    """A page of letters."""

    letters: list[LetterView]
    has_more: bool


class RecipientForm(BaseModel):
    """Whom a letter about a dossier is to; kept at this node only."""

    dossier_code: str = Field(min_length=1, max_length=60)
    full_name: str = Field(min_length=1, max_length=200)
    address: str = Field(default="", max_length=300)
    email: str = Field(default="", max_length=254)


Reading = Annotated[Viewer, Depends(viewing(Right.READ))]
Writing = Annotated[Viewer, Depends(viewing(Right.WORK))]
Nth = Annotated[int, Query(ge=0, le=10000)]


letter_routes = APIRouter(prefix="/api/intake/v1/letters", tags=["intake"])


@letter_routes.get("/overdue-without-apology", response_model=SilenceView)
async def get_silence(web: Web, viewer: Reading) -> dict[str, Any]:
    """How many promised days passed without a result and without a word."""
    async with web.database.transaction() as tx:
        units = await queries.silence(tx, viewer)
    return {"as_of": datetime.now(UTC), "count": sum(units.values()), "units": units}


@letter_routes.get("", response_model=LettersView)
async def list_letters(
    web: Web, viewer: Reading, state: LetterState, *, page: Nth = 0
) -> dict[str, Any]:
    """Letters in one state, fifty at a time."""
    async with web.database.transaction() as tx:
        shown = await queries.letters_shown(
            tx, viewer, states=(state,), silent=False, page=page
        )
    return {"letters": [_view(letter) for letter in shown.letters], "has_more": shown.has_more}


@letter_routes.put("/recipient", status_code=NO_CONTENT, response_class=Response)
async def put_recipient(web: Web, viewer: Writing, form: RecipientForm) -> None:
    """Say whom letters about a dossier are to; the last word stands."""
    recipient = Recipient(**form.model_dump(exclude={"dossier_code"}))
    async with web.database.transaction() as tx:
        dossier = await find_dossier(tx, DossierCode(form.dossier_code))
        await viewer.must(tx, Right.WORK, dossier.unit)
        acting = Acting(place=web.place, now=viewer.now, principal=viewer.principal)
        await address_dossier(tx, dossier.id, acting, recipient=recipient)


def _view(letter: Letter) -> dict[str, Any]:
    issue = letter.issue
    return {
        "id": letter.id,
        "kind": letter.kind.value,
        "unit": letter.unit,
        "ref": letter.ref,
        "about_on": letter.about_on,
        "state": letter.state.value,
        "number": f"{issue.number:02}/{issue.symbol}" if issue else None,
        "issued_on": issue.issued_on if issue else None,
        "delivered_on": letter.delivered_on,
    }
