"""Appeals over HTTP: whoever rated an answer poor asks the level above."""

from datetime import UTC, date, datetime

from fastapi import APIRouter
from pydantic import BaseModel

from services.intake.appeals.domain import Appeal
from services.intake.appeals.workflows import file_appeal
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.routes import PREFIX
from services.intake.org.web import Web
from shared.chassis.access import to_anyone
from shared.chassis.acting import Acting


class AppealForm(BaseModel):
    """What whoever wrote has to say to the level above."""

    words: str


class AppealView(BaseModel):
    """That the level above was asked, and when."""

    to_unit: str
    state: str
    filed_on: date


appeal_routes = APIRouter(prefix=PREFIX, tags=["intake"], dependencies=[to_anyone])


@appeal_routes.post("/{tracking_code}/appeal", status_code=201, response_model=AppealView)
async def post_appeal(web: Web, tracking_code: str, form: AppealForm) -> Appeal:
    """Ask the level above to look at an answer that was rated 1 or 2."""
    number, acting = number_in(tracking_code), Acting(place=web.place, now=datetime.now(UTC))
    async with web.database.transaction() as tx:
        return await file_appeal(tx, number, acting, words=form.words)
