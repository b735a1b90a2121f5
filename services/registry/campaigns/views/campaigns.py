"""The list of campaigns, one campaign, and what it would ask of whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.registry.campaigns.catalogue import contents
from services.registry.campaigns.domain.campaigns import Campaign, CampaignState, launched
from services.registry.campaigns.domain.duties import CellState, Matrix
from services.registry.campaigns.queries import Board
from services.registry.campaigns.views.board import BoardPageView
from services.registry.org.domain import Askable
from services.registry.org.views import kind_name, unit_name
from shared.chassis.calendars.shipped import shipped_calendar
from shared.kernel.rejection import Rejection
from shared.portal.formats import day
from shared.portal.parts import Fact, Link, Tab
from shared.portal.words import Words

URGENT = (CellState.OVERDUE, CellState.DUE_SOON)
TABS = {
    "running": CampaignState.LAUNCHED,
    "draft": CampaignState.DRAFT,
    "closed": CampaignState.CLOSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCard:
    """One campaign in the list."""

    href: str
    title: str
    state: str
    by: str
    period: str
    tally: Sequence[tuple[str, int]]
    awaited: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignListView:
    """The campaigns of one tab."""

    tabs: Sequence[Tab]
    cards: Sequence[CampaignCard]
    may_draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPageView:
    """One campaign with its board, and what this reader may do with it."""

    title: str
    href: str
    state: str
    crumbs: Sequence[Link]
    facts: Sequence[Fact]
    guidance: str
    lead: str
    awaited: str
    board: BoardPageView
    edit_href: str
    launch_href: str
    close_href: str
    submit_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """One duty before the launch: who would be asked, and by when."""

    title: str
    what: str
    who: str
    known: str
    is_known: bool
    due: str
    moved: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPageView:
    """A draft as it would go out; `lacks` says why it cannot yet."""

    title: str
    crumbs: Sequence[Link]
    facts: Sequence[Fact]
    guidance: str
    lines: Sequence[AskedLine]
    lacks: str
    action: str
    edit_href: str
    version: int


def tab_of(name: str) -> str:
    """The tab asked for, or the one of what runs."""
    return name if name in TABS else "running"


def campaign_list(
    campaigns: Sequence[Campaign],
    boards: Sequence[Board],
    *,
    tab: str,
    viewer: "Naming",
    may_draft: bool,
) -> CampaignListView:
    """The campaigns of one tab, with how those that run stand."""
    words = viewer.words
    matrices = {board.campaign.id: board for board in boards}
    tabs = [
        Tab(
            label=words(f"campaigns.tab.{name}"),
            href=f"/campaigns?tab={name}",
            is_here=name == tab,
            count=sum(campaign.state is state for campaign in campaigns),
        )
        for name, state in TABS.items()
    ]
    shown = [campaign for campaign in campaigns if campaign.state is TABS[tab]]
    cards = [viewer.card(campaign, matrices.get(campaign.id)) for campaign in shown]
    return CampaignListView(tabs=tabs, cards=cards, may_draft=may_draft)


def campaign_view(
    board: Board, drawn: BoardPageView, names: "Naming", *, may_write: bool, may_decide: bool
) -> CampaignPageView:
    """One campaign; what one may not do is not offered."""
    campaign, words = board.campaign, names.words
    here = f"/campaigns/{campaign.id}"
    is_draft = campaign.state is CampaignState.DRAFT
    is_running = campaign.is_running
    is_ours = campaign.host == names.here
    matrix = board.matrix
    return CampaignPageView(
        title=campaign.content.title,
        href=here,
        state=campaign.state.value,
        crumbs=crumbs(words, campaign.content.title),
        facts=names.facts(campaign),
        guidance=campaign.content.guidance,
        lead=words(
            "campaigns.board.lead",
            units=len(matrix.rows),
            duties=len(matrix.duties),
            day=day(board.today, words.language),
        ),
        awaited=", ".join(sorted(board.awaited)),
        board=drawn,
        edit_href=f"{here}/edit" if is_draft and may_write else "",
        launch_href=f"{here}/launch" if is_draft and may_decide else "",
        close_href=f"{here}/close" if is_running and is_ours and may_decide else "",
        submit_href=f"{here}/plan" if is_running and may_write else "",
    )


def preview_view(
    campaign: Campaign, units: Sequence[Askable], names: "Naming", *, today: date
) -> PreviewPageView:
    """What would go out, and to whom; or what is lacking."""
    lacks, words = "", names.words
    try:
        out = launched(
            campaign, seen=campaign.version, today=today, calendar=shipped_calendar()
        )
    except Rejection as no:
        out, lacks = campaign, words.pick(vi=no.vi, en=no.en)
    here = f"/campaigns/{campaign.id}"
    return PreviewPageView(
        title=campaign.content.title,
        crumbs=crumbs(words, campaign.content.title),
        facts=names.facts(out),
        guidance=campaign.content.guidance,
        lines=names.asked(out, units),
        lacks=lacks,
        action=f"{here}/launch",
        edit_href=f"{here}/edit",
        version=campaign.version,
    )


def crumbs(words: Words, title: str = "") -> list[Link]:
    """The way to a campaign."""
    path = [Link(words("campaigns.title"), "/campaigns")]
    return [*path, Link(title)] if title else path


def tally_of(matrix: Matrix) -> list[tuple[str, int]]:
    """What is pressing, and how much is done; the rest is for the board itself."""
    tally = matrix.tally
    done = tally.get(CellState.ON_TIME, 0) + tally.get(CellState.LATE, 0)
    pressing = [(state.value, tally.get(state, 0)) for state in URGENT]
    return [*pressing, ("on_time", done)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """The names of units at this node, in the reader's language."""

    words: Words
    here: str
    names: dict[str, Askable]

    def unit(self, code: str) -> str:
        """What a unit is called; its code if nobody has told of it."""
        known = self.names.get(code)
        return unit_name(known, self.words) if known else code

    def card(self, campaign: Campaign, board: Board | None) -> CampaignCard:
        """One campaign of the list."""
        content = campaign.content
        awaited = ", ".join(sorted(board.awaited)) if board else ""
        return CampaignCard(
            href=f"/campaigns/{campaign.id}",
            title=content.title,
            state=campaign.state.value,
            by=self.by(campaign),
            period=self.period(campaign),
            tally=[pair for pair in tally_of(board.matrix) if pair[1]] if board else [],
            awaited=self.words("campaigns.awaited", units=awaited) if awaited else "",
        )

    def by(self, campaign: Campaign) -> str:
        """Who issued it, under which number, when."""
        content, language = campaign.content, self.words.language
        issuer = self.unit(content.issuer)
        if content.number and content.issued_on:
            on = day(content.issued_on, language)
            return self.words("campaigns.by", number=content.number, issuer=issuer, day=on)
        saved = day(campaign.saved_at.date(), language)
        return self.words("campaigns.by.draft", issuer=issuer, day=saved)

    def period(self, campaign: Campaign) -> str:
        """From which day to which."""
        language, content = self.words.language, campaign.content
        first, last = day(content.first_day, language), day(content.last_day, language)
        return self.words("campaigns.period", first=first, last=last)

    def facts(self, campaign: Campaign) -> list[Fact]:
        """What stands at the head of a campaign."""
        content, language = campaign.content, self.words.language
        themes = [
            contents().themes[code] for code in content.themes if code in contents().themes
        ]
        facts = (
            ("document", content.number or "–"),
            ("issuer", self.unit(content.issuer)),
            ("period", self.period(campaign)),
            ("contents", "; ".join(self.words.pick(vi=t.vi, en=t.en) for t in themes) or "–"),
            ("launched", day(campaign.launched_on, language) if campaign.launched_on else ""),
            ("closed", day(campaign.closed_on, language) if campaign.closed_on else ""),
        )
        return [
            Fact(label=self.words(f"campaigns.fact.{name}"), value=value)
            for name, value in facts
            if value
        ]

    def asked(self, campaign: Campaign, units: Sequence[Askable]) -> list[AskedLine]:
        """Every duty with the units it reaches today."""
        return [
            AskedLine(
                title=duty.title,
                what=self.words(f"campaigns.what.{duty.what.value}"),
                who=", ".join(
                    [kind_name(kind, self.words) for kind in duty.kinds]
                    + [self.unit(code) for code in duty.units]
                ),
                known=self.words(
                    "campaigns.preview.units",
                    count=sum(duty.asks(unit.unit, unit.kind) for unit in units),
                ),
                is_known=any(duty.asks(unit.unit, unit.kind) for unit in units),
                due=day(duty.due_on, self.words.language) if duty.due_on else "–",
                moved=self._moved(duty.due_on),
            )
            for duty in campaign.content.duties
        ]

    def _moved(self, due: date | None) -> str:
        if due is None or shipped_calendar().is_working_day(due):
            return ""
        moved = day(shipped_calendar().first_working_day_from(due), self.words.language)
        return self.words("campaigns.preview.moved", day=moved)
