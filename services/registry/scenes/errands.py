"""Errands: who does something, where, when, and under which new id."""

from uuid_utils.compat import uuid7

from services.registry.domain.conflicts import Judge
from services.registry.queries.viewing import Viewer
from services.registry.workflows.exemplars import Errand
from shared.kernel.places import Place


def errand_of(viewer: Viewer, place: Place) -> Errand:
    """What somebody who came through a door is about to do."""
    return Errand(asker=viewer.asker, place=place, now=viewer.now, new_id=uuid7())


def judge_of(viewer: Viewer) -> Judge:
    """Somebody who came through a door, as a reviewer."""
    asker = viewer.asker
    return Judge(account=asker.account, grants=asker.grants, acting_for=asker.acting_for)
