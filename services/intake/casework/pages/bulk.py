"""One thing with many cases at once: each for itself, and every refusal named."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Depends, Request, Response

from services.intake.cases import queries
from services.intake.cases.domain.tracking import TrackingNumber, number_in
from services.intake.cases.workflows import answering, merging
from services.intake.cases.workflows.leases import take_lease
from services.intake.casework.pages.cases import CaseWork, account_in
from services.intake.casework.views.bulk import Refused, bulk_view, merge_view
from services.intake.categories.domain import CategoryUnknown
from services.intake.org import queries as lines
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from services.intake.org.web import Web
from shared.chassis.acting import Acting
from shared.kernel.rejection import NotAllowed, Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
MOST = 100
INBOX = "/inbox"


class NothingChosen(Rejection):
    """Hãy chọn ít nhất một phản ánh.
    Choose a case at least.
    """


class DeedUnknown(Rejection):
    """Hãy chọn việc cần làm với các phản ánh đã chọn.
    Choose what is to be done with the chosen cases.
    """


Working = Annotated[Viewer, Depends(viewing(Right.WORK))]


bulk_pages = page_router()


@bulk_pages.post("/bulk")
async def do_in_bulk(web: Web, *, request: Request, viewer: Working, form: Form) -> Response:
    numbers = _chosen(form)
    if form.text("do") == "merge":
        return await _which_stays(web, request, viewer, numbers=numbers)
    return await _do_all(web, request, viewer, work=work_in(form), form=form)


@bulk_pages.post("/merge")
async def merge_in_bulk(web: Web, *, request: Request, viewer: Working, form: Form) -> Response:
    into = number_in(form.text("into"))
    work = partial(merging.merge, into=into)
    others = [number for number in form.many("c") if number_in(number) != into]
    rest = replace(form, values={**form.values, "c": tuple(others)})
    return await _do_all(web, request, viewer, work=work, form=rest)


async def _do_all(
    web: WebContext, request: Request, viewer: Viewer, *, work: CaseWork, form: FormData
) -> Response:
    numbers = _chosen(form)
    refused = [
        Refused(number, no)
        for number in numbers
        if (no := await _done(web, viewer, work, number=number)) is not None
    ]
    if not refused:
        return see_other(_back(form), "flash.inbox.done", count=len(numbers))
    words = web.templates.words_for(request)
    done = len(numbers) - len(refused)
    view = bulk_view(refused, done=done, back=_back(form), here=viewer.here, words=words)
    return web.templates.render(request, "bulk_page.html", view=view)


def _chosen(form: FormData) -> list[TrackingNumber]:
    """The cases that were ticked.

    Raises:
        NothingChosen: if none was.

    """
    numbers = [number_in(text) for text in form.many("c")[:MOST]]
    if not numbers:
        raise NothingChosen
    return numbers


def work_in(form: FormData) -> CaseWork:
    """What the form asks to be done with each.

    Raises:
        DeedUnknown: if it asks for nothing we know.
        ColleagueUnknown, CategoryUnknown: if it does not say to whom, or what it is about.

    """
    match form.text("do"):
        case "take_up":
            work: CaseWork = answering.take_up
        case "acknowledge":
            work = answering.acknowledge
        case "assign":
            work = partial(answering.assign, to=account_in(form.text("to")))
        case "categorise":
            work = partial(answering.categorise, leaf=_leaf(form), kind=None)
        case "answer":
            work = partial(answering.reply_meanwhile, words=form.text("words"))
        case _:
            raise DeedUnknown
    return work


async def _done(
    web: WebContext, viewer: Viewer, work: CaseWork, *, number: TrackingNumber
) -> Rejection | None:
    """Do it with one case; what the rules say against it, if anything."""
    acting = Acting(principal=viewer.principal, place=web.place, now=viewer.now)
    try:
        async with web.database.transaction() as tx:
            case = await queries.find_case(tx, number)
            await lines.must(tx, viewer.principal, Right.WORK, unit=case.unit, day=viewer.today)
            await take_lease(tx, case, viewer.principal, now=viewer.now)
            await work(tx, number, acting)
    except (Rejection, NotAllowed) as no:
        return no
    return None


async def _which_stays(
    web: WebContext, request: Request, viewer: Viewer, *, numbers: list[TrackingNumber]
) -> Response:
    async with web.database.transaction() as tx:
        cases = [await queries.find_case(tx, number) for number in numbers]
        for unit in {case.unit for case in cases}:
            await viewer.must(tx, Right.READ, unit)
    words = web.templates.words_for(request)
    view = merge_view(cases, here=web.place.code, words=words)
    return web.templates.render(request, "merge_page.html", view=view)


def _leaf(form: FormData) -> str:
    if not form.text("leaf"):
        raise CategoryUnknown
    return form.text("leaf")


def _back(form: FormData) -> str:
    """Where one came from, if that was the inbox."""
    back = form.text("back")
    return back if back.startswith(INBOX) else INBOX
