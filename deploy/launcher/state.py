"""The one folder in which a federation on this machine keeps everything."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from deploy.launcher.accounts import opened_folder
from deploy.launcher.keys import NodeSecrets, kept_secrets, write_private
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.ports import NodePorts

DEFAULT_STATE = Path(".kheo")
MARK = "kheo.json"
"""Present in every state folder, so that no other folder is ever taken for one."""


@dataclass(frozen=True, slots=True)
class NodeFolder:
    """What one node keeps on disk."""

    path: Path

    @property
    def code(self) -> str:
        """The code of the place."""
        return self.path.name

    @property
    def database(self) -> Path:
        """Postgres's data folder, or a link to it."""
        return self.path / "postgres"

    @property
    def has_data(self) -> bool:
        """Whether the node was started before."""
        return self.database.exists()

    @property
    def streams(self) -> Path:
        """JetStream's store."""
        return self.path / "jetstream"

    @property
    def files(self) -> Path:
        """What people attach to plans and models."""
        return self.path / "files"

    @property
    def secrets(self) -> NodeSecrets:
        """The node's secrets, made the first time they are asked for."""
        return kept_secrets(self.path / "secrets.json")

    @property
    def ports(self) -> NodePorts | None:
        """The ports chosen earlier, if any."""
        chosen = self.path / "ports.json"
        return NodePorts(**json.loads(chosen.read_text("utf-8"))) if chosen.exists() else None

    @property
    def address(self) -> str:
        """Where the node's pages and API answer.

        Raises:
            OperatorError: if the node was never started.

        """
        ports = self.ports
        if ports is None:
            raise OperatorError(
                f"Nút “{self.code}” chưa được khởi động lần nào. Hãy chạy: kheo up.",
                f"Node “{self.code}” was never started. Run: kheo up.",
            )
        return f"http://127.0.0.1:{ports.http}"

    def log(self, program: str) -> Path:
        """The log of one of the node's programs."""
        return self.path / "logs" / f"{program}.log"

    def prepare(self) -> None:
        """Create the folders a start needs."""
        opened_folder(self.path)
        self.streams.mkdir(exist_ok=True, mode=0o700)
        (self.path / "logs").mkdir(exist_ok=True, mode=0o700)

    def remember(self, ports: NodePorts) -> None:
        """Keep the ports for the next start."""
        write_private(self.path / "ports.json", json.dumps(ports._asdict()))


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The folder of one federation: a sub-folder for each node, and who runs it."""

    path: Path

    @property
    def topology(self) -> Path:
        """The topology the federation was last started with."""
        return self.path / "topology.yaml"

    @property
    def postgres_url(self) -> Path:
        """The address of a given Postgres, if the federation uses one."""
        return self.path / "postgres_url"

    @property
    def ready_mark(self) -> Path:
        """Present while all nodes run."""
        return self.path / "ready"

    @property
    def visitors(self) -> Path:
        """With what visitors of the demonstration sign in."""
        return self.path / "visitors.json"

    @property
    def log(self) -> Path:
        """What the supervisor says when nobody looks on."""
        return self.path / "supervisor.log"

    def node(self, code: str) -> NodeFolder:
        """The folder of one node."""
        return NodeFolder(self.path / "nodes" / code)

    def nodes(self) -> tuple[NodeFolder, ...]:
        """Every node that was ever started here."""
        return tuple(
            NodeFolder(path) for path in sorted(self.path.glob("nodes/*")) if path.is_dir()
        )

    def prepare(self, codes: Iterable[str]) -> None:
        """Create the folder and those of its nodes.

        Raises:
            OperatorError: if the path is a folder of somebody else's, or a file.

        """
        self._refuse_foreign()
        try:
            opened_folder(self.path / "nodes")
            opened_folder(self.path)
            (self.path / MARK).write_text('{"state": 1}\n', "utf-8")
        except (FileNotFoundError, NotADirectoryError) as impossible:
            raise self._no_folder() from impossible
        for code in codes:
            self.node(code).prepare()

    def erase(self) -> None:
        """Remove everything, also data that lies outside because root's home is closed."""
        if not (self.path / MARK).exists():
            return
        for node in self.nodes():
            if node.database.is_symlink():
                rmtree(node.database.resolve(), ignore_errors=True)
        rmtree(self.path)

    def _no_folder(self) -> OperatorError:
        return OperatorError(
            f"Không tạo được thư mục {self.path}. Hãy chọn nơi khác bằng --state.",
            f"The folder {self.path} cannot be made. Choose another with --state.",
        )

    def _refuse_foreign(self) -> None:
        if not self.path.exists() or (self.path / MARK).exists():
            return
        if not self.path.is_dir() or any(self.path.iterdir()):
            raise OperatorError(
                f"{self.path} không phải thư mục trạng thái của Khéo. "
                "Hãy chọn một thư mục trống hoặc chưa có bằng --state.",
                f"{self.path} is not a state folder of Khéo. "
                "Choose an empty or a new folder with --state.",
            )
