"""Photos: what an officer sees of one, and what may be done with it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.tracking import tracking_code
from services.intake.photos.domain import Photo
from shared.kernel.places import PlaceCode
from shared.kernel.roles import Right
from shared.portal.form_data import FormData
from shared.portal.parts import Link
from shared.portal.words import Words

PARTS = 4
"""So many parts can be named at a time; a second time covers more."""
SIDES = ("left", "top", "width", "height")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """The names of the four numbers of one part."""

    nth: int
    names: Sequence[tuple[str, str]]
    """Each with the key of its label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPageView:
    """One photo."""

    id: str
    address: str
    """Where the picture itself is."""
    crumbs: Sequence[Link]
    is_covered: bool
    is_public: bool
    first: PartRow
    more: Sequence[PartRow]
    is_more_typed: bool
    """Whether a part beyond the first was filled in, and is to be shown again."""
    may_work: bool
    may_open: bool


def photo_view(
    photo: Photo,
    case: Case,
    here: PlaceCode,
    *,
    words: Words,
    form: FormData,
    may: Collection[Right],
) -> PhotoPageView:
    """What the page of a photo shows."""
    code = tracking_code(case.number, here)
    rows = [
        PartRow(nth=nth + 1, names=[(side, f"{side}{nth}") for side in SIDES])
        for nth in range(PARTS)
    ]
    return PhotoPageView(
        id=str(photo.id),
        address=f"/api/intake/v1/photos/{photo.id}",
        crumbs=[
            Link(words("portal.nav.inbox"), "/inbox"),
            Link(code, f"/cases/{case.number}"),
            Link(words("photos.title")),
        ],
        is_covered=photo.covered is not None,
        is_public=photo.published_at is not None,
        first=rows[0],
        more=rows[1:],
        is_more_typed=any(form.text(name) for row in rows[1:] for _, name in row.names),
        may_work=Right.WORK in may,
        may_open=Right.DECIDE in may,
    )
