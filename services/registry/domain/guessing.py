"""Guessing: whoever tries many wrong codes has to wait. Kept in memory, never written down."""

from collections import OrderedDict
from dataclasses import dataclass, field

from shared.kernel.rejection import NotAllowed

MOST_SOURCES = 10_000


class TooManyWrongCodes(NotAllowed):
    """Mã sai quá nhiều lần. Xin đợi mười phút rồi thử lại, hoặc nhờ ban kiểm phiếu giúp.
    Too many wrong codes. Please wait ten minutes, or ask the tellers for help.
    """


@dataclass(slots=True)
class Patience:
    """How many wrong codes one source may try within a time."""

    tries: int = 10
    within_seconds: float = 600.0
    _wrong: OrderedDict[str, tuple[float, int]] = field(default_factory=OrderedDict)

    def must_have_any(self, source: str, *, at: float) -> None:
        """Pass while a source has tries left.

        Raises:
            TooManyWrongCodes: if it has used them up.

        """
        since, tried = self._wrong.get(source, (at, 0))
        if tried >= self.tries and at - since < self.within_seconds:
            raise TooManyWrongCodes

    def lose_some(self, source: str, *, at: float) -> None:
        """Note one wrong code."""
        since, tried = self._wrong.pop(source, (at, 0))
        is_over = at - since >= self.within_seconds
        self._wrong[source] = (at, 1) if is_over else (since, tried + 1)
        while len(self._wrong) > MOST_SOURCES:
            self._wrong.popitem(last=False)
