"""Watching a node: rules are sound, and every query finds something on real nodes."""

import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client import REGISTRY

import shared.chassis.metrics  # noqa: F401 - registers what every service exposes
from deploy.launcher.ports import free_port
from deploy.launcher.programs import Program
from deploy.launcher.state import StateFolder
from deploy.launcher.supervisor import Federation
from deploy.launcher.topology import load_topology
from shared.testing.probing import eventually
from tests.deploy.deployables import ROOT, SERVICES
from tests.deploy.rooms import temporary_room, temporary_state

PROMETHEUS = ROOT / "deploy" / "prometheus"
ALERTS = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"][0]["rules"]
DASHBOARD = json.loads((ROOT / "deploy/grafana/dashboards/node.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
SELECTOR = re.compile(r"\b(?:kheo_\w+|up)(?:\{[^}]*\})?")
ONLY_WHEN_BROKEN = frozenset({"kheo_defects_total"})
RATE_INTERVAL = "1m"
FOUND = "a number was found"

TWO_PLACES = """
places:
  - {code: long-bien, vi: "Quận Long Biên", en: "Long Biên", kind: district,
     valid_from: 2018-01-01}
  - {code: sai-dong, parent: long-bien, vi: "Phường Sài Đồng", en: "Sài Đồng", kind: ward,
     valid_from: 2018-01-01}
units: []
"""


def queries() -> Iterator[str]:
    """Each query of the dashboard as Grafana would send it."""
    for panel in PANELS:
        for target in panel["targets"]:
            yield target["expr"].replace("$__rate_interval", RATE_INTERVAL)


def selectors_of_alerts() -> set[str]:
    """What alerts look at. They fire on trouble, so only their ingredients can be found."""
    found = {s for alert in ALERTS for s in SELECTOR.findall(alert["expr"])}
    calm = {re.sub(r',?status=~"[^"]*"', "", selector).replace("{}", "") for selector in found}
    return {selector for selector in calm if selector not in ONLY_WHEN_BROKEN}


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("promtool")
    assert tool, "promtool is missing; on Debian: apt install prometheus (as .ci/run does)"
    command = (tool, *arguments)
    return subprocess.run(command, cwd=PROMETHEUS, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "config", "prometheus.yml"),
        ("check", "rules", "alerts.yml"),
        ("test", "rules", "alerts.test.yml"),
    ],
    ids=" ".join,
)
def test_prometheus_finds_the_files_sound(arguments: tuple[str, ...]) -> None:
    told = promtool(*arguments)
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_alert_is_tried_and_explained() -> None:
    names = {alert["alert"] for alert in ALERTS}
    tried = yaml.safe_load((PROMETHEUS / "alerts.test.yml").read_text())["tests"]
    fired = {
        case["alertname"]
        for test in tried
        for case in test["alert_rule_test"]
        if case.get("exp_alerts")
    }
    explained = re.findall(
        r"^### (\w+)$", (ROOT / "docs/operations.md").read_text(), re.MULTILINE
    )

    assert fired == names
    assert set(explained) == names


def test_nobody_watches_lag() -> None:
    looked_at = [alert["expr"] for alert in ALERTS] + list(queries())
    assert [expr for expr in looked_at if "lag" in expr] == []


def test_prometheus_scrapes_the_five_services_of_the_compose_file() -> None:
    told = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())
    targets = told["scrape_configs"][0]["static_configs"][0]["targets"]
    assert set(targets) == {f"{name}:8000" for name in SERVICES}


def test_grafana_is_given_its_dashboard_and_source() -> None:
    provisioning = ROOT / "deploy/grafana/provisioning"
    sources = yaml.safe_load((provisioning / "datasources/prometheus.yml").read_text())
    provided = yaml.safe_load((provisioning / "dashboards/kheo.yml").read_text())
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    mounted = [v.split(":") for v in compose["services"]["grafana"]["volumes"]]
    there = {inside: ROOT / outside for outside, inside, *_ in mounted if outside[0] == "."}

    used = {target["datasource"]["uid"] for panel in PANELS for target in panel["targets"]}
    assert used == {source["uid"] for source in sources["datasources"]}
    assert list(there[provided["providers"][0]["options"]["path"]].glob("*.json"))
    assert "prometheus" in compose["services"]


def test_what_is_only_seen_in_trouble_is_exposed_by_the_code() -> None:
    exposed = {f"{metric.name}_total" for metric in REGISTRY.collect()}
    assert exposed >= ONLY_WHEN_BROKEN


@pytest.mark.infra
async def test_every_query_finds_something_on_running_nodes() -> None:
    with temporary_room() as room, temporary_state(room) as state:
        async with two_places(room, state), prometheus(room, state) as client:
            for expression in (*queries(), *sorted(selectors_of_alerts())):
                await speak(state)
                await eventually(partial(found, client, expression), shows=FOUND)


@asynccontextmanager
async def two_places(room: Path, state: StateFolder) -> AsyncIterator[None]:
    """A district and a ward below it, at work."""
    file = room / "topology.yaml"
    file.write_text(TWO_PLACES)
    topology = load_topology(file)
    state.prepare(topology.codes)
    federation = Federation(topology, state, tell=lambda *_: None)
    await federation.start()
    try:
        yield
    finally:
        await federation.stop()


@asynccontextmanager
async def prometheus(room: Path, state: StateFolder) -> AsyncIterator[httpx.AsyncClient]:
    """A real Prometheus that scrapes every node each second."""
    program = shutil.which("prometheus")
    assert program, "prometheus is missing; on Debian: apt install prometheus"
    targets = [node.address.removeprefix("http://") for node in state.nodes()]
    scrape = {"job_name": "kheo", "static_configs": [{"targets": targets}]}
    told = {"global": {"scrape_interval": "1s"}, "scrape_configs": [scrape]}
    (room / "prometheus.yml").write_text(yaml.safe_dump(told))
    address = f"127.0.0.1:{free_port()}"
    running = Program(
        name="prometheus",
        command=(
            program,
            f"--config.file={room / 'prometheus.yml'}",
            f"--storage.tsdb.path={room / 'tsdb'}",
            f"--web.listen-address={address}",
        ),
        log=room / "prometheus.log",
    )
    await running.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://{address}", timeout=30) as client:
            yield client
    finally:
        await running.stop()


async def speak(state: StateFolder) -> None:
    """A citizen says something, so that there is a fact to count."""
    ward = state.node("sai-dong").address
    form = {"text": "Rác ở đầu hẻm 12 chưa được thu.", "category": "env_sanitation"}
    async with httpx.AsyncClient(base_url=ward, timeout=30) as client:
        answer = await client.post("/api/intake/v1/feedback", json=form)
    assert answer.status_code == httpx.codes.CREATED, answer.text


async def found(client: httpx.AsyncClient, expression: str) -> str:
    """Whether Prometheus has a number for an expression; what it has instead, if not."""
    try:
        answer = await client.get("/api/v1/query", params={"query": expression})
        told: dict[str, Any] = answer.json()
    except (httpx.TransportError, ValueError) as not_yet:
        return f"no Prometheus yet: {not_yet!r}"
    values = [float(each["value"][1]) for each in told.get("data", {}).get("result", ())]
    numbers = [value for value in values if value == value]  # noqa: PLR0124 - NaN is no number
    return FOUND if numbers else f"nothing for {expression}: {told}"
