"""The one way a rule says no."""


class Rejection(Exception):  # noqa: N818 - a rejection is an answer, not an error
    """The rules do not allow this.

    Asking again unchanged cannot help, so a rejection is never retried. The class name is
    the public code of the problem. The docstring is its default wording: the first line in
    Vietnamese, the second in English.
    """

    def __init__(self, vi: str | None = None, en: str | None = None) -> None:
        lines = [
            line.strip() for line in (type(self).__doc__ or "").strip().splitlines() if line
        ]
        self.vi = vi or lines[0]
        self.en = en or (lines[1] if len(lines) > 1 else self.vi)
        super().__init__(f"{self.vi} / {self.en}")


class NotFound(Rejection):
    """Không tìm thấy nội dung được hỏi.
    What was asked for does not exist.
    """


class NotAllowed(Rejection):
    """Thao tác này cần quyền của cán bộ vận hành.
    This needs an operator's permission.
    """


class Conflict(Rejection):
    """Nội dung đã thay đổi từ trước, thao tác không còn phù hợp.
    The matter has already changed; this no longer fits.
    """
