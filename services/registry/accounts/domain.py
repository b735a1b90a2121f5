"""Accounts of staff: who may sign in, and how a password must be."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from shared.kernel.places import PlaceCode, UnitCode
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

    @property
    def standing(self) -> str:
        """Whether one can sign in: `suspended`, by a one-time password alone, or `open`."""
        if self.suspended_at is not None:
            return "suspended"
        return "one_time" if self.must_change_password else "open"


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


MOST_DAYS = 92
"""Longer than a leave of three months is a new appointment, not a delegation."""


class DelegationUnknown(NotFound):
    """Không có ủy quyền này, hoặc ủy quyền không dành cho tài khoản này.
    There is no such delegation, or it is not for this account.
    """


class DelegationOver(Conflict):
    """Ủy quyền này chưa bắt đầu, đã hết hạn hoặc đã được thu hồi.
    This delegation has not begun, is over, or was taken back.
    """


class DelegationTooLong(Rejection):
    """Ủy quyền kéo dài từ một ngày đến tối đa 92 ngày, và không bắt đầu trong quá khứ.
    A delegation lasts from one day to 92 days, and does not begin in the past.
    """


class DelegatedToOneself(Rejection):
    """Không thể ủy quyền cho chính mình.
    Nobody can delegate to himself or herself.
    """


class RoleNotOnesOwn(Rejection):
    """Chỉ ủy quyền được vai trò mà mình đang giữ; vai trò quản trị không ủy quyền được.
    Only a role one holds can be delegated; that of an administrator cannot.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """`deputy` may act for `principal` from the first day to the last."""

    id: UUID
    principal: UUID
    deputy: UUID
    role: Role
    unit: UnitCode
    first_day: date
    last_day: date
    is_taken_back: bool = False


def delegate(wanted: Delegation, *, held: Collection[Grant], today: date) -> Delegation:
    """`wanted`, if its principal may delegate so.

    Raises:
        DelegatedToOneself: if deputy and principal are the same.
        DelegationTooLong: if the days are out of order, past, or too many.
        RoleNotOnesOwn: if the principal does not hold the role over that unit.

    """
    if wanted.principal == wanted.deputy:
        raise DelegatedToOneself
    days = (wanted.last_day - wanted.first_day).days
    if not 0 <= days < MOST_DAYS or wanted.first_day < today:
        raise DelegationTooLong
    if wanted.role is Role.ADMINISTRATOR or Grant(wanted.role, wanted.unit) not in held:
        raise RoleNotOnesOwn
    return wanted


def is_in_force(delegation: Delegation, *, today: date) -> bool:
    """Whether the deputy may act today."""
    lasts = delegation.first_day <= today <= delegation.last_day
    return lasts and not delegation.is_taken_back


def is_still_good(delegation: Delegation, *, today: date) -> bool:
    """Whether the deputy may act today or on a day to come."""
    return today <= delegation.last_day and not delegation.is_taken_back


def borrowed(
    delegation: Delegation, *, held: Collection[Grant], today: date
) -> tuple[Grant, ...]:
    """What the deputy may do in the principal's name: no more than the principal still may.

    Raises:
        DelegationOver: if it is not in force, or the principal no longer holds the role.

    """
    grant = Grant(delegation.role, delegation.unit)
    if not is_in_force(delegation, today=today) or grant not in held:
        raise DelegationOver
    return (grant,)


KEY_SHAPE = re.compile(r"U[A-Z2-7]{55}")
"""A user's public nkey: the letter U and 55 more of base32."""


class KeyUnusable(Rejection):
    """Khóa công khai của nút gồm 56 ký tự, bắt đầu bằng chữ U. Hãy chép nguyên từ nút ấy.
    A node’s public key has 56 characters and begins with U. Copy it whole from that node.
    """


class KeyOfAnother(Conflict):
    """Khóa này đã được ghi cho một nút khác; mỗi nút có khóa riêng.
    This key is known as that of another node; every node has its own.
    """


class ParentNotAbove(Rejection):
    """Nút cấp trên phải đặt ở một đơn vị cấp trên của đơn vị này.
    The parent node must stand at a unit above this one.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A place with its node, since a day."""

    place: PlaceCode
    parent: PlaceCode | None
    public_key: str
    enrolled_on: date


def enrol(wanted: Enrolment, *, known: Collection[Enrolment], line: Sequence[str]) -> Enrolment:
    """`wanted`, if it can be; `line` is the unit with all its superiors, itself first.

    Raises:
        KeyUnusable: if the key is not that of a node.
        KeyOfAnother: if another place is known by it.
        ParentNotAbove: if the parent node stands anywhere but above.

    """
    if not KEY_SHAPE.fullmatch(wanted.public_key):
        raise KeyUnusable
    if any(o.public_key == wanted.public_key and o.place != wanted.place for o in known):
        raise KeyOfAnother
    if wanted.parent is not None and wanted.parent not in line[1:]:
        raise ParentNotAbove
    return wanted


LONGEST = timedelta(hours=12)
"""A working day with its overtime; then one signs in again."""
LONGEST_IDLE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser in which somebody has signed in."""

    id: UUID
    account: UUID
    begun_at: datetime
    renewed_at: datetime
    ended_at: datetime | None = None
    device: str = ""
    """What the browser calls itself, shortened: shown to its owner alone."""
    delegation: UUID | None = None

    @property
    def ends_at(self) -> datetime:
        """When it is over, however busy it was."""
        return self.begun_at + LONGEST


def is_alive(session: Session, *, now: datetime) -> bool:
    """Whether a session may be renewed."""
    is_idle = now - session.renewed_at > LONGEST_IDLE
    return session.ended_at is None and now < session.ends_at and not is_idle


MOST_TOKEN_DAYS = 366
MOST_TOKEN_NAME_CHARS = 80


class TokenUnknown(NotFound):
    """Không có mã truy cập này ở nút này.
    There is no such token at this node.
    """


class TokenNameMissing(Rejection):
    """Hãy đặt tên cho mã truy cập, tối đa 80 ký tự, ví dụ “Cổng một cửa”.
    Name the token, 80 characters at most, such as “One-stop system”.
    """


class TokenLastsTooLong(Rejection):
    """Mã truy cập dùng được từ 1 đến 366 ngày; hết hạn thì tạo mã mới.
    A token lasts from 1 to 366 days; make a new one when it is over.
    """


class TokenForMachinesOnly(Rejection):
    """Mã truy cập cho máy chỉ mang vai trò cán bộ hoặc kiểm tra; việc còn lại cần người.
    A machine's token carries the role of officer or auditor; the rest takes people.
    """


ROLES_OF_MACHINES = (Role.OFFICER, Role.AUDITOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What was given out to a machine."""

    id: UUID
    name: str
    role: Role
    unit: UnitCode
    expires_at: datetime
    ended_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether it opens nothing more."""
        return self.ended_at is not None or self.expires_at <= now


def give_out(token: Token, *, now: datetime) -> Token:
    """`token`, if it may be given out.

    Raises:
        TokenNameMissing: if nobody could tell what it is for.
        TokenLastsTooLong: if it would last for more than a year, or not at all.
        TokenForMachinesOnly: if its role takes a person.

    """
    if not 0 < len(token.name) <= MOST_TOKEN_NAME_CHARS:
        raise TokenNameMissing
    if not timedelta() < token.expires_at - now <= timedelta(days=MOST_TOKEN_DAYS):
        raise TokenLastsTooLong
    if token.role not in ROLES_OF_MACHINES:
        raise TokenForMachinesOnly
    return token
