"""Where intake is put together; the only file that knows all the others."""

from fastapi import FastAPI

from services.intake.routes import routes
from services.intake.settings import Settings
from services.intake.subscribers import ears
from shared.chassis.access import Access
from shared.chassis.database import Database
from shared.chassis.service import Service
from shared.chassis.serving import as_web_app


def build(settings: Settings) -> Service:
    """Intake, wired but not running."""
    database = Database.at(settings.database_url_of("intake"), pool_size=settings.pool_size)
    access = Access.of(settings)
    return Service(
        name="intake",
        settings=settings,
        database=database,
        routers=routes(database, settings.place, access),
        ears=ears(),
    )


def app() -> FastAPI:
    """The factory uvicorn calls."""
    return as_web_app(build(Settings()))
