"""Manifests, without a cluster: they render, validate strictly, and name what exists."""

import copy
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import kubernetes_validate
import pytest
import yaml

from deploy.nats.rendering import CLIENT_PORT, LEAF_PORT, MONITOR_PORT
from tests.deploy.deployables import (
    ROOT,
    SERVICES,
    documents,
    entry_point_missing,
    known_variables,
)

BASE = ROOT / "k8s" / "base"
WARD = ROOT / "k8s" / "nodes" / "sai-dong"
OLDEST_CLUSTER = "1.31"
CUSTOM_RESOURCES: frozenset[str] = frozenset()
"""Kinds a schema of Kubernetes itself cannot know. There are none: no operator is needed."""
LONGEST_OVERLAY = 16

Manifest = dict[str, Any]


def rendered() -> list[Manifest]:
    """The ward as kustomize renders it; laid together by hand where there is no kubectl."""
    if kubectl := shutil.which("kubectl"):
        return by_kubectl(kubectl)
    return by_hand()


def by_kubectl(kubectl: str) -> list[Manifest]:
    command = (kubectl, "kustomize", str(WARD))
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return list(yaml.safe_load_all(told.stdout))


def by_hand() -> list[Manifest]:
    """The base with its one patch, without names and labels an overlay would add."""
    plan = yaml.safe_load((BASE / "kustomization.yaml").read_text())
    patch = yaml.safe_load((BASE / plan["patches"][0]["path"]).read_text())
    found = [each for name in plan["resources"] for each in documents(BASE / name)]
    return [merged(each, patch) if is_service_deployment(each) else each for each in found]


def is_service_deployment(manifest: Manifest) -> bool:
    labels = manifest["metadata"].get("labels", {})
    return manifest["kind"] == "Deployment" and labels.get("kheo/service") == "true"


def merged(one: Manifest, other: Manifest) -> Manifest:
    """`other` laid over `one`, as a strategic merge does it for the lists we use."""
    whole = copy.deepcopy(one)
    for key, value in other.items():
        if key == "metadata" and "name" in whole.get(key, {}):
            continue
        if isinstance(value, dict) and isinstance(whole.get(key), dict):
            whole[key] = merged(whole[key], value)
        elif isinstance(value, list) and key in whole:
            whole[key] = merged_by_name(whole[key], value)
        else:
            whole[key] = value
    return whole


def merged_by_name(ones: list[Manifest], others: list[Manifest]) -> list[Manifest]:
    """Entries of the same name laid together; the others stand beside each other."""

    def name_of(entry: Manifest) -> str:
        return str(entry.get("mountPath") or entry["name"])

    by_name = {name_of(one): one for one in ones}
    for other in others:
        by_name[name_of(other)] = merged(by_name.get(name_of(other), {}), other)
    return list(by_name.values())


def in_order(found: Any) -> Any:
    """The same, with lists sorted: kustomize has its own idea of what comes first."""
    if isinstance(found, dict):
        return {key: in_order(value) for key, value in found.items()}
    if isinstance(found, list):
        return sorted((in_order(value) for value in found), key=json.dumps)
    return found


@pytest.fixture(scope="module")
def manifests() -> list[Manifest]:
    return rendered()


def of_kind(manifests: list[Manifest], *kinds: str) -> list[Manifest]:
    return [manifest for manifest in manifests if manifest["kind"] in kinds]


def pods(manifests: list[Manifest]) -> list[Manifest]:
    workloads = of_kind(manifests, "Deployment", "StatefulSet", "Job")
    return [workload["spec"]["template"] for workload in workloads]


def containers(manifests: list[Manifest]) -> Iterator[Manifest]:
    for pod in pods(manifests):
        yield from (*pod["spec"].get("initContainers", ()), *pod["spec"]["containers"])


def chosen(manifests: list[Manifest], labels: dict[str, str]) -> list[Manifest]:
    """The pods a selector picks."""
    return [p for p in pods(manifests) if labels.items() <= p["metadata"]["labels"].items()]


def test_every_manifest_is_valid_to_the_letter(manifests: list[Manifest]) -> None:
    for manifest in manifests:
        if manifest["kind"] not in CUSTOM_RESOURCES:
            kubernetes_validate.validate(manifest, OLDEST_CLUSTER, strict=True)


def test_laying_together_by_hand_gives_what_kustomize_gives(manifests: list[Manifest]) -> None:
    by_kustomize = {each["metadata"]["name"]: each for each in of_kind(manifests, "Deployment")}
    for each in of_kind(by_hand(), "Deployment"):
        theirs = by_kustomize[each["metadata"]["name"]]["spec"]["template"]["spec"]
        ours = each["spec"]["template"]["spec"]
        assert in_order(without_names(theirs)) == in_order(without_names(ours))


