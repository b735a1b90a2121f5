"""Where reporting is put together; the only file that knows all the others."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from fastapi import FastAPI

from services.reporting import workflows
from services.reporting.catalogue import Shelf, read_catalogue
from services.reporting.domain.catalogue import CatalogueInvalid
from services.reporting.ledger import Ledger
from services.reporting.pages import pages
from services.reporting.routes import routes
from services.reporting.settings import Settings
from services.reporting.subscribers import subscriptions
from services.reporting.timers import timers
from shared.chassis.database import Database
from shared.chassis.service import Service
from shared.chassis.serving import as_web_app
from shared.portal.installing import install_portal

log = logging.getLogger(__name__)


def build(settings: Settings) -> Service:
    """Reporting, wired but not running."""
    place = settings.place
    database = Database.at(settings.database_url_of("reporting"), pool_size=settings.pool_size)
    ledger = Ledger(read_catalogue(settings.catalogue_folder))
    monitor_url = settings.monitor_url
    return Service(
        name="reporting",
        settings=settings,
        database=database,
        routers=[
            routes(database, place, ledger=ledger, monitor_url=monitor_url),
            pages(
                database,
                place,
                ledger=ledger,
                monitor_url=monitor_url,
                name=settings.place_name,
            ),
        ],
        subscriptions=subscriptions(place, ledger),
        timers=timers(
            database,
            place,
            grace=timedelta(seconds=settings.hole_grace_seconds),
            repeat=timedelta(seconds=settings.hole_repeat_seconds),
            reread=_reread(database, ledger, settings),
        ),
        install=install_portal(settings.place_name or place.code, place.time_zone),
    )


def _reread(
    database: Database, ledger: Ledger, settings: Settings
) -> Callable[[], Awaitable[None]]:
    """Take up a changed catalogue without a restart, and apply it to the past.

    Its files are compared by their bytes, and read in a thread when they differ.
    """
    shelf = Shelf(settings.catalogue_folder)

    async def reread() -> None:
        try:
            catalogue = await asyncio.to_thread(shelf.catalogue)
        except CatalogueInvalid as invalid:
            log.error("catalogue not taken up", extra={"reason": str(invalid)})  # noqa: TRY400 - its text says it all
            return
        async with database.transaction() as tx:
            changed = await workflows.recount_changed(tx, catalogue)
            ledger.catalogue = catalogue
        if changed:
            log.info("measures counted anew", extra={"measures": changed})

    return reread


def app() -> FastAPI:
    """The factory uvicorn calls."""
    return as_web_app(build(Settings()))
