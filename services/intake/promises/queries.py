"""What can be asked of promises: how one moved, and how many were broken in silence."""

from services.intake.promises.store import count_silent, list_clock_moves

__all__ = ["count_silent", "list_clock_moves"]
