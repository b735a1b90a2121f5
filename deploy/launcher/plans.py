"""What the programs of one node are told: a server plan for NATS, an environment for Python."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import deploy
from deploy.database_roles import service_url
from deploy.launcher.keys import public_key
from deploy.launcher.ports import NodePorts
from deploy.launcher.postgres import ADMIN
from deploy.launcher.state import NodeFolder, StateFolder
from deploy.launcher.topology import Topology
from shared.federation.server_config import ServerPlan, Uplink

HOUSE = Path(deploy.__file__).resolve().parents[1]
"""The folder from which `deploy`, `services` and `shared` are imported."""

DATABASE = "kheo"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodePlan:
    """One node of a topology, with its folder and ports."""

    topology: Topology
    state: StateFolder
    code: str
    ports: NodePorts
    postgres_url: str | None = None
    reload: bool = False

    @property
    def folder(self) -> NodeFolder:
        """What the node keeps on disk."""
        return self.state.node(self.code)

    @property
    def admin_url(self) -> str:
        """The administrator's address of the node's database."""
        if self.postgres_url is None:
            password = self.folder.secrets.admin_password
            return f"postgresql://{ADMIN}:{password}@127.0.0.1:{self.ports.database}/{DATABASE}"
        given = urlsplit(self.postgres_url)
        return urlunsplit(given._replace(path=f"/{DATABASE}_{self.code.replace('-', '_')}"))

    def server_plan(self) -> ServerPlan:
        """What the node's NATS server is told."""
        place = self.topology.place(self.code)
        secrets = self.folder.secrets
        return ServerPlan(
            place=place,
            store_dir=str(self.folder.streams.resolve()),
            client_port=self.ports.broker,
            monitor_port=self.ports.monitor,
            local_key=public_key(secrets.broker_seed),
            leaf_port=self.ports.leaf if place.has_children else None,
            child_keys={
                child: public_key(self.state.node(child).secrets.uplink_seed)
                for child in place.children
            },
            uplink=self._uplink(),
        )

    def environment(self) -> dict[str, str]:
        """What the node's Python programs find in their environment."""
        told = {"PYTHONPATH": _python_path(), "KHEO_RELOAD": str(self.reload)}
        if self.postgres_url is None:
            told["PGSSLMODE"] = "disable"  # on this machine only; spares a look into $HOME
        return {**self._identity(), **self._servers(), **told}

    def preparation(self) -> dict[str, str]:
        """The environment, and what only the preparation of the database may know."""
        return {
            **self.environment(),
            "KHEO_ADMIN_DATABASE_URL": self.admin_url,
            "KHEO_SERVICE_PASSWORD": self._service_password,
        }

    def _uplink(self) -> Uplink | None:
        parent = self.topology.entry(self.code).parent
        ports = self.state.node(parent).ports if parent else None
        return Uplink(url=f"nats-leaf://127.0.0.1:{ports.leaf}") if ports else None

    def _identity(self) -> dict[str, str]:
        entry = self.topology.entry(self.code)
        place = self.topology.place(self.code)
        told = {
            "KHEO_PLACE_CODE": self.code,
            "KHEO_PLACE_NAME": entry.vi,
            "KHEO_PARENT_CODE": entry.parent or "",
            "KHEO_CHILD_CODES": json.dumps(place.children),
            "KHEO_RELAYING_CHILD_CODES": json.dumps(sorted(place.relaying)),
            "KHEO_TIME_ZONE": place.time_zone.key,
        }
        if place.is_top:
            told["KHEO_UNITS_FILE"] = str(self.topology.path.resolve())
        return told

    def _servers(self) -> dict[str, str]:
        secrets = self.folder.secrets
        return {
            "KHEO_DATABASE_URL": self._service_url(),
            "KHEO_BROKER_URL": f"nats://127.0.0.1:{self.ports.broker}",
            "KHEO_BROKER_NKEY_SEED": secrets.broker_seed,
            "KHEO_MONITOR_URL": f"http://127.0.0.1:{self.ports.monitor}",
            "KHEO_OPERATOR_TOKEN": secrets.operator_token,
            "KHEO_SESSION_KEY": secrets.session_key,
            "KHEO_FILES_URL": self.folder.files.resolve().as_uri(),
            "KHEO_LOG_FORMAT": "json",
            "KHEO_HTTP_HOST": "127.0.0.1",
            "KHEO_HTTP_PORT": str(self.ports.http),
        }

    @property
    def _service_password(self) -> str:
        """Roles belong to a whole server: on a given one all nodes share the top's password."""
        owner = self.code if self.postgres_url is None else self.topology.top.code
        return self.state.node(owner).secrets.service_password

    def _service_url(self) -> str:
        return service_url(self.admin_url, "{service}", self._service_password)


def _python_path() -> str:
    known = os.environ.get("PYTHONPATH")
    return f"{HOUSE}{os.pathsep}{known}" if known else str(HOUSE)
