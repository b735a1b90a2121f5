"""Small tables to upload, sound and unsound."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest

from shared.chassis.sheets import (
    Column,
    RowError,
    Sheet,
    SheetRefused,
    a_code,
    a_count,
    a_date,
    one_of,
    read_sheet,
)

COLUMNS = (
    Column("code", a_code),
    Column("kind", one_of("counter", "online", "post")),
    Column("received_on", a_date),
    Column("count", a_count),
    Column("returned_on", a_date, required=False),
)
HEADER = "code,kind,received_on,count,returned_on\n"
GOOD = "A-1,counter,2018-09-14,3,\n"
ROW = {
    "code": "A-1",
    "kind": "counter",
    "received_on": date(2018, 9, 14),
    "count": 3,
    "returned_on": None,
}


SHEET_PART = "xl/worksheets/sheet1.xml"


def read(
    content: str | bytes, filename: str = "hồ sơ.csv", *, key: tuple[str, ...] = ()
) -> Sheet:
    raw = content.encode() if isinstance(content, str) else content
    return read_sheet(filename, raw, COLUMNS, key=key)


def refused(content: str | bytes, *, key: tuple[str, ...] = ()) -> tuple[RowError, ...]:
    with pytest.raises(SheetRefused) as refusal:
        read(content, key=key)
    assert refusal.value.error_count >= len(refusal.value.errors) > 0
    assert all(error.vi and error.en and error.vi != error.en for error in refusal.value.errors)
    return refusal.value.errors


def the_refusal(content: str | bytes, *, key: tuple[str, ...] = ()) -> RowError:
    errors = refused(content, key=key)
    assert len(errors) == 1
    return errors[0]


def workbook(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (HEADER.strip().split(","), *rows):
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(content: bytes, old: bytes, new: bytes, *, part: str = SHEET_PART) -> bytes:
    """The workbook `content` with `old` replaced in one of its parts."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for name in source.namelist():
            text = source.read(name)
            assert name != part or old in text
            changed.writestr(name, text.replace(old, new) if name == part else text)
    return target.getvalue()
