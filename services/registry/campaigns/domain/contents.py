"""Contents: the fields and themes of the movement, and which themes a year took up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.registry.campaigns.domain.deeds import What


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentName:
    """Something with a code and a name in both languages."""

    code: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentSet(ContentName):
    """The themes that the document of one year took up."""

    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything a campaign or a model may be about."""

    fields: Mapping[str, ContentName]
    themes: Mapping[str, ContentName]
    sets: Mapping[str, ContentSet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation(ContentName):
    """A duty that comes every year, offered to whoever drafts a campaign."""

    what: What
    recurrence: str
    due: tuple[int, int] | None = field(default=None)
    """Month and day; None where the source names none."""
    confidence: str = "low"
    source: str = ""
    quote: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether the source writes the day itself; otherwise it is only proposed."""
        return self.confidence == "high"
