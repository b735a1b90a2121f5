"""A campaign as it stands in the fields of its form, and what two editors typed at once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from services.registry.campaigns.catalogue import obligations
from services.registry.campaigns.domain.campaigns import CampaignContent
from services.registry.campaigns.domain.contents import Obligation
from services.registry.campaigns.domain.deeds import What
from services.registry.campaigns.domain.duties import MOST_DUTIES, Duty
from services.registry.org.domain import Askable
from shared.portal.form_data import FormData
from shared.portal.parts import Change
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
    found = {
        int(name.split("-")[1])
        for name in values
        if name.startswith("duty-") and name.split("-")[1].isdigit()
    }
    return tuple(sorted(found))[:MOST_DUTIES]


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
        told = json.loads(form.text("base") or "{}")
        return {str(name): tuple(map(str, values)) for name, values in told.items()}
    except (ValueError, AttributeError, TypeError):
        return {}


def _part(texts: Texts, name: str) -> dict[str, tuple[str, ...]]:
    """One part of a form, written one way: browsers end lines otherwise than we do."""
    found = {n: tuple(" ".join(text.split()) for text in v) for n, v in texts.items()}
    return {n: tuple(sorted(v)) for n, v in found.items() if _is_part(n, name) and any(v)}


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
