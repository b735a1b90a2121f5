"""The figures of a place, in the terminal."""

from datetime import date
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from deploy.cli.doors import NodeDoor
from deploy.cli.screen import number
from deploy.cli.wording import Phrase, language, said
from services.reporting.domain.organised import AsOrganised
from shared.portal import formats

PERCENT = "%"
SIGNS = {">=": "≥", "<=": "≤"}
STATUSES = {
    "met": ("✔", "good", Phrase("đạt", "met")),
    "missed": ("✘", "bad", Phrase("chưa đạt", "missed")),
    "not_applicable": ("–", "quiet", Phrase("không áp dụng", "not applicable")),
    "no_target": ("", "quiet", Phrase("không có chỉ tiêu", "no target")),
    "no_data": ("?", "busy", Phrase("chưa có số liệu", "no data")),
}


async def figures(
    door: NodeDoor,
    period: str,
    *,
    unit: str | None = None,
    organised: AsOrganised = AsOrganised.THEN,
) -> dict[str, Any]:
    """What the node answers for `period`; its own unit when none is named."""
    asked = {"period": period, "organised": str(organised)} | ({"unit": unit} if unit else {})
    answer: dict[str, Any] = await door.get("/api/reporting/v1/figures", **asked)
    return answer


def figure_table(answer: dict[str, Any]) -> RenderableType:
    """The figures as a table, the completeness of each beside it."""
    period = answer["period"]
    heading = Text.assemble(
        (str(answer["unit"]), "name"), f"  {period['from']} → {period['to']}"
    )
    table = Table(box=None, pad_edge=False, header_style="quiet", padding=(0, 2, 0, 0))
    table.add_column(said("Mã", "Code"))
    table.add_column(said("Chỉ số", "Indicator"))
    for column in (
        said("Tử / mẫu", "Of"),
        said("Giá trị", "Value"),
        said("Chỉ tiêu", "Target"),
    ):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column(said("Đã báo cáo", "Reported"), justify="right", no_wrap=True)
    for figure in answer["figures"]:
        table.add_row(*_cells(figure))
    return Group(heading, *_breaks(answer), "", table)


def _breaks(answer: dict[str, Any]) -> list[Text]:
    days = [date.fromisoformat(day) for day in answer["breaks"]]
    return [Text(_another(formats.day(day, language())), style="busy") for day in days]


def _another(day: str) -> str:
    return said(
        f"Từ {day} tổ chức đã khác, không so trực tiếp với trước đó.",
        f"From {day} the organisation is another; earlier days cannot be compared directly.",
    )


def _cells(figure: dict[str, Any]) -> tuple[Text, ...]:
    sign, style, words = STATUSES.get(figure["status"], ("", "", Phrase("", "")))
    return (
        Text(figure["code"], style="quiet"),
        Text(figure["name"][language()]),
        Text(_parts(figure)),
        Text(_value(figure["value"], figure), style="name"),
        Text(_target(figure), style="quiet"),
        Text(f"{sign} {words}".strip(), style=style),
        Text(f"{figure['reported']}/{figure['expected']}", style=_completeness(figure)),
    )


def _parts(figure: dict[str, Any]) -> str:
    if figure["denominator"] is None:
        return number(figure["numerator"])
    return f"{number(figure['numerator'])} / {number(figure['denominator'])}"


def _value(value: Any, figure: dict[str, Any]) -> str:
    if value is None:
        return formats.NOTHING
    sign = formats.NO_BREAK + PERCENT if figure["unit_of_measure"] == PERCENT else ""
    return number(value) + sign


def _target(figure: dict[str, Any]) -> str:
    target = figure["target"]
    return (
        f"{SIGNS.get(target['op'], target['op'])} {_value(target['value'], figure)}"
        if target
        else ""
    )


def _completeness(figure: dict[str, Any]) -> str:
    return "quiet" if figure["reported"] == figure["expected"] else "busy"
