"""What intake does because time passes."""

import logging
from datetime import UTC, datetime

from services.intake.appeals.workflows import raise_what_is_late, raise_what_is_unseen
from services.intake.appeals.workflows import send_what_waits as send_appeals
from services.intake.attachments.workflows import sweep_files
from services.intake.calendars.workflows import recount_some
from services.intake.cases.workflows.citizens import close_what_is_over
from services.intake.channels.workflows import Counter, MailboxPoller
from services.intake.handing_over.workflows.node_keys import keep_own_key
from services.intake.letters.workflows import (
    draft_apologies,
    note_broken,
    post_letters,
    withdraw_idle,
)
from services.intake.notices.catalogue import the_templates
from services.intake.notices.workflows import Dispatcher, Writer
from services.intake.open311.domain.servers import Servers
from services.intake.open311.workflows.dialling import lines_to
from services.intake.open311.workflows.listening import listen
from services.intake.open311.workflows.sending_on import send_next
from services.intake.promises.domain import SubjectKind
from services.intake.sending.workflows import forget_drafts
from shared.chassis.acting import Acting
from shared.chassis.attachments import Attachments
from shared.chassis.channels import Channels
from shared.chassis.database import Database
from shared.chassis.service import Timer
from shared.kernel.places import Place
from shared.portal.web_context import WebContext

log = logging.getLogger(__name__)


def timers(
    database: Database, place: Place, files: Attachments, *, servers: Servers
) -> list[Timer]:
    """Every timer of intake."""
    return [
        every_minute_close_what_is_over(database, place),
        every_three_seconds_recount(database, place),
        every_hour_sweep_files(database, files),
        every_hour_forget_drafts(database),
        every_minute_keep_the_key(database, place),
        every_minute_go_up(database, place),
        every_ten_seconds_keep_promises(database, place),
        *every_ten_seconds_talk_to_others(database, place, servers),
    ]


def every_minute_close_what_is_over(database: Database, place: Place) -> Timer:
    """Answered cases nobody may reopen any more are closed, a handful at a time."""

    async def close() -> None:
        async with database.transaction() as tx:
            await close_what_is_over(tx, place=place, now=datetime.now(UTC))

    return Timer(name="every_minute_close_what_is_over", every_seconds=60.0, do=close)


def every_ten_seconds_keep_promises(database: Database, place: Place) -> Timer:
    """Apologies are drafted before a promise is broken, and none is broken unnoted."""

    async def look() -> None:
        done = await keep_promises(database, Acting(place=place, now=datetime.now(UTC)))
        if any(done.values()):
            log.info("promises looked after", extra={"done": done})

    return Timer(name="every_ten_seconds_keep_promises", every_seconds=10.0, do=look)


def every_ten_seconds_post_letters(
    database: Database, place: Place, files: Attachments
) -> Timer:
    """A signed letter goes to its reader, where an e-mail address is known."""

    async def post() -> None:
        async with database.transaction() as tx:
            await post_letters(tx, files, Acting(place=place, now=datetime.now(UTC)))

    return Timer(name="every_ten_seconds_post_letters", every_seconds=10.0, do=post)


async def keep_promises(database: Database, at: Acting) -> dict[str, int]:
    """All there is to do for promises at that moment, each batch a transaction of its own."""
    done = {"drafted": 0, "broken": 0}
    for kind in (SubjectKind.DOSSIER, SubjectKind.FEEDBACK):
        for name, step in (("drafted", draft_apologies), ("broken", note_broken)):
            batch = -1
            while batch:
                async with database.transaction() as tx:
                    batch = await step(tx, kind, at)
                done[name] += max(batch, 0)
    async with database.transaction() as tx:
        done["withdrawn"] = await withdraw_idle(tx, at)
    return done


def every_three_seconds_recount(database: Database, place: Place) -> Timer:
    """A new calendar is followed batch by batch, until nothing is left that it may move."""

    async def recount() -> None:
        more = True
        while more:
            async with database.transaction() as tx:
                more = await recount_some(tx, place=place, now=datetime.now(UTC))

    return Timer(name="every_three_seconds_recount", every_seconds=3.0, do=recount)


