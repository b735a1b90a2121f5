"""Errands about models: who came through the door, where, and under which new id."""

from uuid_utils.compat import uuid7

from services.registry.models.workflows.models import Errand
from services.registry.org.queries import Viewer
from shared.kernel.places import Place


def model_errand(viewer: Viewer, place: Place) -> Errand:
    """What somebody is about to do with a model or a count."""
    return Errand(by=viewer.principal.account, place=place, now=viewer.now, new_id=uuid7())
