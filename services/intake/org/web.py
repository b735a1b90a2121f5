"""What the endpoints of intake are given."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from services.intake.org.workflows import HostedUnits
from shared.chassis.attachments import Attachments
from shared.chassis.channels import Channels
from shared.chassis.context import given_by
from shared.portal.web_context import WebContext


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeContext(WebContext):
    """Its database and place, its templates, and what else its pages and routes use."""

    files: Attachments
    channels: Channels
    hosted: HostedUnits


Web = Annotated[IntakeContext, Depends(given_by("intake"))]
