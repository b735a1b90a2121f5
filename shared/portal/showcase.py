"""Every component in every state, for people who draw pages; the scene of `/components`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.portal.as_of import AsOf
from shared.portal.form_data import FormData
from shared.portal.list_query import Column, ListQuery, Pages, counted
from shared.portal.options import Option
from shared.portal.parts import (
    Branch,
    Cell,
    Change,
    Fact,
    FileLine,
    Line,
    Link,
    Matrix,
    Moment,
    Progress,
    Tab,
)
from shared.portal.words import Words

COLOURS = (
    "paper", "surface", "sunken", "ink", "ink-2", "act", "act-tint", "bar",
    "met", "soon", "over", "wait", "focus",
)  # fmt: skip
KINDS_OF_STATE = (
    ("is-met", ("met", "on_time", "recognised", "in_effect", "agreed")),
    ("is-late", ("late",)),
    ("is-soon", ("due_soon", "partly", "returned")),
    ("is-over", ("missed", "overdue", "differs", "locked", "revoked")),
    ("is-wait", ("waiting", "planned", "registered", "awaited")),
    ("is-pause", ("draft", "prepared")),
    ("is-gap", ("no_data", "waiting_for_unit", "silent")),
    ("is-info", ("in_progress", "launched", "open", "no_target")),
    ("is-na", ("not_asked", "closed", "withdrawn", "abolished", "disabled")),
)
REFORM = date(2025, 7, 1)
HERE = "/components"


@dataclass(frozen=True, slots=True, kw_only=True)
class Showcase:
    """One value for each part."""

    colours: Sequence[str]
    states: Sequence[tuple[str, Sequence[str]]]
    blank: FormData
    refused: FormData
    options: Sequence[Option]
    crumbs: Sequence[Link]
    tabs: Sequence[Tab]
    facts: Sequence[Fact]
    moments: Sequence[Moment]
    trail: Sequence[Moment]
    progress: Sequence[Progress]
    tree: Sequence[Branch]
    files: Sequence[FileLine]
    changes: Sequence[Change]
    sheet: ListQuery
    columns: Sequence[Column]
    pages: Pages
    rows: Sequence[tuple[str, int, str]]
    matrix: Matrix
    as_of: AsOf


def showcase(words: Words, sheet: ListQuery) -> Showcase:
    """The parts, filled with examples in the words of the reader."""
    rows = _sorted(sheet, words)
    return Showcase(
        colours=COLOURS,
        states=KINDS_OF_STATE,
        blank=FormData.blank(themes=["T2"], kind="T1", begun_on=REFORM.isoformat()),
        refused=_refused(words),
        options=_options(words),
        crumbs=_crumbs(words),
        tabs=_tabs(words),
        facts=_facts(words),
        moments=_moments(words),
        trail=_trail(words),
        progress=_progress(words),
        tree=_tree(words),
        files=[FileLine(name="KH-12-UBND.pdf", href=HERE, told=words("components.file"))],
        changes=[_change(words)],
        sheet=sheet,
        columns=_columns(words),
        pages=counted(sheet, total=1234),
        rows=rows,
        matrix=_matrix(words),
        as_of=_as_of(),
    )


def _refused(words: Words) -> FormData:
    form = FormData.blank(name="", count="nhiều", begun_on="2025-07-01")
    for field in ("name", "count"):
        form = form.refused(field, words(f"components.refused.{field}"))
    return form


def _options(words: Words) -> list[Option]:
    names = {code: words(f"components.theme.{code}") for code in ("T1", "T2", "T3")}
    return [Option(code, name, hint=words("components.hint")) for code, name in names.items()]


def _crumbs(words: Words) -> list[Link]:
    return [
        Link(words("components.unit.city"), HERE),
        Link(words("components.unit.ward"), HERE),
        Link(words("components.title")),
    ]


def _tabs(words: Words) -> list[Tab]:
    return [
        Tab(label=words("components.tab.all"), href=HERE, is_here=True, count=1234),
        Tab(label=words("components.tab.mine"), href=HERE, count=7),
        Tab(label=words("state.overdue"), href=HERE, count=1, is_urgent=True),
    ]


def _facts(words: Words) -> list[Fact]:
    return [
        Fact(label=words("components.unit"), value=words("components.unit.ward"), href=HERE),
        Fact(
            label=words("components.state"), value=words("state.in_effect"), state="in_effect"
        ),
        Fact(label=words("components.basis"), value="1656/NQ-UBTVQH15", note="16/06/2025"),
    ]


def _moments(words: Words) -> list[Moment]:
    return [
        Moment(
            state="planned",
            title=words("components.moment.merge"),
            when="01/07/2025",
            by="1656/NQ-UBTVQH15",
        ),
        Moment(
            state="late",
            title=words("components.moment.plan"),
            when="26/02/2025",
            text=words("components.moment.said"),
        ),
        Moment(state="on_time", title=words("components.moment.model"), when="20/02/2025"),
    ]


def _trail(words: Words) -> list[Moment]:
    return [
        Moment(state="accepted", title=words("components.trail.checked"), when="04/10/2025"),
        Moment(state="due_soon", title=words("components.trail.signs"), when="17/10/2025"),
        Moment(state="waiting", title=words("components.trail.sent")),
    ]


def _progress(words: Words) -> list[Progress]:
    shown = ((30, "on_time"), (23, "in_progress"), (0, "overdue"))
    return [
        Progress(
            done=done, of=30, state=state, said=words("components.progress", done=done, of=30)
        )
        for done, state in shown
    ]


def _tree(words: Words) -> list[Branch]:
    ward = Branch(
        label=words("components.unit.ward"),
        href=HERE,
        is_here=True,
        is_open=True,
        below=[
            Branch(label=words("components.unit.group", number=1), href=HERE),
            Branch(label=words("components.unit.group", number=2), href=HERE, state="planned"),
        ],
    )
    old = Branch(label=words("components.unit.district"), href=HERE, state="abolished")
    city = Branch(
        label=words("components.unit.city"),
        href=HERE,
        is_open=True,
        below=[ward, old],
        more=words("components.tree.more", count=124),
        more_href=HERE,
    )
    return [city]


def _change(words: Words) -> Change:
    return Change(
        label=words("components.field.name"),
        before=words("components.unit.ward"),
        theirs=words("components.unit.renamed"),
        mine=words("components.unit.mine"),
    )


def _columns(words: Words) -> list[Column]:
    return [
        Column(words("components.unit"), sort="name"),
        Column(words("components.column.models"), sort="models", is_number=True),
        Column(words("components.state")),
    ]


def _sorted(sheet: ListQuery, words: Words) -> list[tuple[str, int, str]]:
    rows = [
        (words("components.unit.ward"), 12, "on_time"),
        (words("components.unit.renamed"), 1049, "late"),
        (words("components.unit.mine"), 0, "overdue"),
    ]
    nth = 1 if sheet.sort == "models" else 0
    return sorted(rows, key=lambda row: row[nth], reverse=sheet.is_descending)


def _matrix(words: Words) -> Matrix:
    def cell(state: str, label: str = "") -> Cell:
        return Cell(state=state, label=label, href=HERE if state != "not_asked" else "")

    return Matrix(
        corner=words("components.unit"),
        heads=[
            Link(words("components.duty.plan"), HERE, note="23/02"),
            Link(words("components.duty.model"), HERE, note="31/03"),
            Link(words("components.duty.report"), HERE, note="05/10"),
        ],
        total=Line(
            label=words("components.done"),
            cells=[cell("on_time", "2/2"), cell("overdue", "1/2"), cell("waiting", "0/1")],
        ),
        lines=[
            Line(label=words("components.wards", count=2)),
            Line(
                label=words("components.unit.ward"),
                href=HERE,
                cells=[
                    cell("on_time", "16/02"),
                    cell("late", "02/04"),
                    cell("due_soon", words("components.cell.soon", count=4)),
                ],
            ),
            Line(
                label=words("components.unit.renamed"),
                href=HERE,
                cells=[
                    cell("on_time", "20/02"),
                    cell("overdue", words("components.cell.over", count=11)),
                    cell("not_asked"),
                ],
            ),
        ],
    )


def _as_of() -> AsOf:
    return AsOf(
        path=HERE,
        day=REFORM,
        first=date(2018, 1, 1),
        last=date(2026, 1, 1),
        today=date(2025, 10, 16),
        marks=(date(2020, 1, 1), REFORM, date(2026, 1, 1)),
    )
