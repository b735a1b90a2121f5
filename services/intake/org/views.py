"""Who looks at a page of this service."""

from shared.chassis.access import acting as viewing

__all__ = ["viewing"]
