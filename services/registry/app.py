"""Where registry is put together; the only file that knows all the others."""

from fastapi import FastAPI

from services.registry.routes import routes
from services.registry.schedule import EveryTenSecondsEstablishUnits
from services.registry.settings import Settings
from services.registry.subscribers import ears
from shared.chassis.database import Database
from shared.chassis.link_keeper import LinkKeeper
from shared.chassis.service import Service, Timer
from shared.chassis.serving import as_web_app


def build(settings: Settings) -> Service:
    """Registry, wired but not running."""
    database = Database.at(settings.database_url_of("registry"), pool_size=settings.pool_size)
    keeper = LinkKeeper(database=database, monitor_url=settings.monitor_url)
    return Service(
        name="registry",
        settings=settings,
        database=database,
        routers=[routes(database, settings.place)],
        ears=ears(),
        timers=_timers(settings, database),
        companions=[keeper.run],
    )


def _timers(settings: Settings, database: Database) -> list[Timer]:
    """Only who stands at the top decides which units there are."""
    if settings.units_file is None or not settings.place.is_top:
        return []
    return [EveryTenSecondsEstablishUnits(database, settings.units_file).timer()]


def app() -> FastAPI:
    """The factory uvicorn calls."""
    return as_web_app(build(Settings()))
