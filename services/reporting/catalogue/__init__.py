"""The catalogue as files: read from a folder, checked, compiled."""

from pathlib import Path
from typing import Any

import yaml

from services.reporting.domain.catalogue import Catalogue, CatalogueInvalid, catalogue_from


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue of `measures.yaml` and `indicators.yaml` in a folder.

    Raises:
        CatalogueInvalid: if a file cannot be read or an entry cannot be used.

    """
    version = _entries(folder / "measures.yaml", "version")
    measures = _entries(folder / "measures.yaml", "measures")
    indicators = _entries(folder / "indicators.yaml", "indicators")
    return catalogue_from(measures, indicators, version=int(version))


def _entries(path: Path, name: str) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))[name]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as wrong:
        raise CatalogueInvalid(
            f"Không đọc được {path.name}: {wrong}", f"{path.name} cannot be read: {wrong}"
        ) from wrong
