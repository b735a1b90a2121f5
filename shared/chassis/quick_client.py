"""nats-py's client with a quicker eye for headers.

nats-py looks at every header's name letter by letter: with our thirteen headers that was a
third of the time between stream and figures. The same rules here, in a quarter of the time;
`tests/spec/chassis/test_quick_client.py` holds the two against each other.
"""

from functools import lru_cache

from nats.aio.client import Client


class QuickClient(Client):
    """Reads headers as its parent does, only sooner."""

    @staticmethod
    def _parse_header_lines(raw: bytes) -> dict[str, str]:
        found = {}
        for line in raw.split(b"\r\n"):
            name, colon, value = line.partition(b":")
            if colon and (key := _name(name)) is not None:
                found[key] = value.strip().decode("utf-8", "replace")
        return found


@lru_cache(maxsize=256)
def _name(name: bytes) -> str | None:
    """The name of a header; None if it cannot be one."""
    try:
        key = name.strip().decode("ascii")
    except UnicodeDecodeError:
        return None
    return None if any(character.isspace() for character in key) else key
