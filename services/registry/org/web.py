"""What the endpoints of registry are given."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from shared.chassis.attachments import Attachments
from shared.chassis.context import given_by
from shared.chassis.oidc import Provider
from shared.portal.web_context import WebContext


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryContext(WebContext):
    """Its database and place, its templates, and what else its pages and routes use."""

    files: Attachments
    provider: Provider | None


Web = Annotated[RegistryContext, Depends(given_by("registry"))]
