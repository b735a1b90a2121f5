"""Everything reporting is told from outside."""

from pathlib import Path

from shared.chassis.settings import NodeSettings

CATALOGUE = Path(__file__).parent / "catalogue"


class Settings(NodeSettings):
    """A node, and where its measures and indicators are written down."""

    catalogue_folder: Path = CATALOGUE
    hole_grace_seconds: float = 10.0
    """How long a hole may stay before what is missing is asked for."""
    hole_repeat_seconds: float = 30.0
    """How long to wait before asking once more."""
