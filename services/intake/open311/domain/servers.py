"""Servers: those of others, to which cases may be sent on; who they are is data, not code."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from shared.kernel.rejection import NotFound, Rejection

FIELDS = frozenset({
    "code", "name", "url", "jurisdiction", "key", "services", "default_service",
})  # fmt: skip
WEB = frozenset({"http", "https"})


class ServerUnknown(NotFound):
    """Không có máy chủ Open311 này trong danh sách của nút.
    This node knows no Open311 server of this name.
    """


class ServiceNotMapped(Rejection):
    """Máy chủ Open311 này không nhận lĩnh vực của phản ánh.
    This Open311 server does not take the category of this case.
    """


class ServersFileUnreadable(Rejection):
    """Danh sách máy chủ Open311 không đọc được.
    The list of Open311 servers cannot be read.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server of somebody else, and what its services are called there."""

    code: str
    name: str
    url: str
    jurisdiction: str = ""
    key: str = field(default="", repr=False)
    services: Mapping[str, str] = field(default_factory=dict)
    """Their service code by our category; the line of a category is searched upwards."""
    default_service: str = ""

    def service_for(self, line: Sequence[str]) -> str:
        """What a case of a category is called there; `line` is the category and all above it.

        Raises:
            ServiceNotMapped: if it takes no such case.

        """
        found = (self.services[code] for code in line if code in self.services)
        service = next(found, self.default_service)
        if not service:
            raise ServiceNotMapped
        return service


class Servers:
    """All servers this node knows."""

    def __init__(self, servers: Sequence[Server] = ()) -> None:
        self._by_code = {one.code: one for one in servers}

    def __iter__(self) -> Iterator[Server]:
        """In the order of the file."""
        return iter(self._by_code.values())

    def get(self, code: str) -> Server:
        """One server.

        Raises:
            ServerUnknown: if there is none of this code.

        """
        found = self._by_code.get(code)
        if found is None:
            raise ServerUnknown
        return found


def servers_in(told: object) -> Servers:
    """The servers a file lists.

    Raises:
        ServersFileUnreadable: if an entry is not one, with the reason.

    """
    listed = told.get("servers") if isinstance(told, Mapping) else None
    if not isinstance(listed, list):
        raise _unreadable("servers: […] is missing")
    servers = [_server(one) for one in listed]
    if len({one.code for one in servers}) < len(servers):
        raise _unreadable("a code is used twice")
    return Servers(servers)


def _server(told: object) -> Server:
    if not isinstance(told, Mapping) or not {"code", "url"} <= told.keys() <= FIELDS:
        raise _unreadable(f"an entry has the fields {', '.join(sorted(FIELDS))}")
    url = str(told["url"]).rstrip("/")
    if urlsplit(url).scheme not in WEB:
        raise _unreadable(f"{url} is no address of the web")
    services = told.get("services") or {}
    if not isinstance(services, Mapping):
        raise _unreadable("services: is a mapping of our categories to their codes")
    return Server(
        code=str(told["code"]),
        name=str(told.get("name") or told["code"]),
        url=url,
        jurisdiction=str(told.get("jurisdiction") or ""),
        key=str(told.get("key") or ""),
        services={str(ours): str(theirs) for ours, theirs in services.items()},
        default_service=str(told.get("default_service") or ""),
    )


def _unreadable(why: str) -> ServersFileUnreadable:
    refusal = ServersFileUnreadable()
    return ServersFileUnreadable(f"{refusal.vi} ({why})", f"{refusal.en} ({why})")
