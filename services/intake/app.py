"""Where intake is put together; the only file that knows all the others."""

from collections.abc import Callable

from fastapi import FastAPI

from services.intake.appeals.timers import timers as appeal_timers
from services.intake.attachments.timers import timers as attachment_timers
from services.intake.calendars.timers import timers as calendar_timers
from services.intake.cases.timers import timers as case_timers
from services.intake.channels.timers import timers as channel_timers
from services.intake.handing_over.timers import timers as handing_over_timers
from services.intake.letters.timers import timers as letter_timers
from services.intake.notices.timers import timers as notice_timers
from services.intake.open311.catalogue import servers_of
from services.intake.open311.timers import timers as open311_timers
from services.intake.open311.web import Open311Context
from services.intake.org.workflows import HostedUnits
from services.intake.pages import TEMPLATES, pages
from services.intake.routes import routes
from services.intake.sending.timers import timers as sending_timers
from services.intake.settings import Settings
from services.intake.subscribers import subscriptions
from shared.chassis.access import Access
from shared.chassis.attachments import Attachments
from shared.chassis.database import Database
from shared.chassis.service import Service
from shared.chassis.serving import as_web_app
from shared.chassis.timers import Timer
from shared.portal.installing import install_portal
from shared.portal.rendering import Templates

TIMERS: tuple[Callable[[Open311Context], list[Timer]], ...] = (
    *(appeal_timers, attachment_timers, calendar_timers, case_timers, channel_timers),
    *(handing_over_timers, letter_timers, notice_timers, open311_timers, sending_timers),
)


def build(settings: Settings) -> Service:
    """Intake, wired but not running."""
    place = settings.place
    database = Database.at(settings.database_url_of("intake"), pool_size=settings.pool_size)
    place_name = settings.place_name or place.code
    templates = Templates(TEMPLATES, place_name=place_name, zone=place.time_zone)
    files = Attachments.of(settings, room="intake")
    channels = settings.channels(place_name)
    servers = servers_of(settings.open311_servers_file)
    web = Open311Context(
        database=database,
        place=place,
        access=Access.of(settings),
        templates=templates,
        files=files,
        channels=channels,
        hosted=HostedUnits(place),
        servers=servers,
    )
    return Service(
        name="intake",
        settings=settings,
        database=database,
        context=web,
        routers=[*routes(web), *pages()],
        subscriptions=subscriptions(place),
        timers=[timer for timers in TIMERS for timer in timers(web)],
        install=install_portal(place_name, place.time_zone),
    )


def app() -> FastAPI:
    """The factory uvicorn calls."""
    return as_web_app(build(Settings()))
