"""nats-py's client with a quicker eye for headers.

nats-py looks at every header's name letter by letter: with our thirteen headers that was a
third of the time between stream and figures. The same rules here, in a quarter of the time;
`tests/spec/chassis/test_quick_client.py` holds the two against each other.
"""

from functools import lru_cache

from nats.aio.client import Client

BLANKS = " \t\n\r\x0b\x0c"
"""What `bytes.strip` takes for blank; `str.strip` takes more."""


class QuickClient(Client):
    """Reads headers as its parent does, only sooner."""

    @staticmethod
    def _parse_header_lines(raw: bytes) -> dict[str, str]:
        found = {}
        for line in raw.decode("utf-8", "replace").split("\r\n"):
            name, colon, value = line.partition(":")
            if colon and (key := _name(name)) is not None:
                found[key] = value.strip(BLANKS)
        return found


@lru_cache(maxsize=256)
def _name(name: str) -> str | None:
    """The name of a header; None if it cannot be one."""
    key = name.strip(BLANKS)
    is_one_word = key.isascii() and not any(character.isspace() for character in key)
    return key if is_one_word else None
