"""What the endpoints of Open311 are given."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from services.intake.open311.domain.servers import Servers
from services.intake.org.web import IntakeContext
from shared.chassis.context import given_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Open311Context(IntakeContext):
    """The context of intake, and the servers that cases can be sent on to."""

    servers: Servers


Web = Annotated[Open311Context, Depends(given_by("intake"))]
