"""How the world says “not now”."""


class Outage(Exception):  # noqa: N818 - it passes; the same request may work later
    """Postgres or the broker cannot be reached, or refuses for the moment."""
