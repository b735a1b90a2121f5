"""What is known of notices and of the channels they leave by."""

from services.intake.notices.store import (
    ChannelState,
    count_waiting,
    find_answered,
    list_failed,
    list_states,
    load_notice,
)

__all__ = [
    "ChannelState", "count_waiting", "find_answered", "list_failed", "list_states",
    "load_notice",
]  # fmt: skip
