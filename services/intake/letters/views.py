"""Letters as people read them: the list, one letter as paper, and who is still to act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from services.intake.categories.views import unit_said
from services.intake.letters.catalogue import LetterRules
from services.intake.letters.domain.content import Content
from services.intake.letters.domain.letters import Letter, LetterKind, LetterState
from services.intake.letters.domain.texts import LetterText
from services.intake.letters.queries import LetterShown, LettersShown
from services.intake.letters.workflows import paper_of
from services.intake.org.queries import UnitName
from services.intake.promises.domain import SubjectKind
from shared.kernel.typography import number_in_register
from shared.portal.formats import clock, day
from shared.portal.options import Option
from shared.portal.papers.paper import Paper, written_copies
from shared.portal.parts import Link, Moment, Tab
from shared.portal.words import Words

VIEWS: dict[str, tuple[LetterState, ...]] = {
    "waiting": (LetterState.DRAFT, LetterState.REVIEWED),
    "silent": (LetterState.DRAFT, LetterState.REVIEWED),
    "issued": (LetterState.ISSUED,),
    "withdrawn": (LetterState.WITHDRAWN,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """A letter in a list; nobody's name is in it."""

    href: str
    kind: str
    ref: str
    unit: str
    about_on: str
    traffic: str
    traffic_said: str
    state: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPageView:
    """A view of the letters."""

    view: str
    tabs: Sequence[Tab]
    lines: Sequence[LetterLine]
    silent: int
    silent_by_unit: Sequence[tuple[str, int]]
    next_href: str
    may_thank: bool
    may_set: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPageView:
    """One letter: as it is printed, what is still missing, and who has acted."""

    id: str
    title: str
    crumbs: Sequence[Link]
    kind: str
    state: str
    ref: str
    subject_href: str
    version: int
    paper: Paper | None
    copies: Sequence[str]
    trail: Sequence[Moment]
    deadline: str
    deadline_state: str
    may_prepare: bool
    may_review: bool
    may_sign: bool
    may_deliver: bool
    may_withdraw: bool
    is_issued: bool
    is_complete: bool
    has_head: bool
    head_href: str
    first_day: str
    recipient: str
    has_email: bool


def letters_view(
    shown: LettersShown,
    view: str,
    *,
    page: int,
    today: date,
    names: Mapping[str, UnitName],
    words: Words,
) -> LettersPageView:
    """The list as one view shows it."""
    silent = sum(shown.silent.values())
    by_unit = sorted((unit_said(u, names, words), n) for u, n in shown.silent.items())
    more = f"/letters?view={view}&page={page + 1}" if shown.has_more else ""
    return LettersPageView(
        view=view,
        tabs=[_tab(one, shown, is_here=one == view, words=words) for one in VIEWS],
        lines=[
            letter_line(
                one,
                traffic=traffic_of(one, today, is_silent=one.id in shown.silent_letters),
                names=names,
                words=words,
            )
            for one in shown.letters
        ],
        silent=silent,
        silent_by_unit=by_unit,
        next_href=more,
        may_thank=False,
        may_set=False,
    )


def opened_for(view: LettersPageView, *, may_thank: bool, may_set: bool) -> LettersPageView:
    """The scene with what its reader may do."""
    return replace(view, may_thank=may_thank, may_set=may_set)


def _tab(one: str, shown: LettersShown, *, is_here: bool, words: Words) -> Tab:
    silent = sum(shown.silent.values())
    count = sum(shown.counts.get(state, 0) for state in VIEWS[one])
    return Tab(
        label=words(f"letters.view.{one}"),
        href=f"/letters?view={one}",
        is_here=is_here,
        count=silent if one == "silent" else count,
        is_urgent=one == "silent" and silent > 0,
    )


