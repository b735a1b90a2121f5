"""Reports and nodes made up for looking at pages: full, empty, undivided, with holes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from services.reporting.domain.figures import (
    Completeness,
    FactLine,
    Figure,
    Indicator,
    NodeLine,
    Period,
    Status,
    Target,
    UnitLine,
    Uplink,
)
from services.reporting.views.cards import ReportQuestion
from services.reporting.views.facts import FactsView, facts_view
from services.reporting.views.nodes import NodesView, nodes_view
from services.reporting.views.report import Counted, ReportView, names_of, report_view
from shared.kernel.places import PlaceCode, UnitCode
from shared.portal.words import Words

NOW = datetime(2018, 10, 16, 2, 40, tzinfo=UTC)
NINE_MONTHS = Period(code="2018-9m", first=date(2018, 1, 1), last=date(2018, 9, 30))


def unit(code: str, vi: str, en: str, *, parent: str | None, made_up: bool = False) -> UnitLine:
    """A unit that hosts its own node."""
    return UnitLine(
        code=UnitCode(code),
        vi=vi,
        en=en,
        kind="ward" if parent == "long-bien" else "district",
        parent=UnitCode(parent) if parent else None,
        host=PlaceCode(code),
        made_up=made_up,
    )


DISTRICT = unit("long-bien", "Quận Long Biên", "Long Biên district", parent=None)
SAI_DONG = unit("sai-dong", "Phường Sài Đồng", "Sài Đồng ward", parent="long-bien")
HOA_MAU = unit(
    "hoa-mau",
    "Phường Hoa Mẫu (dữ liệu giả định)",
    "Hoa Mẫu ward (made-up data)",
    parent="long-bien",
    made_up=True,
)
DUC_GIANG = unit("duc-giang", "Phường Đức Giang", "Đức Giang ward", parent="long-bien")
UNITS = (DISTRICT, SAI_DONG, HOA_MAU, DUC_GIANG)


def target(op: str, value: str, basis: str = "seed") -> Target:
    """A target."""
    return Target(op=op, value=Decimal(value), basis=basis)


def indicator(
    code: str,
    vi: str,
    en: str,
    *,
    held: Target | None,
    measure: str = "%",
    counted: bool = False,
) -> Indicator:
    """An indicator whose measures nobody looks at here."""
    return Indicator(
        code=code,
        vi=vi,
        en=en,
        unit_of_measure=measure,
        numerator=("done",),
        denominator=None if counted else ("due",),
        direction="up",
        target=held,
        theme="T2",
        note_vi="Tử số: việc đã xong đúng hẹn trong kỳ. Mẫu số: việc đến hạn trong kỳ.",
        note_en="Numerator: matters done in time. Denominator: matters due in the period.",
    )


ON_TIME = indicator(
    "P.01", "Tỷ lệ hồ sơ trả đúng hạn", "Dossiers returned on time", held=target("=", "100")
)
SATISFIED = indicator(
    "S.01",
    "Tỷ lệ hài lòng (hài lòng và rất hài lòng)",
    "Satisfied or very satisfied",
    held=target(">=", "90", "proposed"),
)
RESOLVED = indicator(
    "K.01", "Tỷ lệ giải quyết phản ánh", "Feedback resolved", held=target(">=", "85")
)
REOPENED = indicator(
    "K.05",
    "Tỷ lệ phản ánh phải mở lại",
    "Feedback reopened",
    held=target("<=", "5", "proposed"),
)
OVERDUE = indicator(
    "P.02",
    "Số hồ sơ quá hạn đang tồn",
    "Overdue dossiers still open",
    held=target("=", "0"),
    measure="hồ sơ",
    counted=True,
)
PERMITS = indicator(
    "B6.01",
    "Tỷ lệ công trình khởi công có phép",
    "Works started with a permit",
    held=target("=", "100"),
)
PETITIONS = indicator(
    "G.02",
    "Tỷ lệ đơn thư đã giải quyết",
    "Petitions resolved",
    held=target("=", "100", "proposed"),
)
MEDIATION = indicator(
    "G.03",
    "Tỷ lệ hòa giải thành ở cơ sở",
    "Mediations that succeeded",
    held=target(">=", "85", "proposed"),
)
ONLINE = indicator("P.10", "Tỷ lệ hồ sơ nộp trực tuyến", "Dossiers filed online", held=None)
DUMPING = indicator(
    "E3.08",
    "Số vụ xử phạt đổ rác sai quy định",
    "Fines for dumping",
    held=None,
    measure="vụ",
    counted=True,
)
REPAIRS = indicator(
    "C1.03", "Số nhà được sửa chữa", "Houses repaired", held=None, measure="nhà", counted=True
)


def figure(
    what: Indicator,
    numerator: int,
    denominator: int | None = None,
    *,
    status: Status = Status.MET,
    missing: Sequence[str] = (),
) -> Figure:
    """A figure of three units, `missing` those that said nothing."""
    told = Completeness(
        reported=3 - len(missing), expected=3, missing=tuple(map(UnitCode, missing))
    )
    heard = NOW - timedelta(minutes=25)
    return Figure(
        indicator=what,
        numerator=numerator,
        denominator=denominator,
        status=status,
        completeness=told,
        fresh_at=None if status is Status.NO_DATA else heard,
    )


FULL = (
    figure(ON_TIME, 22450, 22529, status=Status.MISSED, missing=["duc-giang"]),
    figure(OVERDUE, 3, status=Status.MISSED),
    figure(SATISFIED, 905, 1009, status=Status.MISSED),
    figure(RESOLVED, 412, 476),
    figure(REOPENED, 31, 702),
    figure(MEDIATION, 11, 12),
    figure(PERMITS, 70, 70),
    figure(PETITIONS, 0, 0, status=Status.NOT_APPLICABLE),
    figure(ONLINE, 9804, 22529, status=Status.NO_TARGET),
    figure(DUMPING, 5, status=Status.NO_TARGET),
    figure(REPAIRS, 1204, status=Status.NO_TARGET),
)
EMPTY = tuple(
    replace(
        one,
        numerator=0,
        denominator=None if one.denominator is None else 0,
        status=Status.NO_DATA,
        completeness=Completeness(reported=0, expected=3),
        fresh_at=None,
    )
    for one in FULL
)
ALL_DENOMINATORS_ZERO = tuple(
    one
    if one.denominator is None
    else replace(one, numerator=0, denominator=0, status=Status.NOT_APPLICABLE)
    for one in FULL
)
NO_CHILD_REPORTED = tuple(
    replace(
        one,
        status=Status.NO_DATA,
        completeness=Completeness(
            reported=1, expected=3, missing=(UnitCode("hoa-mau"), UnitCode("nobody-knows-me"))
        ),
    )
    for one in FULL
)


def shares(figures: Sequence[Figure], part: int) -> tuple[Figure, ...]:
    """A child's share of `figures`."""
    return tuple(
        replace(
            one,
            numerator=one.numerator // part,
            denominator=None if one.denominator is None else one.denominator // part,
            completeness=Completeness(reported=1, expected=1),
        )
        for one in figures
    )


