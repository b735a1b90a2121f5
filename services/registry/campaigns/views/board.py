"""The duty board as it is drawn: tally, who to chase, the matrix, and its sheet for others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.registry.campaigns.domain.duties import (
    BoardFilter,
    BoardOrder,
    Cell,
    CellState,
    Duty,
    DutyRow,
    filtered,
    kinds_of,
    to_chase,
)
from services.registry.campaigns.queries import Board
from services.registry.org.views import kind_name, unit_name
from shared.portal import parts
from shared.portal.alphabet import alphabetical
from shared.portal.form_data import FormData
from shared.portal.formats import day
from shared.portal.options import Option
from shared.portal.spreadsheets import as_csv
from shared.portal.words import Words

TALLIED = (
    CellState.OVERDUE,
    CellState.DUE_SOON,
    CellState.LATE,
    CellState.PARTLY,
    CellState.ON_TIME,
    CellState.WAITING,
    CellState.WAITING_FOR_UNIT,
    CellState.NOT_ASKED,
)
MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPageView:
    """Everything that is drawn of a board; `typed` are the filters in force."""

    tally: Sequence[tuple[str, int]]
    chased: Sequence[parts.Link]
    chased_count: int
    chased_more: int
    chased_href: str
    matrix: parts.Matrix
    has_rows: bool
    shown: str
    csv_href: str
    fresh_href: str
    form: FormData
    kinds: Sequence[Option]
    states: Sequence[Option]
    orders: Sequence[Option]
    legend: Sequence[str]


def board_view(board: Board, board_filter: BoardFilter, words: Words) -> BoardPageView:
    """The board, as one looks at it now."""
    drawer = _Drawer(board, words)
    rows = rows_shown(board, board_filter, words)
    late = to_chase(board.matrix.rows)
    tally = board.matrix.tally
    here = f"/campaigns/{board.campaign.id}"
    query = _query(board_filter)
    return BoardPageView(
        tally=[(state.value, tally[state]) for state in TALLIED if tally.get(state)],
        chased=[drawer.chased(row) for row in late[:MOST_NAMED]],
        chased_count=len(late),
        chased_more=max(0, len(late) - MOST_NAMED),
        chased_href=f"{here}?state=overdue&order=urgency#bang",
        matrix=drawer.matrix(rows),
        has_rows=bool(rows),
        shown=words("campaigns.board.shown", shown=len(rows), count=len(board.matrix.rows)),
        csv_href=f"{here}/duties.csv{query}",
        fresh_href=f"{here}/board{query}",
        form=FormData.blank(
            kind=board_filter.kind, state=board_filter.state, order=board_filter.order.value
        ),
        kinds=[Option(k, kind_name(k, words)) for k in kinds_of(board.matrix.rows) if k],
        states=[Option(s.value, words(f"state.{s.value}")) for s in TALLIED if tally.get(s)],
        orders=[Option(o.value, words(f"campaigns.order.{o.value}")) for o in BoardOrder],
        legend=[state.value for state in TALLIED],
    )


def rows_shown(board: Board, board_filter: BoardFilter, words: Words) -> tuple[DutyRow, ...]:
    """The rows that pass, by kind and then in the order of the Vietnamese alphabet."""

    def key(row: DutyRow) -> tuple[bool, str, object]:
        known = board.names.get(row.unit)
        return (
            not row.kind,
            row.kind,
            alphabetical(unit_name(known, words) if known else row.unit),
        )

    return filtered(
        replace(board.matrix, rows=tuple(sorted(board.matrix.rows, key=key))), board_filter
    )


def board_csv(board: Board, board_filter: BoardFilter, words: Words) -> str:
    """The board as a sheet: one line per unit and duty that is asked."""
    lines = [
        _line(board, row.unit, (duty, cell), words=words)
        for row in rows_shown(board, board_filter, words)
        for duty, cell in zip(board.matrix.duties, row.cells, strict=True)
        if cell.is_asked
    ]
    return as_csv([[words(f"campaigns.csv.{name}") for name in CSV], *lines])


CSV = ("unit", "name", "duty", "title", "due_on", "state", "have", "wanted", "done_on", "days")


def _line(board: Board, unit: str, asked_cell: tuple[Duty, Cell], *, words: Words) -> list[str]:
    duty, cell = asked_cell
    known = board.names.get(unit)
    days = (duty.due_on, cell.done_on)
    due, done = (when.isoformat() if when else "" for when in days)
    name = unit_name(known, words) if known else ""
    state = words(f"state.{cell.state.value}")
    counted = (str(cell.have), str(cell.wanted))
    return [unit, name, duty.code, duty.title, due, state, *counted, done, str(cell.days)]


def _query(board_filter: BoardFilter) -> str:
    pairs = (
        ("kind", board_filter.kind),
        ("state", board_filter.state),
        ("order", board_filter.order.value),
    )
    query = "&".join(f"{name}={value}" for name, value in pairs if value)
    return f"?{query}" if query else ""


@dataclass(frozen=True, slots=True)
class _Drawer:
    """One board and the language it is drawn in."""

    board: Board
    words: Words

    def matrix(self, rows: Sequence[DutyRow]) -> parts.Matrix:
        """Units by duties, grouped by kind, with one line that sums up."""
        duties = self.board.matrix.duties
        done = [self.board.matrix.done(at) for at in range(len(duties))]
        total = parts.Line(
            label=self.words("campaigns.board.done"),
            cells=[self.summed(at, *counts) for at, counts in enumerate(done)],
        )
        return parts.Matrix(
            corner=self.words("campaigns.board.unit"),
            heads=[self.head(duty) for duty in duties],
            lines=self.lines(rows),
            total=total,
        )

    def head(self, duty: Duty) -> parts.Link:
        """A duty and its day."""
        due = self.words("campaigns.board.due", day=self.short(duty.due_on))
        many = self.words("campaigns.board.many", count=duty.count) if duty.count > 1 else ""
        return parts.Link(duty.title, note=" · ".join(part for part in (many, due) if part))

    def lines(self, rows: Sequence[DutyRow]) -> list[parts.Line]:
        """Rows under the name of their kind, where there are several kinds."""
        kinds = kinds_of(rows)
        lines = []
        for kind in kinds:
            some = [row for row in rows if row.kind == kind]
            if len(kinds) > 1:
                lines.append(parts.Line(label=self.group(kind, len(some))))
            lines += [self.line(row) for row in some]
        return lines

    def group(self, kind: str, count: int) -> str:
        """The head of a group of units."""
        name = kind_name(kind, self.words) if kind else self.words("state.waiting_for_unit")
        return self.words("campaigns.board.group", name=name, units=count)

    def line(self, row: DutyRow) -> parts.Line:
        """One unit and what it owes."""
        known = self.board.names.get(row.unit)
        label = unit_name(known, self.words) if known else row.unit
        href = f"/campaigns/{self.board.campaign.id}/units/{row.unit}" if known else ""
        return parts.Line(
            label=label, href=href, cells=[self.cell(row, cell) for cell in row.cells]
        )

    def cell(self, row: DutyRow, cell: Cell) -> parts.Cell:
        """What one cell says, in a word and a shape."""
        if not cell.is_asked:
            return parts.Cell(state="not_asked", label="")
        known = row.unit in self.board.names
        href = f"/campaigns/{self.board.campaign.id}/units/{row.unit}" if known else ""
        return parts.Cell(
            state=cell.state.value,
            label=cell_said(cell, self.words),
            href=href,
            said=self.words(f"state.{cell.state.value}"),
        )

    def summed(self, at: int, done: int, of: int) -> parts.Cell:
        """How many have done a duty; red only if somebody has let its day go by."""
        cells = [row.cells[at].state for row in self.board.matrix.rows]
        state = "on_time" if done == of else "waiting"
        return parts.Cell(
            state="overdue" if CellState.OVERDUE in cells else state, label=f"{done}/{of}"
        )

    def chased(self, row: DutyRow) -> parts.Link:
        """Somebody who has let days go by."""
        line = self.line(row)
        return parts.Link(
            line.label, line.href, self.words("campaigns.board.owes", count=row.overdue)
        )

    def short(self, when: date | None) -> str:
        """A day within the year of the campaign."""
        if when is None:
            return "–"
        if when.year == self.board.campaign.content.year:
            return self.words("campaigns.board.day", day=f"{when:%d}", month=f"{when:%m}")
        return day(when, self.words.language)


def cell_said(cell: Cell, words: Words) -> str:
    """The few words that fit into a cell."""
    part = {"have": cell.have, "wanted": cell.wanted}
    many = words("campaigns.cell.of", **part) if cell.wanted > 1 else ""
    if cell.state is CellState.ON_TIME and cell.done_on:
        return words(
            "campaigns.cell.done", day=f"{cell.done_on:%d}", month=f"{cell.done_on:%m}"
        )
    text = words(f"campaigns.cell.{cell.state.value}", count=cell.days)
    return f"{many} · {text}" if many and text else many or text