def without_names(spec: Manifest) -> Manifest:
    """A pod without what an overlay renames: the tag and the suffix of the config map."""
    text = json.dumps(spec, sort_keys=True)
    text = re.sub(r"kheo-node-[a-z0-9]+", "kheo-node", text)
    loaded: Manifest = json.loads(re.sub(r'"kheo:[\w.]+"', '"kheo"', text))
    return loaded


def test_five_services_run_by_themselves(manifests: list[Manifest]) -> None:
    deployments = of_kind(manifests, "Deployment")
    assert sorted(each["metadata"]["name"] for each in deployments) == sorted(SERVICES)

    for each in deployments:
        name = each["metadata"]["name"]
        command = each["spec"]["template"]["spec"]["containers"][0]["command"]
        assert f"services.{name}.app:app" in command


def test_every_program_exists(manifests: list[Manifest]) -> None:
    ours = [c for c in containers(manifests) if c["image"].split(":")[0] == "kheo"]

    assert len(ours) == len(SERVICES) + 2
    assert [entry_point_missing(c["command"]) for c in ours] == [None] * len(ours)


def test_every_variable_is_read_by_somebody(manifests: list[Manifest]) -> None:
    given = {e["name"] for c in containers(manifests) for e in c.get("env", ())}
    configured = {name for each in of_kind(manifests, "ConfigMap") for name in each["data"]}
    overlay = yaml.safe_load((WARD / "kustomization.yaml").read_text())
    overlaid = {line.split("=")[0] for line in overlay["configMapGenerator"][0]["literals"]}

    used = {name for name in given | configured | overlaid if name.startswith("KHEO_")}
    assert used - known_variables() == set()


def test_every_replica_sees_the_files_people_handed_in(manifests: list[Manifest]) -> None:
    (claim,) = of_kind(manifests, "PersistentVolumeClaim")
    (told,) = [each["data"] for each in of_kind(manifests, "ConfigMap")]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]

    for name in ("registry", "intake"):
        (keeper,) = chosen(manifests, {"app.kubernetes.io/name": name})
        (service,) = keeper["spec"]["containers"]
        mounts = {mount["name"]: mount["mountPath"] for mount in service["volumeMounts"]}
        assert told["KHEO_FILES_URL"] == f"file://{mounts['files']}"
        assert {"persistentVolumeClaim": {"claimName": "files"}, "name": "files"} in keeper[
            "spec"
        ]["volumes"]


def test_secrets_are_referred_to_and_never_written(manifests: list[Manifest]) -> None:
    assert of_kind(manifests, "Secret") == []
    referred = {
        (e["valueFrom"]["secretKeyRef"]["name"], e["valueFrom"]["secretKeyRef"]["key"])
        for c in containers(manifests)
        for e in c.get("env", ())
        if "valueFrom" in e
    }
    told_to_operators = (ROOT / "docs" / "operations.md").read_text()
    assert {name for name, _ in referred} == {"kheo-secrets"}
    assert [
        key for _, key in referred if f"--from-literal={key}=" not in told_to_operators
    ] == []


def test_a_variable_made_of_others_comes_after_them(manifests: list[Manifest]) -> None:
    for container in containers(manifests):
        seen: set[str] = set()
        for variable in container.get("env", ()):
            assert set(re.findall(r"\$\((\w+)\)", variable.get("value", ""))) <= seen
            seen.add(variable["name"])


def test_every_probe_asks_for_what_is_answered(manifests: list[Manifest]) -> None:
    kinds = ("startupProbe", "readinessProbe", "livenessProbe")
    for container in containers(manifests):
        named = {port["name"] for port in container.get("ports", ())}
        for probe in (container[kind] for kind in kinds if kind in container):
            asked = probe.get("httpGet", {"path": "/healthz", "port": next(iter(named))})
            assert asked["port"] in named
            assert asked["path"].split("?")[0] in {"/health/live", "/health/door", "/healthz"}


def test_a_door_stays_open_while_the_broker_is_away(manifests: list[Manifest]) -> None:
    ours = [c for p in pods(of_kind(manifests, "Deployment")) for c in p["spec"]["containers"]]
    asked = {c["readinessProbe"]["httpGet"]["path"] for c in ours if "readinessProbe" in c}
    assert asked == {"/health/door"}


