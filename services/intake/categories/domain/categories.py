"""What feedback may be about."""

from typing import NewType

from shared.kernel.rejection import Rejection

Category = NewType("Category", str)
"""The code of a subject, such as `env_sanitation`; a code is never used for another one."""


class CategoryUnknown(Rejection):
    """Không có lĩnh vực nào mang mã này; xin chọn một lĩnh vực trong danh sách.
    No subject has this code; choose one of the list.
    """


SEEDED = frozenset({
    "env_sanitation", "construction_order", "admin_procedure", "public_ethics", "labour",
    "urban_order", "health_service", "school_service", "social_welfare",
})  # fmt: skip
"""The subjects the movement's guides name."""
