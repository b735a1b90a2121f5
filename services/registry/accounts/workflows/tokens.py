"""Tokens of machines: given out once, ended at once."""

from uuid import UUID

from services.registry.accounts import store
from services.registry.accounts.domain import Token, give_out
from services.registry.accounts.outgoing import session_ended
from services.registry.accounts.workflows.accounts import Keeper, must_reach
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.chassis.ended import end_session
from shared.chassis.outbox import publish
from shared.chassis.principal import Principal
from shared.chassis.sessions import SessionCodec
from shared.kernel.roles import Grant


async def give_token(
    tx: Transaction, keeper: Keeper, wanted: Token, *, sessions: SessionCodec
) -> str:
    """What the machine has to show; it is shown once and kept nowhere.

    Raises:
        RoleOutOfReach: if the keeper does not administer the unit.
        TokenNameMissing, TokenLastsTooLong, TokenForMachinesOnly: as the rule says.

    """
    await must_reach(tx, keeper, wanted.unit)
    token = give_out(wanted, now=keeper.now)
    await store.add_token(tx, token, made_by=keeper.principal.account)
    await audit.record(tx, keeper.principal, "token.given", subject=str(token.id))
    machine = Principal(
        account=token.id, session=token.id, grants=(Grant(token.role, token.unit),)
    )
    return sessions.token(machine, until=token.expires_at)


async def end_token(tx: Transaction, keeper: Keeper, token: UUID) -> None:
    """Let a token open nothing more, at once and everywhere on this node.

    Raises:
        TokenUnknown: if none was given out with this id.
        RoleOutOfReach: if the keeper does not administer the unit.

    """
    found = await store.load_token(tx, token)
    await must_reach(tx, keeper, found.unit)
    await store.end_token(tx, token, at=keeper.now)
    await end_session(tx, token, keep_until=found.expires_at)
    await publish(tx, session_ended(token, keep_until=found.expires_at, now=keeper.now))
    await audit.record(tx, keeper.principal, "token.ended", subject=str(token))
