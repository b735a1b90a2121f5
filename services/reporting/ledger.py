"""What the doors of reporting share while it runs: the catalogue in use, the archive."""

from dataclasses import dataclass, field

from services.reporting.domain.catalogue import Catalogue
from services.reporting.store.archive import Archive


@dataclass(slots=True)
class Ledger:
    """The catalogue may be replaced while the service runs."""

    catalogue: Catalogue
    archive: Archive = field(default_factory=Archive)
