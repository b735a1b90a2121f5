"""The one way a rule says no."""

from typing import ClassVar


class Rejection(Exception):  # noqa: N818 - a rejection is an answer, not an error
    """The rules do not allow this.

    Asking again unchanged cannot help, so a rejection is never retried. The class name is
    the public code of the problem. The docstring is its default wording: the first line in
    Vietnamese, the second in English.
    """

    code: ClassVar[str] = ""
    """The public code, where it is not the class name."""

    def __init__(self, vi: str | None = None, en: str | None = None) -> None:
        default_vi, default_en = self.wording()
        self.vi = vi or default_vi
        self.en = en or default_en or self.vi
        super().__init__(f"{self.vi} / {self.en}")

    @classmethod
    def wording(cls) -> tuple[str, str]:
        """What the rule says whatever it is asked: in Vietnamese, and in English or empty."""
        vi, _, en = (cls.__doc__ or "").strip().partition("\n")
        return vi.strip(), en.strip().partition("\n")[0]


class NotFound(Rejection):
    """Không tìm thấy nội dung được hỏi.
    What was asked for does not exist.
    """


class NotAllowed(Rejection):
    """Thao tác này cần quyền của cán bộ vận hành.
    This needs an operator's permission.
    """


class SignInNeeded(NotAllowed):
    """Xin đăng nhập để tiếp tục.
    Sign in to go on.
    """


class Conflict(Rejection):
    """Nội dung đã thay đổi từ trước, thao tác không còn phù hợp.
    The matter has already changed; this no longer fits.
    """
