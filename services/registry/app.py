"""Where registry is put together; the only file that knows all the others."""

from fastapi import FastAPI

from services.registry.accounts.timers import timers as account_timers
from services.registry.campaigns.timers import timers as campaign_timers
from services.registry.models.timers import timers as model_timers
from services.registry.org.web import RegistryContext
from services.registry.pages import TEMPLATES, pages
from services.registry.routes import routes
from services.registry.settings import Settings
from services.registry.subscribers import subscriptions
from services.registry.units.timers import timers as unit_timers
from shared.chassis.access import Access
from shared.chassis.attachments import Attachments
from shared.chassis.database import Database
from shared.chassis.link_keeper import LinkKeeper
from shared.chassis.oidc import Provider
from shared.chassis.service import Service
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
        timers=[
            *unit_timers(web, settings.units_file),
            *account_timers(web),
            *campaign_timers(web),
            *model_timers(web),
        ],
        companions=[keeper.run],
        install=install_portal(place_name, place.time_zone),
    )


def app() -> FastAPI:
    """The factory uvicorn calls."""
    return as_web_app(build(Settings()))
