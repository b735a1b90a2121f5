"""Accounts of staff: who may sign in, and how a password must be."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from shared.kernel.rejection import Conflict, NotAllowed, NotFound, Rejection
from shared.kernel.roles import Grant, Role

LOGIN_SHAPE = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*(?:@[a-z0-9-]+(?:\.[a-z0-9-]+)+)?")
LEAST_PASSWORD_CHARS, MOST_PASSWORD_CHARS = 12, 200
MOST_NAME_CHARS = 120
FEWEST_DIFFERENT_CHARS = 5


class AccountUnknown(NotFound):
    """Không có tài khoản này ở nút này.
    There is no such account at this node.
    """


class LoginUnusable(Rejection):
    """Tên đăng nhập gồm chữ thường không dấu, chữ số, dấu chấm hoặc là địa chỉ thư công vụ.
    A login is lower-case letters, digits and dots, or an office e-mail address.
    """


class LoginTaken(Conflict):
    """Tên đăng nhập này đã có người dùng; hãy chọn tên khác.
    This login is taken; choose another.
    """


class NameMissing(Rejection):
    """Hãy ghi họ và tên, tối đa 120 ký tự.
    Write the full name, 120 characters at most.
    """


class PasswordTooShort(Rejection):
    """Mật khẩu cần ít nhất 12 ký tự. Một câu dễ nhớ dùng được, có dấu cách cũng được.
    A password needs at least 12 characters. A sentence one remembers will do, spaces included.
    """


class PasswordTooPlain(Rejection):
    """Mật khẩu này quá dễ đoán: đừng dùng tên đăng nhập hay lặp lại vài ký tự.
    This password is too easy to guess: do not use the login or repeat a few characters.
    """


class PasswordsDiffer(Rejection):
    """Hai lần nhập mật khẩu mới chưa giống nhau.
    The new password was not typed the same way twice.
    """


class SignInRefused(NotAllowed):
    """Tài khoản hoặc mật khẩu chưa đúng.
    The account or the password is not right.
    """


class NoAccountHere(NotAllowed):
    """Tài khoản cơ quan này chưa có tài khoản ở nút này. Hãy hỏi người quản trị đơn vị.
    There is no account here for that office account. Ask the administrator of your unit.
    """


class AccountSuspended(NotAllowed):
    """Tài khoản này đang tạm khóa. Hãy hỏi người quản trị đơn vị.
    This account is suspended. Ask the administrator of your unit.
    """


class LastAdministrator(Conflict):
    """Đây là người quản trị cuối cùng của nút. Hãy giao vai trò quản trị cho người khác trước.
    This is the last administrator of the node. Entrust somebody else first.
    """


class FirstAdministratorExists(Conflict):
    """Nút này đã có người quản trị; hãy nhờ người ấy tạo tài khoản.
    This node has an administrator already; let that person make the account.
    """


class RoleOutOfReach(NotAllowed):
    """Chỉ giao được vai trò ở đơn vị mà mình quản trị.
    A role can only be given over units one administers.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A member of staff. Name and login are personal data: they stay on this node's pages."""

    id: UUID
    login: str
    name: str
    grants: tuple[Grant, ...] = ()
    must_change_password: bool = False
    suspended_at: datetime | None = None
    version: int = 1
    password_hash: str = field(default="", repr=False)

    @property
    def is_administrator(self) -> bool:
        """Whether the account keeps other accounts."""
        return any(grant.role is Role.ADMINISTRATOR for grant in self.grants)


def account_id(text: str) -> UUID:
    """`text` as the id of an account.

    Raises:
        AccountUnknown: if no id looks so.

    """
    try:
        return UUID(text)
    except ValueError as no_id:
        raise AccountUnknown from no_id


def login_of(text: str) -> str:
    """`text` as a login.

    >>> login_of(" NTHA.SaiDong ")
    'ntha.saidong'

    Raises:
        LoginUnusable: if it has another shape.

    """
    login = text.strip().lower()
    if not LOGIN_SHAPE.fullmatch(login) or len(login) > MOST_NAME_CHARS:
        raise LoginUnusable
    return login


def name_of(text: str) -> str:
    """`text` as a person's full name.

    Raises:
        NameMissing: if nothing, or far too much, was written.

    """
    name = " ".join(text.split())
    if not 0 < len(name) <= MOST_NAME_CHARS:
        raise NameMissing
    return name


def new_password(password: str, again: str, *, login: str) -> str:
    """`password`, if it can be taken as a new one.

    Length counts, not the kinds of characters (NIST SP 800-63B, 5.1.1.2).

    Raises:
        PasswordsDiffer: if it was typed differently the second time.
        PasswordTooShort: if it has fewer than twelve characters.
        PasswordTooPlain: if it holds the login or hardly any different characters.

    """
    if password != again:
        raise PasswordsDiffer
    if not LEAST_PASSWORD_CHARS <= len(password) <= MOST_PASSWORD_CHARS:
        raise PasswordTooShort
    folded = password.lower()
    if login.partition("@")[0] in folded or len(set(folded)) < FEWEST_DIFFERENT_CHARS:
        raise PasswordTooPlain
    return password


def refuse_suspended(account: Account) -> None:
    """Let pass whoever may sign in.

    Raises:
        AccountSuspended: if the account is suspended.

    """
    if account.suspended_at is not None:
        raise AccountSuspended


def may_entrust(by: tuple[Grant, ...], line: tuple[str, ...]) -> None:
    """Let an administrator give a role over a unit; `line` is the unit and its superiors.

    Raises:
        RoleOutOfReach: if the giver does not administer the unit.

    """
    reached = {g.unit for g in by if g.role is Role.ADMINISTRATOR}
    if not reached & set(line):
        raise RoleOutOfReach
