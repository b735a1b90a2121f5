"""The catalogue as files: read from a folder, checked, compiled."""

from pathlib import Path
from typing import Any

import yaml

from services.reporting.domain.catalogue import Catalogue, CatalogueInvalid, catalogue_from

MEASURES, INDICATORS = "measures.yaml", "indicators.yaml"


class Shelf:
    """A folder whose catalogue is read again only when its files have changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: tuple[bytes, ...] = ()
        self._catalogue: Catalogue | None = None

    def catalogue(self) -> Catalogue:
        """The catalogue as the files have it now; the same one while they stay the same.

        Raises:
            CatalogueInvalid: if a file cannot be read or an entry cannot be used.

        """
        found = tuple(_bytes(self._folder / name) for name in (MEASURES, INDICATORS))
        if self._catalogue is None or found != self._files:
            self._catalogue = read_catalogue(self._folder)
            self._files = found
        return self._catalogue


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise _unreadable(path, wrong) from wrong


def _unreadable(path: Path, wrong: Exception) -> CatalogueInvalid:
    return CatalogueInvalid(
        f"Không đọc được {path.name}: {wrong}", f"{path.name} cannot be read: {wrong}"
    )


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue of `measures.yaml` and `indicators.yaml` in a folder.

    Raises:
        CatalogueInvalid: if a file cannot be read or an entry cannot be used.

    """
    version = _entries(folder / MEASURES, "version")
    measures = _entries(folder / MEASURES, "measures")
    indicators = _entries(folder / INDICATORS, "indicators")
    return catalogue_from(measures, indicators, version=int(version))


def _entries(path: Path, name: str) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))[name]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as wrong:
        raise _unreadable(path, wrong) from wrong
