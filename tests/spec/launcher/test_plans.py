"""What a node's programs are told by the launcher."""

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from deploy.launcher.plans import HOUSE, NodePlan
from deploy.launcher.ports import NodePorts
from deploy.launcher.state import StateFolder
from deploy.launcher.topology import load_topology

SEEDED = HOUSE / "deploy/seed/topology.yaml"


def test_every_node_keeps_its_files_in_a_folder_of_its_own(tmp_path: Path) -> None:
    state = StateFolder(tmp_path / "trạng thái")
    ports = NodePorts(*range(1, len(NodePorts._fields) + 1))
    for code in ("long-bien", "sai-dong"):
        state.node(code).path.mkdir(parents=True)
        topology = load_topology(SEEDED)
        plan = NodePlan(topology=topology, state=state, code=code, ports=ports)

        told = urlsplit(plan.environment()["KHEO_FILES_URL"])

        assert told.scheme == "file"
        assert Path(url2pathname(told.path)) == (state.node(code).path / "files").resolve()
