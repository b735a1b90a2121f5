"""`python -m deploy.prepare_database`: roles, schemas and tables of a node, brought up to date.

Safe to run as often as one likes, and by several replicas at once.
"""

import asyncio
import sys

import asyncpg
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.database_roles import SERVICES, ensure_roles, preparing, service_url
from deploy.launcher.failures import made_earlier, made_later
from shared.chassis.migrating import UnknownSchemaError, upgrade


class PreparationSettings(BaseSettings):
    """What only this command is told: an administrator's address."""

    model_config = SettingsConfigDict(env_prefix="KHEO_", extra="ignore")

    admin_database_url: SecretStr
    service_password: SecretStr


async def prepare(admin_url: str, password: str) -> None:
    """Create what is missing, then migrate every service."""
    async with preparing(admin_url) as connection:
        await ensure_roles(connection, password)
        for service in SERVICES:
            await asyncio.to_thread(upgrade, service, service_url(admin_url, service, password))
            print(f"{service}: schema is up to date", flush=True)


def main() -> None:
    """Prepare the database the environment names."""
    settings = PreparationSettings()
    try:
        asyncio.run(
            prepare(
                settings.admin_database_url.get_secret_value(),
                settings.service_password.get_secret_value(),
            )
        )
    except (OSError, asyncpg.PostgresError) as refused:
        sys.exit(f"prepare_database: {refused}")
    except UnknownSchemaError as unknown:
        mistake = made_later() if unknown.is_newer else made_earlier()
        sys.exit(f"prepare_database: {unknown}\n{mistake}")


if __name__ == "__main__":
    main()
