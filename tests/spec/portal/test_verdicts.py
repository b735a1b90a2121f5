"""Verdicts: the reason says how far from the target, in cases one could go and count."""

from dataclasses import replace

import pytest

from services.reporting.domain.figures import Completeness, Figure, Indicator, Status
from services.reporting.views.verdicts import reason
from shared.portal.languages import Language
from shared.portal.words import words_in
from tests.browser.stories import (
    FULL,
    MEDIATION,
    ON_TIME,
    ONLINE,
    OVERDUE,
    REOPENED,
    RESOLVED,
    SATISFIED,
    figure,
)

VI, EN = words_in(Language.VI), words_in(Language.EN)
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("what", "numerator", "denominator", "status", "said"),
    [
        (ON_TIME, 10049, 10049, Status.MET, "Đủ cả 10.049 trường hợp."),
        (ON_TIME, 10048, 10049, Status.MISSED, "1 trường hợp chưa đạt."),
        (SATISFIED, 905, 1009, Status.MISSED, "Thiếu 4 trường hợp để đạt ≥ 90 %."),
        (RESOLVED, 412, 476, Status.MET, "Vượt mức ≥ 85 % được 7 trường hợp."),
        (MEDIATION, 11, 12, Status.MET, "Vừa đủ chỉ tiêu ≥ 85 %, không còn dư."),
        (REOPENED, 31, 702, Status.MET, "Thấp hơn mức ≤ 5 %; thêm 4 trường hợp nữa mới chạm."),
        (REOPENED, 40, 702, Status.MISSED, "Cao hơn mức ≤ 5 % 5 trường hợp."),
        (OVERDUE, 3, None, Status.MISSED, "Có 3 trường hợp, chỉ tiêu = 0."),
        (OVERDUE, 0, None, Status.MET, "Đúng chỉ tiêu = 0."),
        (ONLINE, 1, 2, Status.NO_TARGET, "Theo dõi để biết, chưa đặt chỉ tiêu."),
        (ON_TIME, 0, 0, Status.NOT_APPLICABLE, "Mẫu số bằng 0 thì không tính là 100 %."),
    ],
)
def test_the_reason_counts_cases(
    what: Indicator, numerator: int, denominator: int | None, status: Status, said: str
) -> None:
    held = figure(what, numerator, denominator, status=status)
    assert said in reason(held, VI).replace(NBSP, " ")


def test_silence_is_no_verdict() -> None:
    silent = replace(FULL[0], status=Status.NO_DATA)
    nobody = replace(silent, completeness=Completeness(reported=0, expected=3))

    assert reason(silent, VI) == "Mới có 2 trên 3 đơn vị báo cáo nên chưa kết luận."
    assert reason(nobody, EN) == "No unit has reported in the period, so there is no verdict."


def test_a_missed_target_names_where_most_is_missed() -> None:
    lines: list[tuple[str, Figure]] = [
        ("Bồ Đề", figure(ON_TIME, 78, 100)),
        ("Đức Giang", figure(ON_TIME, 21, 100)),
        ("Gia Thụy", figure(ON_TIME, 100, 100)),
        ("Ngọc Lâm", figure(ON_TIME, 71, 100)),
    ]
    assert reason(FULL[0], VI, lines=lines).endswith("Nhiều nhất: Đức Giang 79, Ngọc Lâm 29.")
    assert "Nhiều nhất" not in reason(FULL[2], VI, lines=lines)
    assert "Nhiều nhất" not in reason(FULL[3], VI, lines=lines)
