"""The other Open311 servers a node knows, read from the file it is told of."""

from pathlib import Path

import yaml

from services.intake.open311.domain.servers import Servers, ServersFileUnreadable, servers_in


def servers_of(file: Path | None) -> Servers:
    """The servers in a file; none if there is no file.

    Raises:
        ServersFileUnreadable: if it is no list of servers.

    """
    if file is None:
        return Servers()
    try:
        return servers_in(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as broken:
        raise ServersFileUnreadable from broken
