"""Nodes: calm when well, loud when not, and always in their place in the tree."""

from dataclasses import replace

from services.reporting.domain.figures import Uplink
from services.reporting.views.nodes import Health, NodesView, health_of, nodes_view
from shared.portal.languages import Language
from shared.portal.words import words_in
from tests.browser.stories import NOW, TROUBLED, WELL, nodes

WORDS = words_in(Language.VI)


def seen(view: NodesView) -> list[str]:
    return [row.code for row in view.shown]


def test_only_those_not_well_are_shown_with_those_above_them() -> None:
    view = nodes(WORDS, TROUBLED)

    assert seen(view) == ["ha-noi", "cau-giay", "dong-da", "long-bien", "hoa-mau", "sai-dong"]
    assert [row.code for row in view.behind] == ["ba-dinh"]


def test_when_all_is_well_only_this_node_is_shown() -> None:
    view = nodes(WORDS, WELL)

    assert seen(view) == ["ha-noi"]
    assert view.headline == "Cả 4 nút cấp dưới đều bình thường"


def test_the_worst_comes_first() -> None:
    assert nodes(WORDS, TROUBLED).health is Health.CUT
    assert nodes(WORDS, TROUBLED).headline == "2 trên 6 nút cần xử lý"


def test_a_cut_outweighs_a_gap_and_a_gap_outweighs_a_backlog() -> None:
    broken = replace(WELL[1], link="down", gaps=3, backlog=9)

    assert health_of(broken) is Health.CUT
    assert health_of(replace(broken, link="up")) is Health.GAP
    assert health_of(replace(broken, link="up", gaps=0)) is Health.CATCHING_UP
    assert health_of(replace(broken, link="up", heard_at=None)) is Health.SILENT


def test_only_a_parent_sees_a_link_so_hearing_from_further_below_is_enough() -> None:
    assert health_of(replace(WELL[2], link="unknown")) is Health.WELL


def test_behind_a_cut_nothing_is_known() -> None:
    view = nodes(WORDS, [WELL[0], replace(WELL[1], link="down"), WELL[2]])

    assert [row.health for row in view.shown] == [Health.WELL, Health.CUT, Health.SILENT]
    assert view.shown[2].link == "Chưa rõ, nút cấp trên của nút này mất liên kết"


def test_a_node_alone_says_so_and_what_waits_for_its_parent() -> None:
    uplink = Uplink(state="down", unpublished=3, unreceipted=9)
    view = nodes_view(WELL[:1], uplink, parked=0, now=NOW, words=WORDS)

    assert view.headline == "Nút này không có nút cấp dưới"
    assert view.uplink_detail == "12 sự kiện đang chờ cấp trên nhận, sẽ tự gửi."
    assert not view.uplink_is_well


def test_what_nobody_can_say_is_a_dash_and_not_a_nought() -> None:
    apart = Uplink(state="up", unpublished=None, unreceipted=0)

    assert nodes_view(WELL[:1], apart, parked=None, now=NOW, words=WORDS).uplink_detail == "–"
