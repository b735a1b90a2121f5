"""Pages: each is drawn whole from its scene, in both languages, whatever there is to show."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from starlette.requests import Request

from services.reporting.domain.figures import Status
from services.reporting.views.facts import FactsView
from services.reporting.views.nodes import NodesView
from services.reporting.views.report import ORDER, ReportView
from shared.chassis.outage import Outage
from shared.kernel.rejection import NotFound
from shared.portal.languages import Language
from shared.portal.list_query import ListQuery
from shared.portal.refusals import PageRoute
from shared.portal.rendering import Templates, environment
from shared.portal.showcase import KINDS_OF_STATE, Showcase, showcase
from shared.portal.statics import address_of, mount_portal
from shared.portal.words import Words, catalogue, words_in
from tests.browser import stories

Scene = ReportView | FactsView | NodesView | Showcase
TEMPLATES = Path(__file__).parents[3] / "services" / "reporting" / "templates"
PAGES = Templates(TEMPLATES, place_name="Quận Long Biên")


def shown(words: Words) -> Showcase:
    return showcase(words, ListQuery(path="/components", sort="name"))


STORIES: dict[str, tuple[str, Callable[[Words], Scene]]] = {
    "full": ("report_page.html", stories.report),
    "no data": ("report_page.html", lambda w: stories.report(w, stories.EMPTY)),
    "undivided": (
        "report_page.html",
        lambda w: stories.report(w, stories.ALL_DENOMINATORS_ZERO),
    ),
    "children missing": (
        "report_page.html",
        lambda w: stories.report(w, stories.NO_CHILD_REPORTED),
    ),
    "made up": (
        "report_page.html",
        lambda w: stories.report(w, of=stories.HOA_MAU, has_children=False),
    ),
    "components": ("portal/components.html", shown),
    "facts": ("facts_page.html", stories.facts),
    "no facts": ("facts_page.html", lambda w: stories.facts(w, count=0)),
    "nodes in trouble": ("nodes_page.html", stories.nodes),
    "nodes well": ("nodes_page.html", lambda w: stories.nodes(w, stories.WELL, parked=0)),
    "a node alone": ("nodes_page.html", lambda w: stories.nodes(w, stories.WELL[:1])),
}
every_story = pytest.mark.parametrize("story", STORIES)
VOID = frozenset({"meta", "link", "input", "br"})


class Balance(HTMLParser):
    """Whether everything that was opened is closed again."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Closed at once, as SVG does."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def asking(query: str = "") -> Request:
    return Request({
        "type": "http", "method": "GET", "path": "/reports", "headers": [],
        "query_string": query.encode(), "server": ("localhost", 80), "scheme": "http",
    })  # fmt: skip


def drawn(story: str, language: Language = Language.VI) -> str:
    template, tell = STORIES[story]
    page = PAGES.render(asking(f"lang={language}"), template, view=tell(words_in(language)))
    return bytes(page.body).decode()


@every_story
@pytest.mark.parametrize("language", Language)
def test_a_page_is_whole(story: str, language: Language) -> None:
    balance = Balance()
    balance.feed(drawn(story, language))

    assert balance.open == []
    assert len(balance.ids) == len(set(balance.ids))


@every_story
def test_an_english_page_has_no_vietnamese_sentence_left(story: str) -> None:
    english = drawn(story, Language.EN)
    vietnamese = words_in(Language.VI).sentences
    same = {v for k, v in words_in(Language.EN).sentences.items() if vietnamese[k] == v}
    left = [s for s in vietnamese.values() if str(s) in english and " " in str(s)]
    assert [s for s in left if s not in same and "{" not in str(s) and s != "English"] == []


def test_nobody_having_spoken_is_neither_nought_nor_all() -> None:
    page = drawn("no data")

    assert "Chưa có số liệu trong kỳ này" in page
    assert "fig__n" not in page