def letter_line(
    letter: Letter, *, traffic: str, names: Mapping[str, UnitName], words: Words
) -> LetterLine:
    """A letter by the code of what it is about."""
    return LetterLine(
        href=f"/letters/{letter.id}",
        kind=words(f"letters.kind.{letter.kind.value}"),
        ref=letter.ref or "–",
        unit=unit_said(letter.unit, names, words),
        about_on=day(letter.about_on, words.language),
        traffic=TRAFFIC[traffic],
        traffic_said=words(f"letters.traffic.{traffic}") if traffic else "",
        state=STATE_SHOWN[letter.state],
        number=_number(letter),
    )


STATE_SHOWN = {
    LetterState.DRAFT: "draft",
    LetterState.REVIEWED: "letter_reviewed",
    LetterState.ISSUED: "letter_issued",
    LetterState.WITHDRAWN: "withdrawn",
}


TRAFFIC = {
    "": "",
    "overdue": "overdue",
    "moved": "overdue",
    "due_soon": "due_soon",
    "waiting": "waiting",
}
"""The shape of each way in which an apology presses."""


def traffic_of(letter: Letter, today: date, *, is_silent: bool) -> str:
    """How pressing an apology is that nobody has signed."""
    if not letter.is_open or letter.kind is LetterKind.THANKS:
        return ""
    if letter.about_on < today:
        return "overdue"
    if is_silent:
        return "moved"
    return "due_soon" if letter.about_on == today else "waiting"


def letter_view(
    shown: LetterShown, *, today: date, zone: tzinfo, words: Words
) -> LetterPageView:
    """One letter."""
    letter = shown.letter
    paper = _paper(shown.content, letter, symbol=shown.symbol, zone=zone)
    traffic = traffic_of(letter, today, is_silent=shown.is_silent)
    is_thanks = letter.kind is LetterKind.THANKS
    return LetterPageView(
        id=str(letter.id),
        title=words(f"letters.title.{letter.kind.value}", ref=letter.ref or "–"),
        crumbs=[Link(words("letters.title"), "/letters"), Link(letter.ref or "–")],
        kind=letter.kind.value,
        state=STATE_SHOWN[letter.state],
        ref=letter.ref,
        subject_href=_subject_href(letter),
        version=letter.version,
        paper=paper,
        copies=written_copies(paper.copies) if paper else (),
        trail=trail_of(letter, zone=zone, words=words),
        deadline=_deadline(letter, traffic, words),
        deadline_state=TRAFFIC[traffic],
        may_prepare=letter.is_open and shown.may_prepare,
        may_review=letter.state is LetterState.DRAFT
        and letter.is_complete
        and shown.may_review,
        may_sign=letter.is_open and letter.is_complete and shown.may_sign,
        may_deliver=letter.issue is not None
        and letter.delivered_on is None
        and shown.may_prepare,
        may_withdraw=letter.is_open and is_thanks and shown.may_prepare,
        is_issued=letter.issue is not None,
        is_complete=letter.is_complete,
        has_head=shown.content is not None,
        head_href=f"/letters/templates?unit={letter.unit}",
        first_day=max(today, letter.about_on).isoformat(),
        recipient=shown.recipient.full_name,
        has_email=bool(shown.recipient.email),
    )


def trail_of(letter: Letter, *, zone: tzinfo, words: Words) -> list[Moment]:
    """Who has acted and who is still to act, in order."""
    language = words.language
    drafted = letter.drafted_at.astimezone(zone)
    when = f"{clock(drafted)}, {day(drafted.date(), language)}"
    by = words("letters.trail.system") if letter.prepared_by is None else ""
    trail = [Moment(state="met", title=words("letters.trail.drafted"), when=when, by=by)]
    if letter.state is LetterState.WITHDRAWN:
        title = (
            words(f"letters.withdrawn.{letter.withdrawn_why}")
            if letter.withdrawn_why in ("kept", "moved")
            else letter.withdrawn_why
        )
        on = day(letter.withdrawn_on, language) if letter.withdrawn_on else ""
        return [*trail, Moment(state="withdrawn", title=title, when=on)]
    reason = "met" if letter.is_complete else "waiting"
    trail.append(Moment(state=reason, title=words("letters.trail.prepared")))
    reviewed = letter.reviewed_at
    trail.append(
        Moment(
            state="met" if reviewed else "not_applicable" if letter.issue else "waiting",
            title=words("letters.trail.reviewed"),
            when=day(reviewed.astimezone(zone).date(), language) if reviewed else "",
        )
    )
    trail.append(_signed(letter, zone, words))
    trail.append(_delivered(letter, words))
    return trail


