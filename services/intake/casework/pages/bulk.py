"""One thing with many cases at once: each for itself, and every refusal named."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.tracking import TrackingNumber, number_in
from services.intake.cases.queries import feedback
from services.intake.cases.workflows import answering, merging, triage
from services.intake.cases.workflows.answering import Officer
from services.intake.cases.workflows.leases import take_lease
from services.intake.casework.scenes.bulk import Refused, bulk_scene, merge_scene
from services.intake.categories.domain.categories import CategoryUnknown
from services.intake.org.queries import lines
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.chassis.database import Transaction
from shared.kernel.rejection import NotAllowed, Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.saying import see_other
from shared.portal.typed import Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
Deed = Callable[[Transaction, TrackingNumber, Officer], Awaitable[Case]]
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


def bulk_pages(desk: Desk) -> APIRouter:
    """What is done with many cases at once."""
    router = desk.router()
    working = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.post("/bulk")
    async def do_in_bulk(request: Request, viewer: working, typed: Form) -> Response:
        numbers = _chosen(typed)
        if typed.text("do") == "merge":
            return await _which_stays(desk, request, viewer, numbers=numbers)
        return await _do_all(desk, request, viewer, deed=deed_in(typed), typed=typed)

    @router.post("/merge")
    async def merge_in_bulk(request: Request, viewer: working, typed: Form) -> Response:
        into = number_in(typed.text("into"))
        deed = partial(merging.merge, into=into)
        others = [number for number in typed.many("c") if number_in(number) != into]
        rest = replace(typed, values={**typed.values, "c": tuple(others)})
        return await _do_all(desk, request, viewer, deed=deed, typed=rest)

    return router


async def _do_all(
    desk: Desk, request: Request, viewer: Viewer, *, deed: Deed, typed: Typed
) -> Response:
    numbers = _chosen(typed)
    refused = [
        Refused(number, no)
        for number in numbers
        if (no := await _done(desk, viewer, deed, number=number)) is not None
    ]
    if not refused:
        return see_other(_back(typed), "said.inbox.done", count=len(numbers))
    words = desk.easel.words_for(request)
    done = len(numbers) - len(refused)
    scene = bulk_scene(refused, done=done, back=_back(typed), here=viewer.here, words=words)
    return desk.easel.draw(request, "bulk_page.html", scene=scene)


def _chosen(typed: Typed) -> list[TrackingNumber]:
    """The cases that were ticked.

    Raises:
        NothingChosen: if none was.

    """
    numbers = [number_in(text) for text in typed.many("c")[:MOST]]
    if not numbers:
        raise NothingChosen
    return numbers


def deed_in(typed: Typed) -> Deed:
    """What the form asks to be done with each.

    Raises:
        DeedUnknown: if it asks for nothing we know.
        ColleagueUnknown, CategoryUnknown: if it does not say to whom, or what it is about.

    """
    deeds: dict[str, Callable[[], Deed]] = {
        "take_up": lambda: answering.take_up,
        "acknowledge": lambda: answering.acknowledge,
        "assign": lambda: partial(triage.assign, to=_colleague(typed.text("to"))),
        "categorise": lambda: partial(triage.categorise, leaf=_leaf(typed), kind=None),
        "answer": lambda: partial(answering.reply_meanwhile, words=typed.text("words")),
    }
    chosen = deeds.get(typed.text("do"))
    if chosen is None:
        raise DeedUnknown
    return chosen()


async def _done(
    desk: Desk, viewer: Viewer, deed: Deed, *, number: TrackingNumber
) -> Rejection | None:
    """Do it with one case; what the rules say against it, if anything."""
    officer = Officer(asker=viewer.asker, place=desk.place, now=viewer.now)
    try:
        async with desk.database.transaction() as tx:
            case = await feedback.find_case(tx, number)
            await lines.must(tx, viewer.asker, Right.WORK, unit=case.unit, day=viewer.today)
            await take_lease(tx, case, viewer.asker, now=viewer.now)
            await deed(tx, number, officer)
    except (Rejection, NotAllowed) as no:
        return no
    return None


async def _which_stays(
    desk: Desk, request: Request, viewer: Viewer, *, numbers: list[TrackingNumber]
) -> Response:
    async with desk.database.transaction() as tx:
        cases = [await feedback.find_case(tx, number) for number in numbers]
        for unit in {case.unit for case in cases}:
            await viewer.must(tx, Right.READ, unit)
    words = desk.easel.words_for(request)
    scene = merge_scene(cases, here=desk.place.code, words=words)
    return desk.easel.draw(request, "merge_page.html", scene=scene)


def _colleague(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise triage.ColleagueUnknown from None


def _leaf(typed: Typed) -> str:
    if not typed.text("leaf"):
        raise CategoryUnknown
    return typed.text("leaf")


def _back(typed: Typed) -> str:
    """Where one came from, if that was the inbox."""
    back = typed.text("back")
    return back if back.startswith(INBOX) else INBOX