def every_hour_sweep_files(database: Database, files: Attachments) -> Timer:
    """Files whose row was never written, since something broke in between, go."""

    async def sweep() -> None:
        async with database.transaction() as tx:
            swept = await sweep_files(tx, files, now=datetime.now(UTC))
        if swept:
            log.info("files swept", extra={"count": swept})

    return Timer(name="every_hour_sweep_files", every_seconds=3600.0, do=sweep)


def every_hour_forget_drafts(database: Database) -> Timer:
    """A message nobody sent within a day is nobody's business any more."""

    async def look() -> None:
        async with database.transaction() as tx:
            await forget_drafts(tx, now=datetime.now(UTC))

    return Timer(name="every_hour_forget_drafts", every_seconds=3600.0, do=look)


def every_minute_keep_the_key(database: Database, place: Place) -> Timer:
    """There is a key from the first minute on, and newcomers hear of it."""

    async def keep() -> None:
        async with database.transaction() as tx:
            await keep_own_key(tx, place=place, now=datetime.now(UTC))

    return Timer(name="every_minute_keep_the_key", every_seconds=60.0, do=keep)


def post_timers(web: WebContext, files: Attachments, channels: Channels) -> list[Timer]:
    """What comes in by mail and what goes out, as far as the node was given ways."""
    found = []
    if channels.mailbox is not None:
        found.append(every_so_often_empty_mailbox(web, files, channels))
    if channels.smtp is not None:
        found.append(every_ten_seconds_post_letters(web.database, web.place, files))
    if channels.outward:
        found.append(every_two_seconds_send_notices(web, files, channels))
    return found


def every_so_often_empty_mailbox(
    web: WebContext, files: Attachments, channels: Channels
) -> Timer:
    """New letters become cases; one node reads the mailbox, however many replicas it has."""
    counter = Counter(place=web.place, address=channels.sender.address, files=files)
    postman = MailboxPoller(database=web.database, counter=counter)

    async def empty() -> None:
        taken = await postman.visit(channels, now=datetime.now(UTC))
        if taken:
            log.info("mailbox emptied", extra={"letters": taken})

    pause = channels.mailbox_every_seconds
    return Timer(name="every_so_often_empty_mailbox", every_seconds=pause, do=empty)


def every_two_seconds_send_notices(
    web: WebContext, files: Attachments, channels: Channels
) -> Timer:
    """What citizens are owed leaves as soon as it was written down."""
    writer = Writer(
        place=web.place, sender=channels.sender, templates=the_templates(), files=files
    )
    dispatcher = Dispatcher(
        database=web.database, place=web.place, channels=channels, writer=writer
    )

    async def send() -> None:
        await dispatcher.send_due(now=datetime.now(UTC))

    return Timer(name="every_two_seconds_send_notices", every_seconds=2.0, do=send)


def every_ten_seconds_talk_to_others(
    database: Database, place: Place, servers: Servers
) -> list[Timer]:
    """Cases go to other Open311 servers, and what happened there comes back."""
    if not list(servers):
        return []

    async def talk() -> None:
        async with lines_to(servers) as lines:
            while await send_next(database, lines, place=place, now=datetime.now(UTC)):
                pass
            for line in lines.values():
                await listen(database, line, place=place, now=datetime.now(UTC))

    return [Timer(name="every_ten_seconds_talk_to_others", every_seconds=10.0, do=talk)]


def every_minute_go_up(database: Database, place: Place) -> Timer:
    """Late cases come before superiors, and appeals that waited for a key are sent."""

    async def look() -> None:
        now = datetime.now(UTC)
        async with database.transaction() as tx:
            await send_appeals(tx, place=place, now=now)
            await raise_what_is_unseen(tx, place=place, now=now)
            raised = await raise_what_is_late(tx, place=place, now=now)
        if raised:
            log.info("late cases raised", extra={"count": raised})

    return Timer(name="every_minute_go_up", every_seconds=60.0, do=look)
