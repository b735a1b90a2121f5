"""Two places for files: a folder, and an S3-compatible server on loopback."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from httpx import AsyncClient, HTTPError
from pydantic import SecretStr

from deploy.launcher.ports import free_port
from deploy.launcher.programs import Program
from shared.testing.probing import eventually


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a node is told about its files."""

    files_url: str
    files_endpoint: str = ""
    files_access_key: str = "tester"
    files_secret_key: SecretStr = field(default=SecretStr("of the test"))
    files_region: str = "us-east-1"


@asynccontextmanager
async def s3_server(folder: Path) -> AsyncIterator[Told]:
    """A bucket on an S3-compatible server."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = Program(
        name="s3",
        command=(sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)),
        log=folder / "s3.log",
    )
    await server.start()
    try:
        async with AsyncClient(base_url=address, timeout=5) as client:

            async def bucket() -> int:
                try:
                    return (await client.put("/kheo")).status_code
                except HTTPError:
                    return 0

            await eventually(bucket, shows=200)
        yield Told(files_url="s3://kheo/ward/east", files_endpoint=address)
    finally:
        await server.kill()
