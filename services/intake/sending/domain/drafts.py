"""Drafts: a message somebody is still writing, kept for a day under a name nobody can guess."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NewType

from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.photos.domain import MOST_PHOTOS, TooManyPhotos
from shared.kernel.rejection import NotFound

DraftId = NewType("DraftId", str)
KEPT_FOR = timedelta(days=1)


class DraftGone(NotFound):
    """Bản nháp này không còn: mỗi bản nháp chỉ được giữ một ngày. Xin viết lại từ đầu.
    This draft is gone: drafts are kept for a day only. Please start again.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPhoto:
    """A photo that is kept, cleaned already, and not yet part of any case."""

    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was typed so far, field by field as it was typed; once sent, only its number."""

    id: DraftId
    made_at: datetime
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    photos: tuple[DraftPhoto, ...] = ()
    number: TrackingNumber | None = None

    def text(self, name: str) -> str:
        """What was typed into `name`; empty if nothing was.

        >>> Draft(id=DraftId("x"), made_at=datetime.min, values={"a": (" b ",)}).text("a")
        'b'
        """
        return next(iter(self.values.get(name, ())), "").strip()

    def is_gone(self, now: datetime) -> bool:
        """Whether its day is over."""
        return now - self.made_at >= KEPT_FOR


def with_photos(draft: Draft, added: Iterable[DraftPhoto]) -> tuple[DraftPhoto, ...]:
    """The photos of `draft` and those `added`; the same picture is kept once.

    Raises:
        TooManyPhotos: if they are more than `MOST_PHOTOS`.

    """
    photos = tuple({one.digest: one for one in (*draft.photos, *added)}.values())
    if len(photos) > MOST_PHOTOS:
        raise TooManyPhotos
    return photos
