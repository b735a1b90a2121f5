"""Where surveys is put together; the only file that knows all the others."""

from fastapi import FastAPI

from services.surveys.routes import routes
from services.surveys.settings import Settings
from services.surveys.subscribers import subscriptions
from services.surveys.timers import timers
from shared.chassis.database import Database
from shared.chassis.service import Service
from shared.chassis.serving import as_web_app


def build(settings: Settings) -> Service:
    """Surveys, wired but not running."""
    url = settings.database_url_of("surveys")
    database = Database.at(url, pool_size=settings.pool_size)
    return Service(
        name="surveys",
        settings=settings,
        database=database,
        routers=[routes(database, settings.place)],
        subscriptions=subscriptions(),
        timers=timers(database, settings.place),
    )


def app() -> FastAPI:
    """The factory uvicorn calls."""
    return as_web_app(build(Settings()))
