"""The form of a campaign: what it offers, and what it says once it is filled in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from services.registry.campaigns.catalogue import contents, obligations
from services.registry.campaigns.domain import campaigns as limits
from services.registry.campaigns.domain.campaigns import Campaign, Content
from services.registry.campaigns.domain.contents import Obligation
from services.registry.campaigns.domain.deeds import What
from services.registry.campaigns.domain.duties import (
    MOST_COUNT,
    MOST_DAYS,
    MOST_TITLE_CHARS,
    Duty,
)
from services.registry.campaigns.scenes.campaign_texts import base_of, rows_of, texts_of
from services.registry.campaigns.scenes.campaigns import crumbs
from services.registry.org.domain.documents import document_number
from services.registry.org.domain.duty_board import Askable
from services.registry.org.scenes.naming import kind_name, unit_name
from shared.kernel.places import UnitCode
from shared.portal.options import Option
from shared.portal.parts import Change, Link
from shared.portal.reading import Reading
from shared.portal.typed import Typed
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFormScene:
    """The form with everything it offers."""

    crumbs: Sequence[Link]
    action: str
    back_href: str
    is_new: bool
    version: str
    base: str
    """What the form held when it was opened; shows what somebody else has changed since."""
    rows: tuple[int, ...]
    issuers: Sequence[Option]
    sets: Sequence[Option]
    themes: Sequence[Option]
    whats: Sequence[Option]
    kinds: Sequence[Option]
    offered: Sequence[Option]
    changes: Sequence[Change] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What may be chosen at this node."""

    issuers: Sequence[Askable]
    kinds: Sequence[str]
    words: Words

    def scene(
        self, typed: Typed, *, draft: Campaign | None, changes: Sequence[Change]
    ) -> CampaignFormScene:
        """The form around what is typed; `draft` is what is saved of it by now."""
        w = self.words
        saved = dict(texts_of(draft.content)) if draft else {}
        base = saved if changes or not typed.text("base") else base_of(typed)
        return CampaignFormScene(
            crumbs=crumbs(w, draft.content.title if draft else w("campaigns.form.new")),
            action=f"/campaigns/{draft.id}/edit" if draft else "/campaigns/new",
            back_href=f"/campaigns/{draft.id}" if draft else "/campaigns?tab=draft",
            is_new=draft is None,
            version=_seen(typed, draft, has_seen=bool(changes)),
            base=json.dumps(base, ensure_ascii=False),
            changes=changes,
            rows=rows_of(typed.values),
            issuers=[Option(one.unit, unit_name(one, w)) for one in self.issuers],
            sets=[Option(s.code, w.pick(vi=s.vi, en=s.en)) for s in contents().sets.values()],
            themes=[
                Option(t.code, w.pick(vi=t.vi, en=t.en)) for t in contents().themes.values()
            ],
            whats=[Option(what.value, w(f"campaigns.what.{what.value}")) for what in What],
            kinds=[Option(kind, kind_name(kind, w)) for kind in self.kinds],
            offered=[_offer(one, w) for one in obligations().values()],
        )


def _seen(typed: Typed, draft: Campaign | None, *, has_seen: bool) -> str:
    """The version this editor has seen: the one of the form, until shown a newer one."""
    saved = str(draft.version) if draft else ""
    return saved if has_seen else typed.text("version") or saved


def content_typed(typed: Typed, choices: Choices) -> tuple[Content, Typed]:
    """What the form says, and the form with every refusal beside its field."""
    reading = Reading(typed)
    issuer = reading.one_of("issuer", [unit.unit for unit in choices.issuers])
    content = Content(
        issuer=UnitCode(issuer),
        title=reading.text("title", most=limits.MOST_TITLE_CHARS),
        number=_number(reading),
        issued_on=reading.day_or_none("issued_on"),
        year=reading.whole("year", least=2000, most=2100),
        first_day=reading.day("first_day"),
        last_day=reading.day("last_day"),
        content_set=reading.one_of("content_set", contents().sets, may_be_empty=True),
        themes=tuple(reading.some_of("themes", contents().themes)),
        guidance=reading.text("guidance", most=limits.MOST_GUIDANCE_CHARS, may_be_empty=True),
        duties=tuple(_duty(reading, at, choices.kinds) for at in rows_of(typed.values)),
    )
    if content.last_day < content.first_day:
        reading.refuse(
            "last_day",
            choices.words("campaigns.form.last_day.early"),
        )
    return content, reading.typed


def _number(reading: Reading) -> str:
    text = reading.text("number", most=60, may_be_empty=True)
    if text:
        reading.made("number", document_number)
    return text


def _duty(reading: Reading, at: int, kinds: Sequence[str]) -> Duty:
    name = f"duty-{at}"
    within = reading.typed.text(f"{name}-within_days")
    return Duty(
        code=reading.typed.text(f"{name}-code") or f"D{at + 1}",
        what=_what(reading, f"{name}-what"),
        title=reading.text(f"{name}-title", most=MOST_TITLE_CHARS),
        kinds=tuple(reading.some_of(f"{name}-kinds", kinds)),
        count=reading.whole(f"{name}-count", least=1, most=MOST_COUNT),
        due_on=reading.day_or_none(f"{name}-due_on"),
        within_days=reading.whole(f"{name}-within_days", most=MOST_DAYS) if within else None,
    )


def _what(reading: Reading, name: str) -> What:
    chosen = reading.one_of(name, [what.value for what in What])
    return What(chosen) if chosen in {what.value for what in What} else What.PLAN


def _offer(known: Obligation, words: Words) -> Option:
    label = words.pick(vi=known.vi, en=known.en)
    certain, proposed = words("campaigns.offer.certain"), words("campaigns.offer.proposed")
    group = certain if known.is_certain else proposed
    return Option(known.code, f"{known.code} · {label}", group=group)
