"""Cases for the demonstration: sent as a citizen sends them, answered as an officer does."""

from typing import Any

import yaml

from deploy.cli.doors import NodeDoor, door
from deploy.cli.options import SEED
from deploy.launcher.keys import write_private
from deploy.launcher.state import StateFolder

FEEDBACK = "/api/intake/v1/feedback"


async def send_cases(state: StateFolder, *, to: str | None = None) -> int:
    """Send the made-up cases to their ward, once per state folder; says how many."""
    told: dict[str, Any] = yaml.safe_load((SEED / "cases.yaml").read_text("utf-8"))
    sent = state.path / "cases_sent"
    if sent.exists():
        return 0
    async with door(state, to or told["node"]) as node:
        for case in told["cases"]:
            await _send(node, case)
    write_private(sent, f"{len(told['cases'])}\n")
    return len(told["cases"])


async def _send(node: NodeDoor, case: dict[str, Any]) -> None:
    steps = case.pop("steps", ())
    code = (await node.post(FEEDBACK, **case))["tracking_code"]
    for step in steps:
        for errand, words in step.items():
            await node.post(f"{FEEDBACK}/{code}/{errand}", **words)
