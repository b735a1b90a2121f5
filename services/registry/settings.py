"""Everything registry is told from outside."""

from shared.chassis.settings import NodeSettings


class Settings(NodeSettings):
    """What every node is told; registry needs nothing more yet."""
