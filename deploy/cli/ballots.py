"""The record of a ballot, counted again by whoever has it; no node is asked."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from deploy.cli.screen import good, out
from deploy.cli.wording import both, said
from deploy.launcher.mistakes import OperatorError
from services.registry.ballots.domain.record import (
    BallotRecord,
    RecordUnreadable,
    RecountFinding,
    findings,
    read_record,
)

app = typer.Typer(no_args_is_help=True, help=both("Bình chọn.", "Ballots."))
FileArgument = Annotated[
    Path, typer.Argument(help=both("tệp biên bản (JSON)", "file of the record (JSON)"))
]
SealOption = Annotated[
    str, typer.Option(help=both("số niêm phong đã đọc trước hội nghị", "the seal read aloud"))
]
WORDING = {
    "opening_differs": (
        "niêm phong lúc mở khác số đã đọc",
        "the seal of the opening is not the one read aloud",
    ),
    "closing_differs": (
        "niêm phong lúc đóng khác số đã đọc",
        "the seal of the closing is not the one read aloud",
    ),
    "marks_changed": ("dấu phiếu đã bị sửa", "the marks of the slips were changed"),
    "marks_unsorted": ("dấu phiếu bị lặp hoặc sai thứ tự", "marks repeated or out of order"),
    "more_ballots_than_roll": ("phiếu in nhiều hơn cử tri", "more slips than voters"),
    "row_changed": ("dòng phiếu đã bị sửa", "a row was changed"),
    "rows_changed": ("danh sách phiếu đã bị sửa", "the list of votes was changed"),
    "voted_twice": ("một phiếu được đếm hai lần", "a slip is counted twice"),
    "no_such_ballot": ("phiếu không có dấu lúc mở", "a vote without a slip"),
    "choice_unknown": ("lựa chọn không hợp lệ", "a choice that is not valid"),
    "box_does_not_add_up": ("số của thùng không khớp", "a box does not add up"),
    "more_votes_than_roll": ("phiếu nhiều hơn cử tri", "more votes than voters"),
    "count_differs": ("tổng công bố không đúng", "the published total is wrong"),
}


class BallotTamperedError(OperatorError):
    """The record of a ballot does not hold."""


@app.callback()
def ballots() -> None:
    """Ballots; a group of its own, so that more may be done with them one day."""


@app.command("verify", help=both("Đếm lại một cuộc bình chọn.", "Count a ballot again."))
def verify(file: FileArgument, opening: SealOption = "", closing: SealOption = "") -> None:
    """Check every line of a record, and every sum."""
    record = _read(file)
    found = findings(record, opening=_plain(opening), closing=_plain(closing))
    if found:
        out.print(_findings(found))
        raise BallotTamperedError(
            f"Biên bản không đúng: {len(found)} chỗ, xem bảng trên.",
            f"The record does not hold: {len(found)} findings, see the table above.",
        )
    out.print(_count(record))
    papers = sum(box.papers for box in record.boxes)
    good(
        said(
            f"{len(record.votes)} phiếu trực tuyến và {papers} phiếu giấy: mọi dòng đều đúng",
            f"{len(record.votes)} votes online and {papers} papers: every line holds",
        )
    )


def _read(file: Path) -> BallotRecord:
    try:
        return read_record(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecordUnreadable) as wrong:
        raise OperatorError(
            f"Không đọc được biên bản {file.name}. Hãy tải lại tệp JSON từ trang kết quả.",
            f"{file.name} is not the record of a ballot. Download the JSON file of the result.",
        ) from wrong


def _plain(seal: str) -> str:
    """A seal as it is chained, however it was written down.

    >>> _plain("0F1E 2d3c")
    '0f1e2d3c'
    """
    return "".join(seal.split()).lower()


def _findings(found: list[RecountFinding]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="quiet", padding=(0, 2, 0, 0))
    table.add_column(said("Sai ở đâu", "What is wrong"))
    table.add_column(said("Chỗ nào", "Where"))
    for one in found:
        table.add_row(said(*WORDING[one.code]), one.where)
    return table


def _count(record: BallotRecord) -> Table:
    table = Table(box=None, pad_edge=False, header_style="quiet", padding=(0, 2, 0, 0))
    table.add_column(said("Hồ sơ", "Nomination"))
    table.add_column(said("Tổng", "Total"), justify="right")
    for option, weight in sorted(record.count.items(), key=lambda one: -one[1]):
        table.add_row(option, str(weight))
    return table
