"""The tree of places that host a node, as an operator writes it down."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from deploy.launcher.entries import Complaint, PlaceEntry, UnitEntry, entries
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.tree_rules import wrong_codes, wrong_places, wrong_units
from shared.kernel.places import Place, PlaceCode


class TopologyError(OperatorError):
    """The topology file contradicts itself."""


@dataclass(frozen=True, slots=True)
class Topology:
    """A tree of places of any depth, parents before children."""

    path: Path
    places: tuple[PlaceEntry, ...]
    units: tuple[UnitEntry, ...] = ()

    @property
    def top(self) -> PlaceEntry:
        """The one place nobody stands above."""
        return self.places[0]

    @property
    def codes(self) -> tuple[PlaceCode, ...]:
        """The codes of all places, parents before children."""
        return tuple(entry.code for entry in self.places)

    def entry(self, code: str) -> PlaceEntry:
        """The entry of place `code`.

        Raises:
            OperatorError: if no such place is named.

        """
        for entry in self.places:
            if entry.code == code:
                return entry
        known = ", ".join(self.codes)
        raise OperatorError(
            f"Không có đơn vị “{code}” trong {self.path}. Các mã có sẵn: {known}.",
            f"There is no place “{code}” in {self.path}. Known codes: {known}.",
        )

    def children(self, code: str) -> tuple[PlaceCode, ...]:
        """The codes of the places right below `code`."""
        return tuple(entry.code for entry in self.places if entry.parent == code)

    def depth(self, code: str) -> int:
        """How many places stand above `code`."""
        parent = self.entry(code).parent
        return 0 if parent is None else 1 + self.depth(parent)

    def place(self, code: str) -> Place:
        """The identity of the node at `code`."""
        entry = self.entry(code)
        children = self.children(code)
        return Place(
            code=entry.code,
            parent=entry.parent,
            children=children,
            relaying=frozenset(child for child in children if self.children(child)),
        )


def load_topology(path: Path) -> Topology:
    """The topology written in the YAML file at `path`, parents first.

    Raises:
        TopologyError: if the file is missing, is not YAML, or contradicts itself.

    """
    content = _content(path)
    places, bad_places = entries(content, "places", PlaceEntry)
    units, bad_units = entries(content, "units", UnitEntry)
    _refuse(path, [*bad_places, *bad_units])
    _refuse(path, wrong_codes(places, units) or wrong_places(places))
    _refuse(path, wrong_units(places, units))
    return Topology(path, _parents_first(places), tuple(units))


def _refuse(path: Path, complaints: list[Complaint]) -> None:
    if complaints:
        raise TopologyError(
            f"Tệp {path} chưa dùng được: " + " ".join(complaint.vi for complaint in complaints),
            f"{path} cannot be used: " + " ".join(complaint.en for complaint in complaints),
        )


def _content(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError) as missing:
        raise TopologyError(
            f"Không tìm thấy tệp cây đơn vị {path}. Hãy kiểm tra đường dẫn sau --topology.",
            f"The topology file {path} does not exist. Check the path after --topology.",
        ) from missing
    except (yaml.YAMLError, UnicodeDecodeError) as broken:
        reason = " ".join(str(broken).split())
        raise TopologyError(
            f"Tệp {path} không phải YAML hợp lệ ({reason}). Hãy sửa đúng chỗ được nêu.",
            f"{path} is not valid YAML ({reason}). Mend it at the spot named.",
        ) from broken
    if not isinstance(content, dict) or not content.get("places"):
        raise TopologyError(
            f"Tệp {path} không có danh sách “places”. "
            "Hãy liệt kê ít nhất một đơn vị dưới “places:”.",
            f"{path} has no list “places”. Name at least one place under “places:”.",
        )
    return content


def _parents_first(places: list[PlaceEntry]) -> tuple[PlaceEntry, ...]:
    placed: list[PlaceEntry] = []
    waiting = list(places)
    while waiting:
        above = {None, *(entry.code for entry in placed)}
        placed += [entry for entry in waiting if entry.parent in above]
        waiting = [entry for entry in waiting if entry.parent not in above]
    return tuple(placed)
