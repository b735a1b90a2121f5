"""Whom a database server runs as: Postgres refuses root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from deploy.launcher.mistakes import OperatorError

STAND_INS = ("postgres", "nobody")
"""Ordinary users root may hand the database to, the best first."""


OPEN_TO_PASS = 0o711


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Make `path` belong to this user."""
        os.chown(path, self.uid, self.gid)


def database_account(data: Path) -> Account | None:
    """The user Postgres runs as for the folder `data`; None is whoever we are.

    A folder that exists keeps its owner, so that a later start finds its own files.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return _account(pwd.getpwuid(owner))
    return _stand_in()


def _stand_in() -> Account:
    for name in STAND_INS:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise OperatorError(
        "Postgres không chạy bằng quyền root và máy này không có người dùng “nobody”. "
        "Hãy chạy kheo bằng một tài khoản thường.",
        "Postgres does not run as root, and this machine has no user “nobody”. "
        "Run kheo as an ordinary user.",
    )


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def opened_folder(folder: Path) -> Path:
    """`folder`, which others may pass through to what is theirs, but not list."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(OPEN_TO_PASS)
    return folder


def can_reach(path: Path, account: Account) -> bool:
    """Whether every folder on the way to `path` lets `account` pass."""
    folders = [folder for folder in path.absolute().parents if folder.exists()]
    return all(_lets_pass(folder.stat(), account) for folder in folders)


def _lets_pass(status: os.stat_result, account: Account) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
