"""The configuration of a node's NATS server: local services, children, uplink.

Measured traps this encodes: permissions stand on account users, not on leaf users; no
wildcard for the consumer's name in what a child may receive; gossip must not lead a child
past its intended uplink; a parent may not purge or read a child's streams.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.kernel.places import EVERYONE, Place, PlaceCode

UPLINK_SEED = "UPLINK_SEED"
"""The environment variable in which the server finds its uplink seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uplink:
    """Where the parent listens for leaf nodes, `nats-leaf://host:port`."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerPlan:
    """Everything a node's NATS server is told. Keys are public nkeys (`U…`)."""

    place: Place
    store_dir: str
    client_port: int
    monitor_port: int
    local_key: str
    host: str = "127.0.0.1"
    leaf_host: str = "127.0.0.1"
    leaf_port: int | None = None
    child_keys: Mapping[PlaceCode, str] = field(default_factory=dict)
    uplink: Uplink | None = None
    monitor_host: str = "127.0.0.1"
    sync_interval: str = "2s"
    """Postgres is the durable log: what a crash of the machine takes from the broker, the
    relays notice at the next start and say again. `always` costs two thirds of the speed.
    """


def server_config(plan: ServerPlan) -> str:
    """The configuration file, in the server's own format."""
    parts = [_identity(plan), _accounts(plan), _leafnodes(plan)]
    return "\n".join(part for part in parts if part) + "\n"


def _identity(plan: ServerPlan) -> str:
    # A duration must be quoted, the word must not.
    sync = "always" if plan.sync_interval == "always" else f'"{plan.sync_interval}"'
    return f"""\
server_name: {plan.place.code}
listen: "{plan.host}:{plan.client_port}"
http: "{plan.monitor_host}:{plan.monitor_port}"
ping_interval: "15s"
ping_max: 2
max_payload: 1MB
feature_flags {{ js_ack_fc_v2: false }}
jetstream {{
  store_dir: "{plan.store_dir}"
  domain: {plan.place.code}
  sync_interval: {sync}
  max_mem: 64MB
  max_file: 100GB
}}"""


def _accounts(plan: ServerPlan) -> str:
    children = "\n".join(
        _child_user(plan.place, child, key) for child, key in sorted(plan.child_keys.items())
    )
    return f"""\
accounts {{
  KHEO {{
    jetstream: enabled
    users: [
      {{ nkey: {plan.local_key} }}
{children}
    ]
  }}
}}"""


def _child_user(place: Place, child: PlaceCode, key: str) -> str:
    """What one child may send in (publish) and receive (subscribe), and nothing else."""
    here = place.code
    may_send = [
        "$JSC.R.*",
        f"deliver.{here}.{child}.>",
        f"$JS.{here}.API.CONSUMER.CREATE.DOWN.*.down.{EVERYONE}.>",
        f"$JS.{here}.API.CONSUMER.CREATE.DOWN.*.down.{child}.>",
        "$JS.FC.DOWN.>",
    ]
    may_receive = [
        "$JSC.R.*",
        f"deliver.{child}.{here}.>",
        f"$JS.{child}.API.CONSUMER.CREATE.UP.>",
        "$JS.FC.UP.>",
    ]
    if child in place.relaying:
        may_receive += [f"$JS.{child}.API.CONSUMER.CREATE.IN.>", "$JS.FC.IN.>"]
    return f"""\
      {{ nkey: {key}, allowed_connection_types: ["LEAFNODE"], permissions: {{
          publish: {{ allow: {_quoted(may_send)} }}
          subscribe: {{ allow: {_quoted(may_receive)} }} }} }}"""


def _leafnodes(plan: ServerPlan) -> str:
    if plan.leaf_port is None and plan.uplink is None:
        return ""
    lines = [*_listening(plan), *_remote(plan)]
    return "leafnodes {\n  reconnect: 1s\n" + "\n".join(lines) + "\n}"


def _listening(plan: ServerPlan) -> list[str]:
    if plan.leaf_port is None:
        return []
    return [
        f'  listen: "{plan.leaf_host}:{plan.leaf_port}"',
        "  no_advertise: true",
        "  isolate_leafnode_interest: true",
        '  min_version: "2.15.0"',
    ]


def _remote(plan: ServerPlan) -> list[str]:
    """The uplink. The parent may source our streams; it may not manage or read them."""
    if plan.uplink is None:
        return []
    api = f"$JS.{plan.place.code}.API"
    refused = [f"{api}.{verb}.>" for verb in ("STREAM", "DIRECT", "CONSUMER.DELETE")]
    refused += [
        f"{api}.CONSUMER.MSG.>",
        f"{api}.CONSUMER.RESET.>",
        f"{api}.CONSUMER.CREATE.EV.>",
    ]
    stay_home = ["ev.>", "up.>", "down.>", "in.>"]
    return [
        "  remotes: [ {",
        f'    url: "{plan.uplink.url}", account: KHEO, nkey: ${UPLINK_SEED}',
        "    ignore_discovered_servers: true, first_info_timeout: 5s, dial_timeout: 5s",
        "    compression: s2_auto",
        f"    deny_imports: {_quoted([*refused, *stay_home])}",
        f"    deny_exports: {_quoted(stay_home)}",
        "  } ]",
    ]


def _quoted(subjects: list[str]) -> str:
    return "[" + ", ".join(f'"{subject}"' for subject in subjects) + "]"
