"""A database that another version of the house made is told of in a sentence."""

import asyncpg
import pytest

from deploy.launcher.postgres import Postgres, temporary_postgres
from tests.deploy.command import kheo, one_place
from tests.deploy.rooms import temporary_room, temporary_state

pytestmark = pytest.mark.infra


@pytest.mark.parametrize(
    ("revision", "advice"),
    [("intake_appeals", "kheo down --forget"), ("intake_999901010000", "a newer version")],
)
async def test_a_schema_that_is_not_known_ends_in_a_sentence(
    revision: str, advice: str
) -> None:
    async with temporary_postgres() as server:
        await stamp(server, revision)
        with temporary_room() as room, temporary_state(room) as state:
            began = await kheo(
                *("up", "--state", str(state.path), "--topology", str(one_place(state))),
                *("--postgres-url", server.url()),
            )

    assert began.exit_code == 1
    assert began.err.startswith("✘ Cơ sở dữ liệu này do một phiên bản")
    assert advice in began.err
    assert "Traceback" not in began.out + began.err


async def stamp(server: Postgres, revision: str) -> None:
    """Make the database of the node `city`, whose last migration is `revision`."""
    admin = await asyncpg.connect(server.url())
    await admin.execute("CREATE DATABASE kheo_city")
    await admin.close()
    city = await asyncpg.connect(server.url("kheo_city"))
    await city.execute(
        "CREATE ROLE intake LOGIN; CREATE SCHEMA AUTHORIZATION intake; SET ROLE intake;"
        f"CREATE TABLE intake.alembic_version AS SELECT '{revision}' AS version_num"
    )
    await city.close()
