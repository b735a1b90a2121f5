"""`python -m deploy.node`: all five services of a node in one process."""

import os
import signal
import sys

import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.launcher.tether import tie_to
from services.compliance import app as compliance
from services.compliance.settings import Settings as ComplianceSettings
from services.intake import app as intake
from services.intake.settings import Settings as IntakeSettings
from services.registry import app as registry
from services.registry.settings import Settings as RegistrySettings
from services.reporting import app as reporting
from services.reporting.settings import Settings as ReportingSettings
from services.surveys import app as surveys
from services.surveys.settings import Settings as SurveysSettings
from shared.chassis.serving import as_web_app
from shared.chassis.settings import NodeSettings

GRACE_SECONDS = 5
KEEP_ALIVE_SECONDS = 75
"""Longer than clients and proxies keep a silent connection, or one closes while they write."""


class DoorSettings(BaseSettings):
    """Where the one process listens."""

    model_config = SettingsConfigDict(env_prefix="KHEO_", extra="ignore")

    http_host: str = "127.0.0.1"
    http_port: int = 8080
    reload: bool = False
    """For whoever writes code: start again whenever a module changes."""


def app() -> FastAPI:
    """The five services as one application."""
    if DoorSettings().reload:
        tie_to(os.getppid(), signal.SIGKILL)  # uvicorn starts us anew in a process of its own
    return as_web_app(
        intake.build(IntakeSettings()),
        registry.build(RegistrySettings()),
        surveys.build(SurveysSettings()),
        compliance.build(ComplianceSettings()),
        reporting.build(ReportingSettings()),
    )


def main() -> None:
    """Serve until told to stop; a setting that is missing is named."""
    try:
        NodeSettings()  # a wrong setting is told here, not from inside the server
        serve(DoorSettings())
    except ValidationError as refused:
        sys.exit(f"deploy.node: {_named(refused)}")


def serve(door: DoorSettings) -> None:
    """Answer at the door until told to stop."""
    uvicorn.run(
        "deploy.node:app",
        factory=True,
        host=door.http_host,
        port=door.http_port,
        reload=door.reload,
        reload_dirs=["services", "shared"] if door.reload else None,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


def _named(refused: ValidationError) -> str:
    wrong = [
        f"KHEO_{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}"
        for error in refused.errors()
    ]
    return "; ".join(wrong)


if __name__ == "__main__":
    main()
