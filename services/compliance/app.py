"""Where compliance is put together; the only file that knows all the others."""

from fastapi import FastAPI

from services.compliance.routes import routes
from services.compliance.settings import Settings
from services.compliance.subscribers import promises_subscription, subscriptions
from services.compliance.timers import timers
from shared.chassis.database import Database
from shared.chassis.service import Service
from shared.chassis.serving import as_web_app


def build(settings: Settings) -> Service:
    """Compliance, wired but not running."""
    url = settings.database_url_of("compliance")
    database = Database.at(url, pool_size=settings.pool_size)
    place = settings.place
    service = Service(
        name="compliance",
        settings=settings,
        database=database,
        routers=[routes(database, place)],
        subscriptions=subscriptions(place),
    )
    service.timers = timers(
        database, place, broker=service.broker, subscription=promises_subscription(place)
    )
    return service


def app() -> FastAPI:
    """The factory uvicorn calls."""
    return as_web_app(build(Settings()))
