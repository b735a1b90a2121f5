"""Everything compliance is told from outside."""

from shared.chassis.settings import NodeSettings


class Settings(NodeSettings):
    """What every node is told; compliance needs nothing more yet."""
