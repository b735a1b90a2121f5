"""Ties a program to its parent: when the parent ends, however it ends, so does the program.

Runs as a script of its own and knows only the standard library:
`tether.py PARENT_PID SIGNAL UID GID PROGRAM ARGUMENT…` becomes PROGRAM. UID and GID of -1
keep the present user.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
NOT_STARTED = 127


def become(user: int, group: int) -> None:
    """Give up being root."""
    if user >= 0:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)


def tie_to(parent: int, signal: int) -> None:
    """Ask the kernel for `signal` when `parent` ends; leave if it already has."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(NOT_STARTED)


def main() -> None:
    """Become the program named on the command line."""
    parent, signal, user, group = map(int, sys.argv[1:5])
    program = sys.argv[5:]
    become(user, group)  # first: a change of user forgets the signal
    tie_to(parent, signal)
    try:
        os.execv(program[0], program)  # noqa: S606 - no shell is what we want
    except OSError as refused:
        sys.stderr.write(f"tether: {program[0]}: {refused.strerror}\n")
        sys.exit(NOT_STARTED)


if __name__ == "__main__":
    main()
