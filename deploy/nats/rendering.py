"""From the variables a container is given to the file its NATS server reads."""

from collections.abc import Mapping

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.launcher.keys import public_key
from shared.federation.server_config import ServerPlan, Uplink, server_config
from shared.kernel.places import Place, PlaceCode, place_code

CLIENT_PORT, MONITOR_PORT, LEAF_PORT = 4222, 8222, 7422
EVERYWHERE = "0.0.0.0"  # noqa: S104 - inside a container; what is published decides who gets in
STORE = "/data"


class BrokerSettings(BaseSettings):
    """What the broker of a node is told from outside, beside what its services are told."""

    model_config = SettingsConfigDict(env_prefix="KHEO_", env_ignore_empty=True)

    place_code: str
    parent_code: str = ""
    child_codes: tuple[str, ...] = ()
    relaying_child_codes: tuple[str, ...] = ()
    broker_nkey_seed: SecretStr
    uplink_url: str = ""
    child_keys: Mapping[str, str] = Field(default_factory=dict)


def configuration(settings: BrokerSettings) -> str:
    """The server's configuration file. No secret is in it: seeds stay in the environment."""
    return server_config(plan_of(settings))


def plan_of(settings: BrokerSettings) -> ServerPlan:
    """The plan of a server in a container: fixed ports, one store, keys as given."""
    place = _place(settings)
    return ServerPlan(
        place=place,
        store_dir=STORE,
        client_port=CLIENT_PORT,
        monitor_port=MONITOR_PORT,
        local_key=public_key(settings.broker_nkey_seed.get_secret_value()),
        host=EVERYWHERE,
        monitor_host=EVERYWHERE,
        leaf_host=EVERYWHERE,
        leaf_port=LEAF_PORT if place.has_children else None,
        child_keys={place_code(code): key for code, key in settings.child_keys.items()},
        uplink=Uplink(url=settings.uplink_url) if settings.uplink_url else None,
    )


def _place(settings: BrokerSettings) -> Place:
    return Place(
        code=place_code(settings.place_code),
        parent=place_code(settings.parent_code) if settings.parent_code else None,
        children=_codes(settings.child_codes),
        relaying=frozenset(_codes(settings.relaying_child_codes)),
    )


def _codes(texts: tuple[str, ...]) -> tuple[PlaceCode, ...]:
    return tuple(place_code(text) for text in texts)