def test_ports_are_those_the_programs_listen_on(manifests: list[Manifest]) -> None:
    listened = {
        p["name"]: p["containerPort"] for c in containers(manifests) for p in c.get("ports", ())
    }

    assert listened == {
        "http": 8000,
        "postgres": 5432,
        "client": CLIENT_PORT,
        "monitor": MONITOR_PORT,
        "leaf": LEAF_PORT,
    }
    for container in containers(manifests):
        if "--port" in (words := container.get("command", [])):
            assert words[words.index("--port") + 1] == "8000"


def test_every_service_leads_to_pods_that_listen(manifests: list[Manifest]) -> None:
    for service in of_kind(manifests, "Service"):
        behind = chosen(manifests, service["spec"]["selector"])
        assert len(behind) == 1, service["metadata"]["name"]
        named = {p["name"] for c in behind[0]["spec"]["containers"] for p in c["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= named


def test_nothing_runs_with_more_rights_than_it_needs(manifests: list[Manifest]) -> None:
    for pod in pods(manifests):
        assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
        assert pod["spec"]["automountServiceAccountToken"] is False
    for container in containers(manifests):
        rights = container["securityContext"]
        assert rights["readOnlyRootFilesystem"] is True
        assert rights["allowPrivilegeEscalation"] is False
        assert rights["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]


def test_what_may_be_disturbed_or_scaled_exists(manifests: list[Manifest]) -> None:
    budgets = of_kind(manifests, "PodDisruptionBudget")
    assert len(budgets) == len(SERVICES)
    for budget in budgets:
        assert len(chosen(manifests, budget["spec"]["selector"]["matchLabels"])) == 1

    scaled = {
        s["spec"]["scaleTargetRef"]["name"]
        for s in of_kind(manifests, "HorizontalPodAutoscaler")
    }
    assert scaled == {"intake", "reporting"}


def test_silence_is_the_rule_between_pods(manifests: list[Manifest]) -> None:
    policies = {p["metadata"]["name"]: p["spec"] for p in of_kind(manifests, "NetworkPolicy")}

    assert policies["deny-by-default"] == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
    }
    for name, spec in policies.items():
        if labels := spec["podSelector"].get("matchLabels"):
            assert chosen(manifests, labels), name


def test_policies_let_through_ports_that_exist(manifests: list[Manifest]) -> None:
    named = {p["name"] for c in containers(manifests) for p in c.get("ports", ())}
    rules = [
        rule
        for policy in of_kind(manifests, "NetworkPolicy")
        for way in ("ingress", "egress")
        for rule in policy["spec"].get(way, ())
    ]
    ports = {port["port"] for rule in rules for port in rule["ports"]}
    assert {port for port in ports if isinstance(port, str)} <= named
    assert {port for port in ports if isinstance(port, int)} == {53, LEAF_PORT}


AT_THE_DOOR = (
    *("/open311/", "/send", "/follow", "/dossier-status", "/inbox", "/cases", "/dossiers"),
    *("/letters", "/petitions", "/routing-rules", "/categories", "/calendar", "/channels"),
)


def test_the_ingress_hands_each_path_to_its_service(manifests: list[Manifest]) -> None:
    (ingress,) = of_kind(manifests, "Ingress")
    paths = ingress["spec"]["rules"][0]["http"]["paths"]

    handed = {
        (each["path"], each["pathType"]): each["backend"]["service"]["name"] for each in paths
    }
    pages = {("/", "Exact"): "reporting", ("/", "Prefix"): "registry"}
    pages |= {("/reports", "Prefix"): "reporting", ("/nodes", "Prefix"): "reporting"}
    pages |= {(path, "Prefix"): "intake" for path in AT_THE_DOOR}
    assert handed == {(f"/api/{name}/", "Prefix"): name for name in SERVICES} | pages


def test_the_ingress_and_the_gateway_hand_on_alike(manifests: list[Manifest]) -> None:
    gateway = (ROOT / "deploy/gateway/nginx.conf").read_text()
    found = re.findall(r"location (= )?(/\S*)\s+\{ set \$to (\w+);", gateway)
    (ingress,) = of_kind(manifests, "Ingress")
    paths = ingress["spec"]["rules"][0]["http"]["paths"]

    assert {(path, bool(exact), service) for exact, path, service in found} == {
        (each["path"], each["pathType"] == "Exact", each["backend"]["service"]["name"])
        for each in paths
    }


def test_a_new_place_is_a_dozen_lines() -> None:
    lines = (WARD / "kustomization.yaml").read_text().splitlines()
    assert len(lines) <= LONGEST_OVERLAY
