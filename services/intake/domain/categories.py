"""What feedback may be about."""

from enum import StrEnum


class Category(StrEnum):
    """The subjects the movement's guides name; the wording for pages stands in the portal."""

    ENV_SANITATION = "env_sanitation"
    CONSTRUCTION_ORDER = "construction_order"
    ADMIN_PROCEDURE = "admin_procedure"
    PUBLIC_ETHICS = "public_ethics"
    LABOUR = "labour"
    URBAN_ORDER = "urban_order"
    HEALTH_SERVICE = "health_service"
    SCHOOL_SERVICE = "school_service"
    SOCIAL_WELFARE = "social_welfare"