def test_a_unit_that_said_nothing_shows_a_dash_even_for_a_count() -> None:
    view = stories.report(words_in(Language.VI))
    assert view.comparison is not None

    silent = next(row for row in view.comparison.rows if row.name == "Phường Đức Giang")
    assert {(cell.value, cell.of, cell.href) for cell in silent.cells} == {("–", "", "")}
    assert (view.comparison.reported, view.comparison.expected) == (2, 3)


def test_an_empty_denominator_is_not_a_hundred_per_cent() -> None:
    page = drawn("undivided")

    assert "Mẫu số bằng 0 thì không tính là 100 %" in page
    assert 'class="fig__n" href="/reports/facts?indicator=P.01' in page
    assert "100\u00a0%</a>" not in page
    assert page.count(">–</a>") >= 8


def test_what_asks_for_attention_stands_first() -> None:
    statuses = [card.status for card in stories.report(words_in(Language.VI)).cards]
    assert statuses == sorted(statuses, key=list(ORDER).index)
    assert statuses[0] is Status.MISSED


def test_who_has_not_reported_is_named() -> None:
    page = drawn("children missing")

    assert "<b>1 trên 3</b> đơn vị đã báo cáo, thiếu Phường Hoa Mẫu, nobody-knows-me" in page
    assert "Mới có 1 trên 3 đơn vị báo cáo" in page


def test_made_up_numbers_say_so_wherever_they_stand() -> None:
    assert drawn("made up").count("dữ liệu giả định") == 2
    assert drawn("full").count("dữ liệu giả định") == 2
    assert "đơn vị giả định dùng để trình diễn" in drawn("full")


def test_a_page_may_load_nothing_from_elsewhere() -> None:
    page = PAGES.render(asking(), "nodes_page.html", view=stories.nodes(words_in(Language.VI)))

    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "style=" not in bytes(page.body).decode()


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    app, templates = FastAPI(), Templates(TEMPLATES, place_name="Phường <Sài Đồng>")
    mount_portal(app)
    app.state.templates = templates
    app.router.route_class = PageRoute

    @app.get("/unknown")
    async def unknown() -> None:
        raise NotFound

    @app.get("/down")
    async def down() -> None:
        raise Outage("postgres: gone")

    async with AsyncClient(transport=ASGITransport(app), base_url="http://here") as asked:
        yield asked


async def test_a_refusal_is_a_page_with_a_way_out(client: AsyncClient) -> None:
    answer = await client.get("/unknown")

    assert answer.status_code == 404
    assert "Không tìm thấy nội dung được hỏi." in answer.text
    assert 'href="/"' in answer.text
    assert "Phường &lt;Sài Đồng&gt;" in answer.text


async def test_an_outage_is_a_page_that_asks_for_patience(client: AsyncClient) -> None:
    answer = await client.get("/down?lang=en")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "Try again in a few seconds" in answer.text
    assert "postgres" not in answer.text


async def test_a_stylesheet_is_kept_for_good_under_its_own_address(client: AsyncClient) -> None:
    exact = await client.get(address_of("tokens.css"))
    old = await client.get("/static/portal/tokens.css")

    assert "immutable" in exact.headers["cache-control"]
    assert "immutable" not in old.headers["cache-control"]


def test_every_state_has_a_shape_and_a_word() -> None:
    states = environment(TEMPLATES, Language.VI, UTC).get_template("portal/macros/state.html")
    shapes: dict[str, str] = vars(states.module)["SHAPES"]

    assert {f"state.{code}" for code in shapes} - catalogue().keys() == set()
    assert all(shapes[code] == kind for kind, codes in KINDS_OF_STATE for code in codes)
    assert set(shapes.values()) == {kind for kind, _ in KINDS_OF_STATE}


def test_every_shape_is_drawn() -> None:
    sheet = Path("shared/portal/static/parts.css").read_text()
    assert [kind for kind, _ in KINDS_OF_STATE if f".{kind}" not in sheet] == []