def by_month(figures: Sequence[Figure]) -> dict[str, list[tuple[date, int, int | None]]]:
    """Nine months for each figure, up and down a little; one month had nothing to count."""
    return {one.indicator.code: list(_nine_months(one)) for one in figures}


def _nine_months(one: Figure) -> Iterator[tuple[date, int, int | None]]:
    for month in range(1, 10):
        first, swing = date(2018, month, 1), (month * 7) % 5 - 2
        if one.denominator is None:
            yield first, max(0, one.numerator // 9 + swing), None
        elif month == 3 and one.indicator is ON_TIME:
            yield first, 0, 0
        else:
            due = one.denominator // 9 + 2 * abs(swing)
            yield first, min(due, max(0, one.numerator // 9 + swing)), due


def report(
    words: Words,
    figures: Sequence[Figure] = FULL,
    *,
    of: UnitLine = DISTRICT,
    has_children: bool = True,
) -> ReportView:
    """The report of the district, or of another unit, as a page shows it."""
    children = [(SAI_DONG, shares(figures, 2)), (HOA_MAU, shares(figures, 3))]
    silent = [(DUC_GIANG, EMPTY)]
    counted = Counted(
        figures=figures,
        monthly=by_month(figures),
        children=[*children, *silent] if has_children else [],
        units=UNITS if has_children else (of,),
        known=(date(2017, 11, 2), date(2018, 9, 28)),
    )
    return report_view(counted, asked(words, of=of))


def asked(words: Words, *, of: UnitLine = DISTRICT) -> ReportQuestion:
    """Nine months of 2018, looked at on a Tuesday in October."""
    return ReportQuestion(
        unit=of, period=NINE_MONTHS, now=NOW, words=words, names=names_of(UNITS, words)
    )


def facts(words: Words, *, count: int = 20) -> FactsView:
    """A page of the facts behind one number."""
    lines = [
        FactLine(
            day=date(2018, 9, 28) - timedelta(days=nth // 3),
            unit=UnitCode("sai-dong"),
            service="intake",
            fact="dossier_returned" if nth % 3 else "a_fact_newer_than_our_words",
            reference=f"000.21.14.H26-180914-{nth:04}",
            node=PlaceCode("sai-dong"),
            event_id=f"01924f3e-7c1a-7c3e-9b1f-{nth:012}",
            amount=1,
        )
        for nth in range(count)
    ]
    return facts_view(
        FULL[0],
        lines,
        asked(words),
        months=by_month(FULL)["P.01"],
        next_after="2018-09-21|01924f3e" if count else "",
    )


def node(
    code: str, vi: str, en: str, *, path: str, link: str = "up", **told: object
) -> NodeLine:
    """A node, well unless told otherwise."""
    steps = tuple(step for step in path.split("/") if step)
    line = NodeLine(
        code=PlaceCode(code),
        vi=vi,
        en=en,
        path=steps,
        depth=len(steps),
        link=link,
        backlog=0,
        heard_at=NOW - timedelta(seconds=4),
        facts=10049,
        gaps=0,
    )
    return replace(line, **told)  # type: ignore[arg-type]  # tests name the fields themselves


WELL = (
    node("ha-noi", "Thành phố Hà Nội", "Hà Nội city", path="", link="self"),
    node("long-bien", "Quận Long Biên", "Long Biên district", path="long-bien"),
    node("sai-dong", "Phường Sài Đồng", "Sài Đồng ward", path="long-bien/sai-dong"),
    node("hoa-mau", "Phường Hoa Mẫu", "Hoa Mẫu ward", path="long-bien/hoa-mau"),
    node("ba-dinh", "Quận Ba Đình", "Ba Đình district", path="ba-dinh"),
)
TROUBLED = (
    *WELL[:2],
    replace(WELL[2], link="down", backlog=1284, heard_at=NOW - timedelta(hours=3, minutes=12)),
    replace(WELL[3], gaps=17),
    WELL[4],
    node("cau-giay", "Quận Cầu Giấy", "Cầu Giấy district", path="cau-giay", backlog=412),
    node(
        "dong-da",
        "Quận Đống Đa",
        "Đống Đa district",
        path="dong-da",
        link="unknown",
        backlog=None,
        heard_at=None,
        facts=0,
    ),
)


def nodes(words: Words, lines: Sequence[NodeLine] = TROUBLED, *, parked: int = 2) -> NodesView:
    """The nodes as the city sees them."""
    is_well = lines is WELL
    uplink = Uplink(
        state="up" if is_well else "down", unpublished=0, unreceipted=0 if is_well else 12
    )
    return nodes_view(lines, uplink, parked=parked, now=NOW, words=words)
