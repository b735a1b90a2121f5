"""The catalogue's files are parsed when they have changed, and only then."""

import shutil
from pathlib import Path

import pytest

from services.reporting import catalogue as files
from services.reporting.catalogue import Shelf
from services.reporting.domain.catalogue import CatalogueInvalid


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in Path(files.__file__).parent.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_unchanged_files_are_not_read_again(folder: Path) -> None:
    shelf = Shelf(folder)

    assert shelf.catalogue() is shelf.catalogue()


def test_a_changed_file_is_read_again_once(folder: Path) -> None:
    shelf = Shelf(folder)
    before = shelf.catalogue()
    indicators = folder / "indicators.yaml"
    indicators.write_bytes(indicators.read_bytes() + b"\n# a note\n")
    after = shelf.catalogue()

    assert after is not before
    assert shelf.catalogue() is after


def test_a_broken_file_is_refused_until_it_is_mended(folder: Path) -> None:
    shelf = Shelf(folder)
    before = shelf.catalogue()
    measures = folder / "measures.yaml"
    whole = measures.read_bytes()

    measures.write_text("measures: [")
    for _ in range(2):
        with pytest.raises(CatalogueInvalid, match=r"measures\.yaml"):
            shelf.catalogue()
    measures.unlink()
    with pytest.raises(CatalogueInvalid, match=r"measures\.yaml"):
        shelf.catalogue()
    measures.write_bytes(whole)

    assert shelf.catalogue() is before
