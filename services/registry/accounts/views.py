"""Accounts as their owners and their keepers see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registry.accounts.domain import (
    ROLES_OF_MACHINES,
    Account,
    Delegation,
    is_in_force,
    is_still_good,
)
from services.registry.accounts.queries import OwnAccount, TrailPage
from services.registry.org.queries import Viewer
from services.registry.units.domain.units import Unit
from shared.chassis.audit import Trace
from shared.kernel.roles import Grant, Role
from shared.portal.formats import day
from shared.portal.options import Option
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    id: UUID
    device: str
    is_this: bool
    used_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationLine:
    id: UUID
    title: str
    lasts: str
    name: str
    can_begin: bool
    can_take_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
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
            _delegation(each, own, viewer=viewer, words=words, places=places)
            for each in own.delegations
            if is_still_good(each, today=viewer.today)
        ),
        is_acting=viewer.principal.acting_for is not None,
        colleagues=tuple(Option(str(other.id), other.name) for other in others),
        own_roles=tuple(
            Option(f"{g.role}@{g.unit}", role_said(g, words, places)) for g in lent
        ),
    )


BROWSERS = {"Edg/": "Edge", "Chrome/": "Chrome", "Firefox/": "Firefox", "Safari/": "Safari"}
SYSTEMS = {n: n for n in ("Android", "iPhone", "Windows")} | {
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def _device(agent: str, words: Words) -> str:
    """What a person calls it: a browser on a system."""
    named = [
        next((name for mark, name in names.items() if mark in agent), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(name for name in named if name) or words("account.session.unknown")


def _delegation(
    delegation: Delegation, own: OwnAccount, *, viewer: Viewer, words: Words, places: Places
) -> DelegationLine:
    is_mine = delegation.principal == own.account.id
    name = own.names.get(delegation.deputy if is_mine else delegation.principal, "")
    lasts = words(
        "account.acting.lasts",
        role=words(f"role.{delegation.role}"),
        unit=place_said(delegation.unit, words, places),
        first=day(delegation.first_day, words.language),
        last=day(delegation.last_day, words.language),
    )
    return DelegationLine(
        id=delegation.id,
        title=words(f"account.acting.{'given' if is_mine else 'got'}", name=name),
        lasts=lasts,
        name=name,
        can_begin=not is_mine
        and viewer.principal.acting_for != delegation.principal
        and is_in_force(delegation, today=viewer.today),
        can_take_back=is_mine,
    )


def role_options(words: Words, *, of_machines: bool = False) -> tuple[Option, ...]:
    roles = ROLES_OF_MACHINES if of_machines else tuple(Role)
    return tuple(Option(role, words(f"role.{role}")) for role in roles)


def actor_of(page: TrailPage, trace: Trace, words: Words) -> str:
    """Who did or read something, and in whose name."""
    if trace.account is None:
        return words("audit.operator")
    name = page.names.get(trace.account, words("audit.unknown"))
    if trace.acting_for is None:
        return name
    principal = page.names.get(trace.acting_for, words("audit.unknown"))
    return words("audit.for", name=name, principal=principal)
