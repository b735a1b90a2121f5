"""Publishing: which words of a case anybody may read."""

from services.intake.cases.domain.cases import Case, Visibility
from services.intake.cases.domain.words import accepted_text
from shared.kernel.rejection import Conflict


class WithheldForGood(Conflict):
    """Người gửi muốn giữ kín danh tính nên nội dung phản ánh này không công bố.
    Whoever wrote wants to stay unknown, so the words of this case are never published.
    """


def publishable(case: Case, words: str) -> str:
    """The words anybody may read: those of a signed case, or fewer.

    Raises:
        WithheldForGood: if the case was not signed.
        FeedbackEmpty, FeedbackTooLong, TextUnreadable: if there is nothing to read.

    """
    if case.visibility is not Visibility.NAMED:
        raise WithheldForGood
    return accepted_text(words or case.text)
