"""Where intake is put together; the only file that knows all the others."""

from fastapi import FastAPI

from services.intake.open311.catalogue import servers_of
from services.intake.pages import TEMPLATES, pages
from services.intake.routes import routes
from services.intake.schedule import post_timers, timers
from services.intake.settings import Settings
from services.intake.subscribers import subscriptions
from shared.chassis.access import Access
from shared.chassis.attachments import Attachments
from shared.chassis.database import Database
from shared.chassis.service import Service
from shared.chassis.serving import as_web_app
from shared.portal.installing import install_portal
from shared.portal.rendering import Templates
from shared.portal.web_context import WebContext


def build(settings: Settings) -> Service:
    """Intake, wired but not running."""
    place = settings.place
    database = Database.at(settings.database_url_of("intake"), pool_size=settings.pool_size)
    place_name = settings.place_name or place.code
    templates = Templates(TEMPLATES, place_name=place_name, zone=place.time_zone)
    files = Attachments.of(settings, room="intake")
    servers = servers_of(settings.open311_servers_file)
    web = WebContext(database, place, templates, Access.of(settings))
    channels = settings.channels(place_name)
    return Service(
        name="intake",
        settings=settings,
        database=database,
        routers=[
            *routes(web, files, channels, servers=servers),
            *pages(web, files, channels, servers=servers),
        ],
        subscriptions=subscriptions(place),
        timers=[
            *timers(database, place, files, servers=servers),
            *post_timers(web, files, channels),
        ],
        install=install_portal(place_name, place.time_zone),
    )


def app() -> FastAPI:
    """The factory uvicorn calls."""
    return as_web_app(build(Settings()))
