"""What intake's OpenAPI says is what intake does, whatever is sent: Schemathesis asks it.

A new route is asked without being named here. If one fails, either it broke, or it answers
what its document does not say: refusals of every kind are described for all routes in
`shared/chassis/refusals.py`; anything else goes into `responses=` of the route.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
import schemathesis
from schemathesis.engine import Status, events, from_schema

from shared.chassis.principal import Principal
from shared.kernel.places import UnitCode
from shared.kernel.roles import Grant, Role
from tests.nodes import OPERATOR, Node
from tests.signing_in import ACCESS

pytestmark = pytest.mark.infra

OURS = r"^/(api/intake|open311/v2)/"
"""The endpoint of Open311 for trials has the same routes as the live one."""
OF_STAFF = r"^/api/intake/"
SEED = 311
EXAMPLES = 6
"""Of each route by chance, beside the edges of every field, which are always tried."""
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance",
)  # fmt: skip
CONFIG: dict[str, Any] = {
    "seed": SEED,
    "request-timeout": 20,
    "checks": {"enabled": False} | {check: {"enabled": True} for check in CHECKS},
    "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
    "phases": {"stateful": {"enabled": False}},
}


def machine() -> dict[str, str]:
    """The token of a machine that may do everything at the ward."""
    grants = tuple(Grant(role, UnitCode("east")) for role in Role)
    principal = Principal(account=uuid4(), session=uuid4(), grants=grants, is_machine=True)
    token = ACCESS.sessions.token(principal, until=datetime.now(UTC) + timedelta(hours=1))
    return {"Authorization": f"Bearer {token}"}


@pytest_asyncio.fixture(scope="module")
async def address(node: Node) -> AsyncIterator[str]:
    """Where the services of the ward listen, in a process of their own."""
    async with node.started() as client:
        yield str(client.base_url)


def asked(address: str, headers: dict[str, str], *, within: str) -> Iterator[Any]:
    config = schemathesis.Config.from_dict(CONFIG | {"headers": headers})
    document = schemathesis.openapi.from_url(f"{address}/openapi.json", config=config)
    yield from from_schema(document.include(path_regex=within)).execute()


def failures(scenario: events.ScenarioFinished) -> Iterator[str]:
    for checks in scenario.recorder.checks.values():
        for check in checks:
            if check.status is Status.FAILURE and check.failure_info:
                found = check.failure_info
                yield f"{scenario.recorder.label}: {found.failure}\n{found.code_sample}"


@pytest.mark.parametrize(
    ("headers", "within"),
    [(OPERATOR, OURS), (machine(), OF_STAFF)],
    ids=["operator", "machine"],
)
def test_nothing_breaks_and_no_answer_is_undocumented(
    address: str, headers: dict[str, str], within: str
) -> None:
    told = list(asked(address, headers, within=within))

    scenarios = [event for event in told if isinstance(event, events.ScenarioFinished)]
    broken = [event.info.format() for event in told if isinstance(event, events.NonFatalError)]
    assert broken == []
    assert [failure for scenario in scenarios for failure in failures(scenario)] == []
    assert sum(len(scenario.recorder.cases) for scenario in scenarios) > 100
