"""The options several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.wording import both
from deploy.launcher.plans import HOUSE
from deploy.launcher.state import DEFAULT_STATE

SEED = HOUSE / "deploy" / "seed"
DEFAULT_TOPOLOGY = SEED / "topology.yaml"

POSTGRES_VARIABLE = "KHEO_POSTGRES_URL"

StateOption = Annotated[
    Path,
    typer.Option(
        "--state", help=both("thư mục trạng thái", "state folder"), envvar="KHEO_STATE"
    ),
]
TopologyOption = Annotated[
    Path | None, typer.Option("--topology", help=both("tệp cây đơn vị", "topology file"))
]
PortBaseOption = Annotated[
    int | None, typer.Option("--port-base", help=both("cổng đầu tiên", "first port"))
]
PostgresOption = Annotated[
    str | None,
    typer.Option(
        "--postgres-url",
        envvar=POSTGRES_VARIABLE,
        show_envvar=False,
        help=both(
            "dùng Postgres sẵn có (địa chỉ của quản trị viên)",
            "use a running Postgres (an administrator's address)",
        ),
    ),
]
NodeOption = Annotated[
    str, typer.Option("--node", "-n", help=both("mã đơn vị", "code of the place"))
]
STATE = DEFAULT_STATE
