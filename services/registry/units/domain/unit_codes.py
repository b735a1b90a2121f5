"""The codes that public bodies have elsewhere, and how they are written."""

import re

from shared.kernel.rejection import Rejection

GSO_SHAPE = re.compile(r"\d{2}|\d{3}|\d{5}")
EID_SHAPE = re.compile(r"[A-Y]\d{2}(\.[0-9A-Z]+)*")
EID_MOST = 35


class StatisticsCodeUnusable(Rejection):
    """Mã thống kê gồm 2, 3 hoặc 5 chữ số, giữ số 0 ở đầu; ví dụ 00123.
    A code of the statistics office is 2, 3 or 5 digits, zeros in front kept; such as 00123.
    """


class ElectronicIdentifierUnusable(Rejection):
    """Mã định danh điện tử dài tối đa 35 ký tự, ví dụ H29.123.05.
    An electronic identifier has 35 characters at most; such as H29.123.05.
    """


def statistics_code(text: str) -> str:
    """`text` as a code of the statistics office.

    >>> statistics_code("00123")
    '00123'

    Raises:
        StatisticsCodeUnusable: if it is none.

    """
    if not GSO_SHAPE.fullmatch(text):
        raise StatisticsCodeUnusable
    return text


def electronic_identifier(text: str) -> str:
    """`text` as an electronic identifier (QĐ 20/2020/QĐ-TTg).

    >>> electronic_identifier("H29.123.05")
    'H29.123.05'

    Raises:
        ElectronicIdentifierUnusable: if it is none.

    """
    if len(text) > EID_MOST or not EID_SHAPE.fullmatch(text):
        raise ElectronicIdentifierUnusable
    return text
