"""Sending, step by step, as a citizen sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from services.intake.domain.cases import Visibility
from services.intake.domain.categories import SEEDED
from services.intake.domain.drafts import Draft
from services.intake.queries.promises import Receipt
from shared.portal.formats import clock, long_day
from shared.portal.options import Option
from shared.portal.words import Words

ICONS = {
    "env_sanitation": "trash",
    "urban_order": "road",
    "construction_order": "brick",
    "admin_procedure": "file",
    "public_ethics": "badge",
    "social_welfare": "heart",
    "health_service": "health",
    "school_service": "school",
    "labour": "work",
}
"""In the order in which the tiles stand; what is not named here gets three dots."""
OTHERWISE = "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One category to choose."""

    value: str
    label: str
    hint: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A photo that has been received."""

    href: str
    digest: str
    nth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatScene:
    """The first step: what it is about, in words and pictures."""

    action: str
    tiles: Sequence[Tile]
    shots: Sequence[Shot]
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WhereScene:
    """The second step: where it is."""

    action: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoScene:
    """The third step: who sends it, and all of it once more before it is sent."""

    action: str
    back: str
    first: str
    what: str
    text: str
    photos: int
    where: str
    promised: str
    visibilities: Sequence[Option]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentScene:
    """The receipt."""

    code: str
    received: str
    promised: str
    read_by: str
    follow: str


def tiles(words: Words) -> list[Tile]:
    """The categories, those people ask about most often first."""
    known = sorted(SEEDED, key=list(ICONS).index)
    return [_tile(one, words) for one in known]


def what_scene(draft: Draft | None, words: Words) -> WhatScene:
    """The first step, fresh or as it was left."""
    return WhatScene(
        action=f"/send/{draft.id}/with-file" if draft else "/send/with-file",
        tiles=tiles(words),
        shots=shots_of(draft) if draft else (),
        is_kept=draft is not None,
    )


def shots_of(draft: Draft) -> list[Shot]:
    """The photos of a draft, numbered."""
    return [
        Shot(href=f"/send/{draft.id}/photos/{one.digest}", digest=one.digest, nth=nth)
        for nth, one in enumerate(draft.photos, 1)
    ]


def where_scene(draft: Draft) -> WhereScene:
    """The second step."""
    return WhereScene(action=f"/send/{draft.id}/where", back=f"/send/{draft.id}")


def who_scene(draft: Draft, promised: date, words: Words) -> WhoScene:
    """The third step, with everything said so far."""
    return WhoScene(
        action=f"/send/{draft.id}/who",
        back=f"/send/{draft.id}/where",
        first=f"/send/{draft.id}",
        what=category_name(draft.text("category"), words),
        text=draft.text("text"),
        photos=len(draft.photos),
        where=_where(draft, words),
        promised=long_day(promised, words.language),
        visibilities=[
            Option(
                one, words(f"sending.visibility.{one}"), words(f"sending.visibility.{one}.hint")
            )
            for one in Visibility
        ],
    )


def sent_scene(receipt: Receipt, *, zone: tzinfo, words: Words) -> SentScene:
    """The receipt of what was sent."""
    at, language = receipt.received_at.astimezone(zone), words.language
    return SentScene(
        code=receipt.code,
        received=words("sending.sent.at", time=clock(at), day=long_day(at.date(), language)),
        promised=long_day(receipt.due_on, language),
        read_by=long_day(receipt.read_by, language),
        follow=f"/follow/{receipt.code}",
    )


def category_name(code: str, words: Words) -> str:
    """What a category is called in front of citizens; a code newer than our words stays one."""
    key = f"sending.category.{code}"
    return words(key) if words.knows(key) else code


def _tile(code: str, words: Words) -> Tile:
    return Tile(
        value=code,
        label=category_name(code, words),
        hint=words(f"sending.category.{code}.hint"),
        icon=ICONS.get(code, OTHERWISE),
    )


def _where(draft: Draft, words: Words) -> str:
    address, latitude = draft.text("address"), draft.text("latitude")
    if address:
        return address
    if latitude:
        longitude = draft.text("longitude")
        return words("sending.before.position", latitude=latitude, longitude=longitude)
    return words("sending.before.nowhere")