def _signed(letter: Letter, zone: tzinfo, words: Words) -> Moment:
    issue = letter.issue
    if issue is None:
        return Moment(state="waiting", title=words("letters.trail.signed"))
    at = issue.signed_at.astimezone(zone)
    how = "signed" if issue.signed_by else "standing"
    when = f"{clock(at)}, {day(at.date(), words.language)}"
    return Moment(state="met", title=words(f"letters.trail.{how}"), when=when)


def _delivered(letter: Letter, words: Words) -> Moment:
    if letter.delivered_on is None or letter.delivered_by is None:
        return Moment(state="waiting", title=words("letters.trail.delivered"))
    title = words(f"letters.way.{letter.delivered_by.value}")
    return Moment(state="met", title=title, when=day(letter.delivered_on, words.language))


def _deadline(letter: Letter, traffic: str, words: Words) -> str:
    on = day(letter.about_on, words.language)
    return words(f"letters.deadline.{traffic}", day=on) if traffic else ""


def _number(letter: Letter) -> str:
    issue = letter.issue
    return f"{number_in_register(issue.number)}/{issue.symbol}" if issue else "–"


def _subject_href(letter: Letter) -> str:
    if letter.subject.kind is SubjectKind.FEEDBACK and letter.ref:
        return f"/cases/{letter.ref}"
    if letter.subject.kind is SubjectKind.DOSSIER and letter.ref:
        return f"/dossiers/{letter.ref}"
    return ""


def _paper(
    content: Content | None, letter: Letter, *, symbol: str, zone: tzinfo
) -> Paper | None:
    if content is None:
        return None
    return paper_of(content, letter.issue, symbol=symbol, zone=zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """What a kind of letter says here, and since when."""

    kind: str
    since: str
    title: str
    about: str
    opening: str
    closing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesView:
    """One unit's letters, before anything is written in them."""

    crumbs: Sequence[Link]
    unit: str
    unit_name: str
    units: Sequence[Option]
    has_head: bool
    is_standing: bool
    texts: Sequence[TextLine]
    kinds: Sequence[Option]
    variables: str
    may_set: bool


def text_lines(rules: LetterRules, own: Sequence[LetterText], words: Words) -> list[TextLine]:
    """What each kind of letter says: the unit's own text, or the one that comes along."""
    written = {(text.kind, text.subject_kind): text for text in own}
    return [
        _line(written.get((text.kind, text.subject_kind)), text, words) for text in rules.texts
    ]


def kind_options(words: Words) -> list[Option]:
    """The kinds of letters one may word."""
    kinds = ("apology-dossier", "apology-feedback", "thanks-")
    return [Option(kind, words(f"letters.text.{kind.strip('-')}")) for kind in kinds]


def trigger_options(rules: LetterRules, words: Words) -> list[Option]:
    """What is worth thanks."""
    return [
        Option(one.code, words.pick(vi=one.vi, en=one.en)) for one in rules.triggers.values()
    ]


def _line(own: LetterText | None, shipped: LetterText, words: Words) -> TextLine:
    text = own or shipped
    named = f"{shipped.kind.value}-{shipped.subject_kind}".strip("-")
    since = words("letters.text.shipped")
    if own is not None:
        since = words("letters.text.since", day=day(own.valid_from, words.language))
    return TextLine(
        kind=words(f"letters.text.{named}"),
        since=since,
        title=text.title,
        about=text.about,
        opening=text.opening,
        closing=text.closing,
    )
