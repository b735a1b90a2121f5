"""What the code offers to whoever deploys it, and how compose would read its own file."""

import pkgutil
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from pydantic_settings import BaseSettings

ROOT = Path(__file__).parents[2]
SERVICES = ("intake", "registry", "surveys", "compliance", "reporting")
PREFIX = "KHEO_"
COMPOSE = ROOT / "docker-compose.yml"
EXAMPLE = (ROOT / ".env.example").read_text()
INTERPOLATION = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def known_variables() -> frozenset[str]:
    """Every variable some settings class of ours reads."""
    for package in ("deploy", "services", "shared"):
        _import_settings(package)
    classes = set(_below(BaseSettings))
    return frozenset(
        f"{PREFIX}{name}".upper()
        for cls in classes
        if cls.model_config.get("env_prefix") == PREFIX
        for name in cls.model_fields
    )


def _import_settings(package: str) -> None:
    root = import_module(package)
    for module in pkgutil.walk_packages(root.__path__, f"{package}."):
        if _reads_settings(module.name) and not module.name.endswith("__main__"):
            import_module(module.name)


def _reads_settings(name: str) -> bool:
    spec = find_spec(name)
    origin = spec.origin if spec else None
    return bool(origin) and "BaseSettings" in Path(str(origin)).read_text("utf-8")


def _below(cls: type) -> Iterator[type[Any]]:
    for child in cls.__subclasses__():
        yield child
        yield from _below(child)


def entry_point_missing(command: Iterable[str]) -> str | None:
    """What a command names and the code does not have; None if all is there."""
    words = list(command)
    if words[0] == "uvicorn":
        return _factory_missing(words[1])
    if words[:2] == ["python", "-m"]:
        return None if _runs_as_program(words[2]) else words[2]
    return words[0]


def _factory_missing(target: str) -> str | None:
    module, _, name = target.partition(":")
    return None if callable(getattr(import_module(module), name, None)) else target


def _runs_as_program(module: str) -> bool:
    spec = find_spec(module)
    if spec is None:
        return False
    package = spec.submodule_search_locations is not None
    return not package or find_spec(f"{module}.__main__") is not None


def documents(path: Path) -> list[Any]:
    """The YAML documents of a file."""
    return [found for found in yaml.safe_load_all(path.read_text("utf-8")) if found]


def env_file(text: str) -> dict[str, str]:
    """The variables an `.env` file sets."""
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


def environment_of(service: dict[str, Any], told: dict[str, str]) -> dict[str, str]:
    """A service's variables as compose would fill them in from `told`."""

    def value(found: re.Match[str]) -> str:
        name, how, default = found.groups()
        return told.get(name) or (default if how == "-" else "")

    return {k: INTERPOLATION.sub(value, str(v)) for k, v in service["environment"].items()}
