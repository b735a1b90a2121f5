"""The entries of a topology file, and what is wrong with one of them."""

from datetime import date
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from shared.kernel.places import PlaceCode, place_code
from shared.kernel.rejection import Rejection


class Complaint(NamedTuple):
    """One thing wrong in the file, in both languages."""

    vi: str
    en: str


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: PlaceCode
    vi: str
    en: str
    kind: str
    valid_from: date
    note: str | None = None
    made_up: bool = False

    @field_validator("code", mode="before")
    @classmethod
    def _usable(cls, code: object) -> PlaceCode:
        try:
            return place_code(str(code))
        except Rejection as refused:
            raise ValueError(f"{refused.vi} | {refused.en}") from refused


class PlaceEntry(_Entry):
    """A unit that hosts a node."""

    parent: PlaceCode | None = None


class UnitEntry(_Entry):
    """A unit without a node of its own, hosted by a place."""

    parent: PlaceCode
    host: PlaceCode


EntryT = TypeVar("EntryT", PlaceEntry, UnitEntry)


def entries(
    content: dict[str, Any], room: str, shape: type[EntryT]
) -> tuple[list[EntryT], list[Complaint]]:
    """The usable entries of one list of the file, and complaints about the others."""
    good: list[EntryT] = []
    bad: list[Complaint] = []
    for at, raw in enumerate(content.get(room) or []):
        try:
            good.append(shape.model_validate(raw))
        except ValidationError as refused:
            bad.extend(_complaints(f"{room}[{at}]", raw, refused))
    return good, bad


def _complaints(where: str, raw: object, refused: ValidationError) -> list[Complaint]:
    code = raw.get("code") if isinstance(raw, dict) else raw
    return [_complaint(f"{where} (code: {code})", error) for error in refused.errors()]


def _complaint(where: str, error: Any) -> Complaint:
    field = ".".join(str(part) for part in error["loc"])
    if error["type"] == "missing":
        return Complaint(
            f"{where} thiếu “{field}”; hãy thêm vào.", f"{where} lacks “{field}”; add it."
        )
    if error["type"] == "extra_forbidden":
        return Complaint(
            f"{where} có “{field}” không ai đọc; hãy bỏ đi hoặc sửa chính tả.",
            f"{where} has “{field}”, which nobody reads; remove it or mend the spelling.",
        )
    vi, _, en = error["msg"].removeprefix("Value error, ").partition(" | ")
    return Complaint(f"{where}, “{field}”: {vi}", f"{where}, “{field}”: {en or vi}")
