"""The secrets of a node: made once, readable by their owner only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

import nkeys

PRIVATE = 0o600
SEED_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSecrets:
    """What only the node itself and its operator may know."""

    admin_password: str
    service_password: str
    broker_seed: str
    uplink_seed: str
    operator_token: str
    session_key: str
    """Signs what the staff's browsers show; whoever has it can be anybody."""


def public_key(seed: str) -> str:
    """The public half of an nkey seed; it may stand in a configuration file."""
    return str(nkeys.from_seed(bytearray(seed.encode())).public_key.decode())


def kept_secrets(path: Path) -> NodeSecrets:
    """The secrets kept at `path`; made there the first time, a newly invented one later."""
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    complete = NodeSecrets(**{**asdict(_fresh()), **kept})
    if asdict(complete) != kept:
        write_private(path, json.dumps(asdict(complete), indent=1))
    return complete


def write_private(path: Path, text: str) -> None:
    """Write `text` so that nobody but the owner can read it, and never half of it."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(
        os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w"
    ) as out:
        out.write(text)
    unfinished.replace(path)


def _fresh() -> NodeSecrets:
    return NodeSecrets(
        admin_password=secrets.token_urlsafe(24),
        service_password=secrets.token_urlsafe(24),
        broker_seed=user_seed(),
        uplink_seed=user_seed(),
        operator_token=secrets.token_urlsafe(24),
        session_key=secrets.token_urlsafe(32),
    )


def user_seed() -> str:
    """A fresh nkey seed for one user of a broker."""
    seed: bytes = nkeys.encode_seed(os.urandom(SEED_BYTES), nkeys.PREFIX_BYTE_USER)
    return seed.decode()
