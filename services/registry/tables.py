"""The tables of schema `registry`, one module per idea; migrations compare with `metadata`."""

from services.registry.accounts import tables as accounts
from services.registry.ballots import tables as ballots
from services.registry.campaigns.tables import campaigns, deeds, files, plans
from services.registry.counts import tables as counts
from services.registry.exemplars.tables import nominations, scoring
from services.registry.models import tables as models
from services.registry.org.tables import metadata
from services.registry.units.tables import changes, units

__all__ = [
    "accounts",
    "ballots",
    "campaigns",
    "changes",
    "counts",
    "deeds",
    "files",
    "metadata",
    "models",
    "nominations",
    "plans",
    "scoring",
    "units",
]
