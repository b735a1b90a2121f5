"""The form of a campaign: what it offers, and what it says once it is filled in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from services.registry.campaigns.catalogue import contents, obligations
from services.registry.campaigns.domain import campaigns as limits
from services.registry.campaigns.domain.campaigns import Campaign, CampaignContent
from services.registry.campaigns.domain.contents import Obligation
from services.registry.campaigns.domain.deeds import What
from services.registry.campaigns.domain.duties import (
    MOST_COUNT,
    MOST_DAYS,
    MOST_TITLE_CHARS,
    Duty,
)
from services.registry.campaigns.views.campaign_texts import base_of, rows_of, texts_of
from services.registry.campaigns.views.campaigns import crumbs
from services.registry.org.domain import Askable, document_number
from services.registry.org.views import kind_name, unit_name
from shared.kernel.places import UnitCode
from shared.portal.form_data import FormData
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.parts import Change, Link
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFormView:
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
        self, form: FormData, *, draft: Campaign | None, changes: Sequence[Change]
    ) -> CampaignFormView:
        """The form around what is typed; `draft` is what is saved of it by now."""
        w = self.words
        saved = dict(texts_of(draft.content)) if draft else {}
        base = saved if changes or not form.text("base") else base_of(form)
        return CampaignFormView(
            crumbs=crumbs(w, draft.content.title if draft else w("campaigns.form.new")),
            action=f"/campaigns/{draft.id}/edit" if draft else "/campaigns/new",
            back_href=f"/campaigns/{draft.id}" if draft else "/campaigns?tab=draft",
            is_new=draft is None,
            version=_seen(form, draft, has_seen=bool(changes)),
            base=json.dumps(base, ensure_ascii=False),
            changes=changes,
            rows=rows_of(form.values),
            issuers=[Option(one.unit, unit_name(one, w)) for one in self.issuers],
            sets=[Option(s.code, w.pick(vi=s.vi, en=s.en)) for s in contents().sets.values()],
            themes=[
                Option(t.code, w.pick(vi=t.vi, en=t.en)) for t in contents().themes.values()
            ],
            whats=[Option(what.value, w(f"campaigns.what.{what.value}")) for what in What],
            kinds=[Option(kind, kind_name(kind, w)) for kind in self.kinds],
            offered=[_offer(one, w) for one in obligations().values()],
        )


def _seen(form: FormData, draft: Campaign | None, *, has_seen: bool) -> str:
    """The version this editor has seen: the one of the form, until shown a newer one."""
    saved = str(draft.version) if draft else ""
    return saved if has_seen else form.text("version") or saved


def content_typed(form: FormData, choices: Choices) -> tuple[CampaignContent, FormData]:
    """What the form says, and the form with every refusal beside its field."""
    fields = FormReader(form)
    issuer = fields.one_of("issuer", [unit.unit for unit in choices.issuers])
    content = CampaignContent(
        issuer=UnitCode(issuer),
        title=fields.text("title", most=limits.MOST_TITLE_CHARS),
        number=_number(fields),
        issued_on=fields.day_or_none("issued_on"),
        year=fields.whole("year", least=2000, most=2100),
        first_day=fields.day("first_day"),
        last_day=fields.day("last_day"),
        content_set=fields.one_of("content_set", contents().sets, may_be_empty=True),
        themes=tuple(fields.some_of("themes", contents().themes)),
        guidance=fields.text("guidance", most=limits.MOST_GUIDANCE_CHARS, may_be_empty=True),
        duties=tuple(_duty(fields, at, choices.kinds) for at in rows_of(form.values)),
    )
    if content.last_day < content.first_day:
        fields.refuse("last_day", choices.words("campaigns.form.last_day.early"))
    return content, fields.form


def _number(fields: FormReader) -> str:
    text = fields.text("number", most=60, may_be_empty=True)
    if text:
        fields.made("number", document_number)
    return text


def _duty(fields: FormReader, at: int, kinds: Sequence[str]) -> Duty:
    name = f"duty-{at}"
    within = fields.form.text(f"{name}-within_days")
    return Duty(
        code=fields.form.text(f"{name}-code") or f"D{at + 1}",
        what=_what(fields, f"{name}-what"),
        title=fields.text(f"{name}-title", most=MOST_TITLE_CHARS),
        kinds=tuple(fields.some_of(f"{name}-kinds", kinds)),
        count=fields.whole(f"{name}-count", least=1, most=MOST_COUNT),
        due_on=fields.day_or_none(f"{name}-due_on"),
        within_days=fields.whole(f"{name}-within_days", most=MOST_DAYS) if within else None,
    )


def _what(fields: FormReader, name: str) -> What:
    chosen = fields.one_of(name, [what.value for what in What])
    return What(chosen) if chosen in {what.value for what in What} else What.PLAN


def _offer(known: Obligation, words: Words) -> Option:
    label = words.pick(vi=known.vi, en=known.en)
    certain, proposed = words("campaigns.offer.certain"), words("campaigns.offer.proposed")
    group = certain if known.is_certain else proposed
    return Option(known.code, f"{known.code} · {label}", group=group)
