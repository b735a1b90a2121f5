"""A campaign as it stands in the fields of its form, and what two editors typed at once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.campaigns.catalogue import contents, obligations
from services.registry.campaigns.domain import campaigns as limits
from services.registry.campaigns.domain.campaigns import Campaign, CampaignContent, Obligation
from services.registry.campaigns.domain.duties import (
    MOST_COUNT,
    MOST_DAYS,
    MOST_DUTIES,
    MOST_TITLE_CHARS,
    Duty,
    What,
)
from services.registry.campaigns.views.campaigns import crumbs
from services.registry.org.domain import Askable, document_number
from services.registry.org.views import kind_name, unit_name
from shared.kernel.places import UnitCode
from shared.portal.form_data import FormData
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.parts import Change, Link
from shared.portal.words import Words

Texts = Mapping[str, tuple[str, ...]]

PLAIN = (
    *("issuer", "title", "number", "issued_on", "year", "first_day", "last_day"),
    *("content_set", "themes", "guidance"),
)
DUTY = ("code", "what", "title", "kinds", "count", "due_on", "within_days")


def texts_of(content: CampaignContent) -> dict[str, tuple[str, ...]]:
    """A campaign as it stands in the fields of its form."""
    values: dict[str, object] = {
        "issuer": content.issuer,
        "title": content.title,
        "number": content.number,
        "issued_on": content.issued_on,
        "year": content.year,
        "first_day": content.first_day,
        "last_day": content.last_day,
        "content_set": content.content_set,
        "themes": content.themes,
        "guidance": content.guidance,
        "rows": len(content.duties),
    }
    for at, duty in enumerate(content.duties):
        values |= _duty_values(at, duty)
    return dict(FormData.blank(**values).values)


def fresh(today: date, issuers: Sequence[Askable], *, campaign_id: UUID) -> FormData:
    """The form of a new campaign of this year."""
    first = obligations()["OB01"]
    values = {
        "id": campaign_id,
        "issuer": issuers[0].unit if len(issuers) == 1 else "",
        "year": today.year,
        "first_day": date(today.year, 1, 1),
        "last_day": date(today.year, 12, 31),
    }
    return with_duty(FormData.blank(**values, rows=0), first.code, year=today.year)


def rows_of(values: Texts) -> tuple[int, ...]:
    """The numbers of the duty rows in a form."""
    rows = {
        int(name.split("-")[1])
        for name in values
        if name.startswith("duty-") and name.split("-")[1].isdigit()
    }
    return tuple(sorted(rows))[:MOST_DUTIES]


def with_duty(form: FormData, offered: str, *, year: int) -> FormData:
    """The form with one more duty: a yearly one that is offered, or an empty one."""
    rows = rows_of(form.values)
    at = rows[-1] + 1 if rows else 0
    if len(rows) >= MOST_DUTIES:
        return form
    known = obligations().get(offered)
    duty = _from_offer(known, year) if known else _empty(at)
    return replace(form, values={**form.values, **_texts(_duty_values(at, duty))})


def without_duty(form: FormData, at: str) -> FormData:
    """The form with one duty less."""
    kept = {n: v for n, v in form.values.items() if not n.startswith(f"duty-{at}-")}
    return replace(form, values=kept)


def merged(mine: FormData, theirs: Texts, words: Words) -> tuple[FormData, list[Change]]:
    """Both edits: what I left alone is as they saved it; what I typed stays as I typed it.

    The changes are what they saved since I opened the form, beside what I was about to write.
    """
    base = base_of(mine)
    values = dict(mine.values)
    changes = []
    for name in (*PLAIN, "duties"):
        before, now, form = (_part(texts, name) for texts in (base, theirs, mine.values))
        if now == before:
            continue
        if form == before:
            others = {n: v for n, v in values.items() if not _is_part(n, name)}
            values = others | {n: v for n, v in theirs.items() if _is_part(n, name)}
        changes.append(
            Change(
                label=words(f"campaigns.form.{name}"),
                before=_shown(before),
                theirs=_shown(now),
                mine=_shown(_part(values, name)),
            )
        )
    return replace(mine, values=values), changes


def base_of(form: FormData) -> Texts:
    """What the form held when it was opened, as the form itself remembers."""
    try:
        texts = json.loads(form.text("base") or "{}")
        return {str(name): tuple(map(str, values)) for name, values in texts.items()}
    except (ValueError, AttributeError, TypeError):
        return {}


def _part(texts: Texts, name: str) -> dict[str, tuple[str, ...]]:
    """One part of a form, written one way: browsers end lines otherwise than we do."""
    plain = {n: tuple(" ".join(text.split()) for text in v) for n, v in texts.items()}
    return {n: tuple(sorted(v)) for n, v in plain.items() if _is_part(n, name) and any(v)}


def _is_part(field: str, name: str) -> bool:
    return field.startswith("duty-") if name == "duties" else field == name


def _shown(part: Texts) -> str:
    if any(name.startswith("duty-") for name in part):
        titles = [value for name, value in sorted(part.items()) if name.endswith("-title")]
        return "; ".join(text for value in titles for text in value)
    return ", ".join(text for value in part.values() for text in value)


def _duty_values(at: int, duty: Duty) -> dict[str, object]:
    return {f"duty-{at}-{part}": getattr(duty, part) for part in DUTY}


def _texts(values: dict[str, object]) -> Texts:
    return FormData.blank(**values).values


def _empty(at: int) -> Duty:
    return Duty(code=f"D{at + 1}", what=What.PLAN, title="")


def _from_offer(known: Obligation, year: int) -> Duty:
    due = date(year, *known.due) if known.due else None
    return Duty(code=known.code, what=known.what, title=known.vi, due_on=due)


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

    def form_view(
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
            issuers=[Option(unit.unit, unit_name(unit, w)) for unit in self.issuers],
            sets=[Option(s.code, w.pick(vi=s.vi, en=s.en)) for s in contents().sets.values()],
            themes=[
                Option(t.code, w.pick(vi=t.vi, en=t.en)) for t in contents().themes.values()
            ],
            whats=[Option(what.value, w(f"campaigns.what.{what.value}")) for what in What],
            kinds=[Option(kind, kind_name(kind, w)) for kind in self.kinds],
            offered=[_offer(obligation, w) for obligation in obligations().values()],
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
