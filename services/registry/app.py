"""Where registry is put together; the only file that knows all the others."""

from fastapi import FastAPI

from services.registry.org.web import RegistryContext
from services.registry.pages import TEMPLATES, pages
from services.registry.routes import routes
from services.registry.schedule import (
    EveryMinuteRefileModels,
    EveryTenSecondsEstablishUnits,
    every_five_seconds_end_waits,
    every_five_seconds_tell_histories,
    every_hour_forget_sessions,
    every_hour_sweep_files,
)
from services.registry.settings import Settings
from services.registry.subscribers import subscriptions
from shared.chassis.access import Access
from shared.chassis.attachments import Attachments
from shared.chassis.database import Database
from shared.chassis.link_keeper import LinkKeeper
from shared.chassis.oidc import Provider
from shared.chassis.service import Service, Timer
from shared.chassis.serving import as_web_app
from shared.portal.installing import install_portal
from shared.portal.rendering import Templates


def build(settings: Settings) -> Service:
    """Registry, wired but not running."""
    place = settings.place
    database = Database.at(settings.database_url_of("registry"), pool_size=settings.pool_size)
    keeper = LinkKeeper(database=database, monitor_url=settings.monitor_url)
    place_name = settings.place_name or place.code
    templates = Templates(TEMPLATES, place_name=place_name, zone=place.time_zone)
    files = Attachments.of(settings)
    web = RegistryContext(
        database=database,
        place=place,
        access=Access.of(settings),
        templates=templates,
        files=files,
        provider=Provider.of(settings),
    )
    return Service(
        name="registry",
        settings=settings,
        database=database,
        context=web,
        routers=[*routes(web), *pages(web)],
        subscriptions=subscriptions(),
        timers=_timers(settings, database, files),
        companions=[keeper.run],
        install=install_portal(place_name, place.time_zone),
    )


def _timers(settings: Settings, database: Database, files: Attachments) -> list[Timer]:
    """Only who stands at the top decides which units there are."""
    timers = [
        every_five_seconds_end_waits(database),
        every_five_seconds_tell_histories(database),
        EveryMinuteRefileModels(database, settings.place).timer(),
        every_hour_forget_sessions(database),
        every_hour_sweep_files(database, files),
    ]
    if settings.units_file is None or not settings.place.is_top:
        return timers
    return [*timers, EveryTenSecondsEstablishUnits(database, settings.units_file).timer()]


def app() -> FastAPI:
    """The factory uvicorn calls."""
    return as_web_app(build(Settings()))
