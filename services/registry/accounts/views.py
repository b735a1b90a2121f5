"""Accounts as their owners and their keepers see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.registry.accounts.domain import (
    ROLES_OF_MACHINES,
    Account,
    Delegation,
    Token,
    is_in_force,
)
from services.registry.accounts.queries import OwnAccount, TrailPage
from services.registry.org.queries import Viewer
from services.registry.units.domain.units import Unit
from shared.kernel.roles import Grant, Role
from shared.portal.formats import day
from shared.portal.options import Option
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A browser in which one is signed in."""

    id: UUID
    device: str
    is_this: bool
    used_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationLine:
    """Acting for one another, as one of the two sees it."""

    id: UUID
    title: str
    lasts: str
    name: str
    can_begin: bool
    can_take_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """The whole page of one's own account."""

    name: str
    login: str
    roles: tuple[str, ...]
    sessions: tuple[SessionLine, ...]
    delegations: tuple[DelegationLine, ...]
    is_acting: bool
    colleagues: tuple[Option, ...]
    own_roles: tuple[Option, ...]


Places = Mapping[str, Unit]
"""Units by their code, as they are called today."""


def place_said(code: str, words: Words, places: Places) -> str:
    """A unit by its name; by its code where nobody has told us of it."""
    unit = places.get(code)
    return words.pick(vi=unit.vi, en=unit.en) if unit else code


def role_said(grant: Grant, words: Words, places: Places) -> str:
    """A role and where it holds."""
    unit = place_said(grant.unit, words, places)
    return words("role.over", role=words(f"role.{grant.role}"), unit=unit)


def own_view(
    own: OwnAccount, others: Sequence[Account], *, viewer: Viewer, words: Words, places: Places
) -> OwnView:
    """One's own account."""
    account = own.account
    lent = [grant for grant in account.grants if grant.role is not Role.ADMINISTRATOR]
    return OwnView(
        name=account.name,
        login=account.login,
        roles=tuple(role_said(grant, words, places) for grant in account.grants),
        sessions=tuple(
            SessionLine(
                id=session.id,
                device=_device(session.device, words),
                is_this=session.id == viewer.principal.session,
                used_at=session.renewed_at,
            )
            for session in own.sessions
        ),
        delegations=tuple(
            _delegation(one, own, viewer=viewer, words=words, places=places)
            for one in own.delegations
            if not one.is_taken_back and one.last_day >= viewer.today
        ),
        is_acting=viewer.principal.acting_for is not None,
        colleagues=tuple(Option(str(other.id), other.name) for other in others),
        own_roles=tuple(
            Option(f"{g.role}@{g.unit}", role_said(g, words, places)) for g in lent
        ),
    )


BROWSERS = (
    ("Edg/", "Edge"),
    ("Chrome/", "Chrome"),
    ("Firefox/", "Firefox"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def _device(agent: str, words: Words) -> str:
    """What a person calls it: a browser on a system."""
    named = [
        next((name for mark, name in marks if mark in agent), "")
        for marks in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(name for name in named if name) or words("account.session.unknown")


def _delegation(
    one: Delegation, own: OwnAccount, *, viewer: Viewer, words: Words, places: Places
) -> DelegationLine:
    is_mine = one.principal == own.account.id
    name = own.names.get(one.deputy if is_mine else one.principal, "")
    lasts = words(
        "account.acting.lasts",
        role=words(f"role.{one.role}"),
        unit=place_said(one.unit, words, places),
        first=day(one.first_day, words.language),
        last=day(one.last_day, words.language),
    )
    return DelegationLine(
        id=one.id,
        title=(
            words("account.acting.given", name=name)
            if is_mine
            else words("account.acting.got", name=name)
        ),
        lasts=lasts,
        name=name,
        can_begin=not is_mine
        and viewer.principal.acting_for != one.principal
        and is_in_force(one, today=viewer.today),
        can_take_back=is_mine,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account, as its keeper sees it."""

    id: UUID
    name: str
    login: str
    roles: tuple[tuple[str, Grant], ...]
    state: str
    state_said: str
    is_suspended: bool


def account_line(account: Account, words: Words, places: Places) -> AccountLine:
    """One account."""
    state = "one_time" if account.must_change_password else "open"
    state = "suspended" if account.suspended_at else state
    return AccountLine(
        id=account.id,
        name=account.name,
        login=account.login,
        roles=tuple((role_said(grant, words, places), grant) for grant in account.grants),
        state={"open": "met", "suspended": "over", "one_time": "waiting"}[state],
        state_said=words(f"accounts.state.{state}"),
        is_suspended=account.suspended_at is not None,
    )


def role_options(words: Words, *, of_machines: bool = False) -> tuple[Option, ...]:
    """The roles one may give."""
    roles = ROLES_OF_MACHINES if of_machines else tuple(Role)
    return tuple(Option(role, words(f"role.{role}")) for role in roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine:
    """A token, as its keeper sees it."""

    id: UUID
    name: str
    role: str
    until: date
    is_over: bool


def token_line(token: Token, *, now: datetime, words: Words, places: Places) -> TokenLine:
    """One token."""
    return TokenLine(
        id=token.id,
        name=token.name,
        role=role_said(Grant(token.role, token.unit), words, places),
        until=token.expires_at.date(),
        is_over=token.ended_at is not None or token.expires_at <= now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceLine:
    """One line of the trail."""

    at: datetime
    who: str
    deed: str
    subject: str
    kind: str


def trace_lines(page: TrailPage, words: Words) -> tuple[TraceLine, ...]:
    """The lines of a page of the trail."""
    return tuple(
        TraceLine(
            at=one.at,
            who=_who(page, one.account, one.acting_for, words=words),
            deed=one.deed,
            subject=one.subject,
            kind=words("audit.reading") if one.reads_person else words("audit.doing"),
        )
        for one in page.traces
    )


def _who(
    page: TrailPage, account: UUID | None, acting_for: UUID | None, *, words: Words
) -> str:
    if account is None:
        return words("audit.operator")
    name = page.names.get(account, words("audit.unknown"))
    if acting_for is None:
        return name
    principal = page.names.get(acting_for, words("audit.unknown"))
    return words("audit.for", name=name, principal=principal)
