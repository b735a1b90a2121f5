"""`python -m deploy.fresh_env > .env`: settings for docker compose, secrets made just now."""

import secrets
from pathlib import Path

from deploy.launcher.keys import public_key, user_seed

EXAMPLE = Path(__file__).parent.parent / ".env.example"
PASSWORDS = (
    "KHEO_ADMIN_PASSWORD",
    "KHEO_SERVICE_PASSWORD",
    "KHEO_OPERATOR_TOKEN",
    "KHEO_SESSION_KEY",
    "DISTRICT_SESSION_KEY",
    "GRAFANA_PASSWORD",
)


def fresh_env(example: str) -> str:
    """`.env.example` with every empty secret filled in."""
    return "".join(_filled(example.splitlines(keepends=True)))


def _filled(lines: list[str]) -> list[str]:
    made = fresh_secrets()
    return [_line(line, made) for line in lines]


def _line(line: str, made: dict[str, str]) -> str:
    name, equals, value = line.rstrip("\n").partition("=")
    return f"{name}={made[name]}\n" if equals and not value and name in made else line


def fresh_secrets() -> dict[str, str]:
    """One new value for every secret, seeds with the keys that belong to them."""
    uplink = user_seed()
    return {name: secrets.token_urlsafe(24) for name in PASSWORDS} | {
        "KHEO_BROKER_NKEY_SEED": user_seed(),
        "DISTRICT_BROKER_NKEY_SEED": user_seed(),
        "UPLINK_SEED": uplink,
        "UPLINK_KEY": public_key(uplink),
    }


if __name__ == "__main__":
    print(fresh_env(EXAMPLE.read_text("utf-8")), end="")
