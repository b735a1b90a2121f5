"""OpenAPI: what each service answers over HTTP, read from the service itself."""

from importlib import import_module
from typing import Any

from shared.chassis.serving import as_web_app

SERVICES = ("intake", "registry", "surveys", "compliance", "reporting")

NOWHERE: dict[str, Any] = {
    "place_code": "sai-dong",
    "parent_code": "long-bien",
    "database_url": "postgresql://{service}@localhost/kheo",
    "broker_url": "nats://localhost:4222",
}
"""Settings of a node that is wired, described, and never started."""


def openapi(service: str) -> dict[str, Any]:
    """The document of one service."""
    settings = import_module(f"services.{service}.settings").Settings
    build = import_module(f"services.{service}.app").build
    return as_web_app(build(settings(**NOWHERE))).openapi()
