"""Working calendars: look a year's file over, see what it would move, load it."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from deploy.cli.asking import ask
from deploy.cli.doors import NodeDoor
from deploy.cli.options import STATE, NodeOption, StateOption
from deploy.cli.screen import good, out
from deploy.cli.wording import both, said
from deploy.launcher.mistakes import OperatorError
from shared.chassis.calendars.shipped import read_calendar_year, shipped_calendar
from shared.kernel.calendar_file import CalendarYearUnreadable, as_data
from shared.kernel.calendar_years import CalendarYear, changes_between

CALENDAR = "/api/intake/v1/calendar"

app = typer.Typer(no_args_is_help=True, help=both("Lịch làm việc.", "Working calendars."))
FileArgument = Annotated[Path, typer.Argument(help=both("tệp YAML hoặc JSON", "YAML or JSON"))]


class CalendarFileWrongError(OperatorError):
    """The file is no calendar of a year."""


@app.command("check", help=both("Xem lại một tệp lịch.", "Look a calendar file over."))
def check(file: FileArgument) -> None:
    """Exit 1 and say what is wrong; otherwise say what differs from the shipped year."""
    year = _year_in(file)
    changes = changes_between(shipped_calendar().years.get(year.year), year)
    out.print(
        _table([(change.on.isoformat(), change.before, change.after) for change in changes])
    )
    good(
        said(
            f"Lịch năm {year.year}, phiên bản {year.version}: đúng mẫu,"
            f" khác bản có sẵn {len(changes)} ngày",
            f"calendar of {year.year}, version {year.version}: sound,"
            f" {len(changes)} days differ from what is shipped",
        )
    )


@app.command("load", help=both("Công bố lịch một năm.", "Publish the calendar of a year."))
def load(file: FileArgument, node: NodeOption, state: StateOption = STATE) -> None:
    """Show what moves at the node, then publish there and for everyone below."""
    year = _year_in(file)

    async def act(door: NodeDoor) -> None:
        body = as_data(year)
        seen = await door.post(f"{CALENDAR}/preview", **body)
        out.print(
            _table([(one["day"], one["before"], one["after"]) for one in seen["changes"]])
        )
        told = await door.post(CALENDAR, **body)
        good(_outcome(node, year, seen=seen, is_new=told["is_new"]))

    ask(state, node, act)


def _outcome(node: str, year: CalendarYear, *, seen: dict[str, Any], is_new: bool) -> str:
    if not is_new:
        return said(
            f"{node}: lịch {year.year}.{year.version} đã có từ trước",
            f"{node}: {year.year}.{year.version} was known already",
        )
    later = seen["cases_later"] + seen["dossiers_later"]
    sooner = seen["cases_sooner"] + seen["dossiers_sooner"]
    return said(
        f"{node}: đã công bố lịch {year.year}.{year.version};"
        f" hẹn muộn hơn {later}, sớm hơn {sooner}",
        f"{node}: {year.year}.{year.version} published; {later} dates later, {sooner} sooner",
    )


def _year_in(file: Path) -> CalendarYear:
    try:
        return read_calendar_year(file.read_bytes())
    except CalendarYearUnreadable as no:
        raise CalendarFileWrongError(f"{file.name}: {no.vi}", f"{file.name}: {no.en}") from no
    except OSError as missing:
        raise CalendarFileWrongError(
            f"Không đọc được tệp {file}. Hãy kiểm tra đường dẫn.",
            f"Cannot read {file}. Check the path.",
        ) from missing


def _table(rows: list[tuple[str, str | None, str | None]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="quiet", padding=(0, 2, 0, 0))
    for title in (said("Ngày", "Day"), said("Trước", "Before"), said("Sau", "After")):
        table.add_column(title)
    for day, before, after in rows:
        table.add_row(day, before or "–", after or "–")
    return table
