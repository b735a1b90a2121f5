"""Registry over HTTP: parse, call one workflow, present."""

from fastapi import APIRouter

from services.registry.routes.units import unit_routes
from shared.chassis.database import Database
from shared.kernel.places import Place


def routes(database: Database, place: Place) -> list[APIRouter]:
    """The JSON interface of registry."""
    return [unit_routes(database, place)]
