"""Sending, step by step, as a citizen sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from services.intake.cases.domain.cases import Visibility
from services.intake.cases.queries import Known
from services.intake.categories.domain import Category, Question, Tree
from services.intake.sending.domain import Draft
from services.intake.sending.queries import OpenDraft
from shared.portal.formats import day, long_day
from shared.portal.options import Option
from shared.portal.words import Words

ICONS = {
    "env_sanitation": "trash",
    "urban_order": "road",
    "construction_order": "brick",
    "urban_infrastructure": "lamp",
    "admin_procedure": "file",
    "public_ethics": "badge",
    "social_welfare": "heart",
    "health_service": "health",
    "school_service": "school",
    "labour": "work",
    "public_transport": "bus",
    "tourism": "compass",
    "to_leaders": "bubble",
}
"""In the order in which the tiles stand; what is not named here gets three dots."""
OTHERWISE = "more"
PREFIX = "q-"
"""With it the fields begin that are answers to a category's own questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One category to choose."""

    value: str
    label: str
    hint: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """A photo that has been received."""

    href: str
    digest: str
    nth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatView:
    """The first step: what it is about, in words and pictures."""

    action: str
    tiles: Sequence[Tile]
    shots: Sequence[Thumbnail]
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionField:
    """A question of a category, as a field of the form."""

    name: str
    label: str
    kind: str
    is_required: bool
    options: Sequence[Option]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhereView:
    """The second step: where it is."""

    action: str
    back: str
    leaves: Sequence[Option]
    asked: str
    questions: Sequence[QuestionField]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPreview:
    """What awaits a draft once it is sent: the promised day, and who said it before."""

    promised: date
    alike: Sequence[Known]
    zone: tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoView:
    """The third step: who sends it, and all of it once more before it is sent."""

    action: str
    back: str
    first: str
    what: str
    text: str
    photos: int
    where: str
    answers: Sequence[str]
    promised: str
    same: Sequence[Option]
    alike: int
    visibilities: Sequence[Option]


def what_view(draft: Draft | None, tree: Tree, words: Words) -> WhatView:
    """The first step, fresh or as it was left."""
    order = list(ICONS)
    tops = sorted(
        tree.children(None),
        key=lambda one: order.index(one.code) if one.code in ICONS else len(order),
    )
    return WhatView(
        action=f"/send/{draft.id}/with-file" if draft else "/send/with-file",
        tiles=[_tile(one, words) for one in tops],
        shots=thumbnails_of(draft) if draft else (),
        is_kept=draft is not None,
    )


def thumbnails_of(draft: Draft) -> list[Thumbnail]:
    """The photos of a draft, numbered."""
    return [
        Thumbnail(href=f"/send/{draft.id}/photos/{one.digest}", digest=one.digest, nth=nth)
        for nth, one in enumerate(draft.photos, 1)
    ]


def where_view(opened: OpenDraft, words: Words) -> WhereView:
    """The second step, with what the category asks besides."""
    draft, tree, root = opened.draft, opened.tree, opened.draft.text("category")
    below = [tree.get(code) for code in tree.below(root)[1:]] if root in tree else []
    return WhereView(
        action=f"/send/{draft.id}/where",
        back=f"/send/{draft.id}",
        leaves=[
            Option(one.code, words.pick(vi=one.vi, en=one.en))
            for one in below
            if not tree.children(one.code)
        ],
        asked=opened.code,
        questions=[_question_field(one, words) for one in opened.questions],
    )


def who_view(
    opened: OpenDraft, preview: SendPreview, ways: Sequence[Visibility], *, words: Words
) -> WhoView:
    """The third step, with everything said so far."""
    draft, chosen = opened.draft, opened.chosen
    root = category_name(draft.text("category"), words)
    is_finer = chosen is not None and chosen.code != draft.text("category")
    return WhoView(
        action=f"/send/{draft.id}/who",
        back=f"/send/{draft.id}/where",
        first=f"/send/{draft.id}",
        what=words.pick(vi=chosen.vi, en=chosen.en) if chosen and is_finer else root,
        text=draft.text("text"),
        photos=len(draft.photos),
        where=_where(draft, words),
        answers=_answers(opened, words),
        promised=long_day(preview.promised, words.language),
        same=_ways_to_join(opened, preview, words),
        alike=len(preview.alike),
        visibilities=[
            Option(one, words(key), words(f"{key}.hint"))
            for one in ways
            for key in [f"sending.visibility.{one}"]
        ],
    )


def category_name(code: str, words: Words) -> str:
    """What a category is called in front of citizens; a code newer than our words stays one."""
    key = f"sending.category.{code}"
    return words(key) if words.knows(key) else code


def field_of(question: Question) -> str:
    """The name of a question's field."""
    return f"{PREFIX}{question.variable}"


def _tile(category: Category, words: Words) -> Tile:
    key = f"sending.category.{category.code}"
    return Tile(
        value=category.code,
        label=words(key) if words.knows(key) else words.pick(vi=category.vi, en=category.en),
        hint=words(f"{key}.hint") if words.knows(f"{key}.hint") else "",
        icon=ICONS.get(category.code, OTHERWISE),
    )


def _question_field(question: Question, words: Words) -> QuestionField:
    return QuestionField(
        name=field_of(question),
        label=words.pick(vi=question.vi, en=question.en),
        kind=question.datatype.value,
        is_required=question.is_required,
        options=[Option(one.key, words.pick(vi=one.vi, en=one.en)) for one in question.values],
    )


def _ways_to_join(opened: OpenDraft, preview: SendPreview, words: Words) -> list[Option]:
    """Follow one that is there, or send one's own; never a word of whoever sent the other."""
    if not preview.alike:
        return []
    joined = [
        Option(
            str(one.id),
            words("sending.same.follow"),
            _told_of(one, opened.tree, words, zone=preview.zone),
        )
        for one in preview.alike
    ]
    return [*joined, Option("own", words("sending.same.own"))]


def _told_of(known: Known, tree: Tree, words: Words, *, zone: tzinfo) -> str:
    code = known.leaf or known.category
    return words(
        "sending.same.one",
        what=words.pick(vi=tree.get(code).vi, en=tree.get(code).en) if code in tree else code,
        day=day(known.received_at.astimezone(zone).date(), words.language),
        due=day(known.promised_on, words.language),
    )


def _answers(opened: OpenDraft, words: Words) -> list[str]:
    """What was answered, question by question, for the last look."""
    told = []
    for question in opened.questions:
        names = {one.key: words.pick(vi=one.vi, en=one.en) for one in question.values}
        given = [one for one in opened.draft.values.get(field_of(question), ()) if one]
        if given:
            label = words.pick(vi=question.vi, en=question.en)
            told.append(f"{label}: {', '.join(names.get(one, one) for one in given)}")
    return told


def _where(draft: Draft, words: Words) -> str:
    address, latitude = draft.text("address"), draft.text("latitude")
    if address:
        return address
    if latitude:
        longitude = draft.text("longitude")
        return words("sending.before.position", latitude=latitude, longitude=longitude)
    return words("sending.before.nowhere")
