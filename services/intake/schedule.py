"""What intake does because time passes."""

from shared.chassis.attachments import Attachments
from shared.chassis.database import Database
from shared.chassis.service import Timer
from shared.kernel.places import Place


def timers(_database: Database, _place: Place, _files: Attachments) -> list[Timer]:
    """Every timer of intake."""
    return []
