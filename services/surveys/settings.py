"""Everything surveys is told from outside."""

from shared.chassis.settings import NodeSettings


class Settings(NodeSettings):
    """What every node is told; surveys needs nothing more yet."""
