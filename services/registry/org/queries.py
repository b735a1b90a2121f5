"""Who looks at what is here."""

from shared.chassis.acting import SignedIn as Viewer

__all__ = ["Viewer"]
