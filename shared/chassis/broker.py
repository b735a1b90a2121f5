"""A service's connection to the NATS server of its node."""

import contextlib
import logging
from time import monotonic
from typing import Any

from nats.aio.client import Client
from nats.errors import Error as NatsError
from pydantic import SecretStr

from shared.chassis.quick_client import QuickClient
from shared.federation.provisioning import StreamDiffers, provision
from shared.kernel.places import Place

log = logging.getLogger(__name__)

RECONNECT_SECONDS = 0.25
COMPLAINT_SECONDS = 10.0
"""Four attempts a second would fill a log in a long night."""
FOREVER = -1
"""nats-py gives up after sixty tries by default; a node must outlast any outage."""


class Broker:
    """Connects once, reconnects for ever, and says when the connection came back."""

    def __init__(self, *, url: str, seed: SecretStr, place: Place, name: str) -> None:
        self._url = url
        self._seed = seed
        self._name = name
        self.place = place
        self.nc: Client = Client()
        self._complain_after = 0.0
        self.on_back: list[Any] = []
        """Called without arguments after every reconnection."""
        self.complaint = ""
        """Which stream is not as we want it; somebody must look."""

    @property
    def manners(self) -> dict[str, Any]:
        """How to keep a connection, in words that nats-py and FastStream share."""
        return {
            "name": self._name,
            "max_reconnect_attempts": FOREVER,
            "reconnect_time_wait": RECONNECT_SECONDS,
            "ping_interval": 10,
            "max_outstanding_pings": 2,
            "error_cb": self._on_error,
        }

    @property
    def options(self) -> dict[str, Any]:
        """How to dial, in nats-py's words."""
        return self.manners | ({"nkeys_seed_str": self.seed} if self.seed else {})

    @property
    def seed(self) -> str:
        """The nkey seed by which the server knows us; empty where it asks for none."""
        return self._seed.get_secret_value()

    @property
    def url(self) -> str:
        """Where the server listens."""
        return self._url

    @property
    def is_connected(self) -> bool:
        """Whether the server can be talked to now."""
        return self.nc.is_connected

    @property
    def trouble(self) -> str:
        """Why it is of no use now; nothing when it is."""
        return self.complaint or ("" if self.is_connected else "not connected")

    async def connect(self) -> None:
        """Dial until the server answers, then see to it that the node's streams exist."""
        dialling = QuickClient()
        await dialling.connect(self._url, reconnected_cb=self._on_back, **self.options)
        self.nc = dialling
        await self.provision()

    async def provision(self) -> None:
        """See to it that the node's streams exist as we want them.

        Raises:
            StreamDiffers: if one exists in another form; the complaint stays until it does not.

        """
        try:
            await provision(self.nc, self.place)
        except StreamDiffers as differs:
            self.complaint = str(differs)
            raise
        self.complaint = ""

    async def close(self) -> None:
        """Hang up. A line that broke already cannot be hung up, and need not be."""
        if not self.nc.is_closed:
            with contextlib.suppress(NatsError, OSError):
                await self.nc.close()

    async def _on_error(self, error: Exception) -> None:
        if monotonic() > self._complain_after:
            self._complain_after = monotonic() + COMPLAINT_SECONDS
            log.warning(
                "broker connection", extra={"reason": repr(error), "service": self._name}
            )

    async def _on_back(self) -> None:
        log.info("broker is back", extra={"service": self._name})
        for call in self.on_back:
            call()
