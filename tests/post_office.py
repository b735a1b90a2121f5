"""A post office for tests: a real IMAP server (dovecot) and a real SMTP server before it.

Whatever is handed in over SMTP lands in the mailbox named by the part before the `@`. Some
addresses answer as servers do on a bad day: `unknown@…` refuses for good, `later@…` for now.
"""

import asyncio
import grp
import os
import pwd
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from deploy.launcher.ports import free_port
from deploy.launcher.programs import Program
from shared.testing.probing import eventually

PASSWORD = "mailbox-of-the-test"
DOMAIN = "phuong.example"
UNKNOWN, LATER = f"unknown@{DOMAIN}", f"later@{DOMAIN}"
LOST = (OSError, IMAPClientError)

RENUMBERED = re.compile(r"(?<=V)\d+")

CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
default_internal_user = {inner}
default_internal_group = {inner_group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%n
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%n
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  {chroot}
}}
service stats {{
  {chroot}
}}
"""


@dataclass(kw_only=True)
class PostOffice:
    """Both servers at work."""

    folder: Path
    imap_port: int
    smtp_port: int
    handed_in: list[str] = field(default_factory=list)
    """To whom letters were handed in, refused ones included, in order."""

    def told(self) -> dict[str, str]:
        """What a node is told of its mailbox, `phuong@…`."""
        return {
            "KHEO_MAIL_ADDRESS": f"phuong@{DOMAIN}",
            "KHEO_IMAP_HOST": "127.0.0.1",
            "KHEO_IMAP_PORT": str(self.imap_port),
            "KHEO_IMAP_TLS": "none",
            "KHEO_IMAP_USER": "phuong",
            "KHEO_IMAP_PASSWORD": PASSWORD,
            "KHEO_SMTP_HOST": "127.0.0.1",
            "KHEO_SMTP_PORT": str(self.smtp_port),
            "KHEO_SMTP_TLS": "none",
        }

    async def put(self, raw: bytes, *, box: str = "phuong") -> None:
        """Lay a letter into a mailbox."""
        await asyncio.to_thread(self._put, raw, box)

    async def letters(self, box: str, folder: str = "INBOX") -> list[bytes]:
        """What lies in a mailbox, oldest first."""
        return await asyncio.to_thread(self._letters, box, folder)

    async def renumber(self, box: str = "phuong") -> None:
        """Let the mailbox forget its numbers, as after a move to another server."""
        await asyncio.to_thread(self._renumber, box)

    def _put(self, raw: bytes, box: str) -> None:
        with self._at(box) as client:
            client.append("INBOX", raw)

    def _letters(self, box: str, folder: str) -> list[bytes]:
        with self._at(box) as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def _renumber(self, box: str) -> None:
        root = self.folder / "mail" / box
        numbers = root / "dovecot-uidlist"
        head, rest = numbers.read_text().split("\n", 1)
        numbers.write_text(f"{RENUMBERED.sub(_next, head, count=1)}\n{rest}")
        for index in root.glob("dovecot.index*"):
            index.unlink()

    def _at(self, box: str) -> IMAPClient:
        client = IMAPClient("127.0.0.1", port=self.imap_port, ssl=False, timeout=20)
        client.login(box, PASSWORD)
        return client


class _Sorter:
    """What the SMTP server does with a letter."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        self._office.handed_in.append(address)
        if address == UNKNOWN:
            return "550 5.1.1 no such mailbox"
        if address == LATER:
            return "451 4.7.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        for address in envelope.rcpt_tos:
            box, _, _ = address.partition("@")
            await self._office.put(bytes(envelope.content or b""), box=box)
        return "250 taken"


def _folder() -> Path:
    """Where nobody's mail can be reached by nobody; pytest's own folders are for us alone."""
    folder = Path(tempfile.mkdtemp(prefix="kheo-post-"))
    folder.chmod(0o755)
    return folder


def _next(number: re.Match[str]) -> str:
    return str(int(number.group()) + 1)


@asynccontextmanager
async def post_office() -> AsyncIterator[PostOffice]:
    """Both servers for a while, on free ports of loopback."""
    office = PostOffice(folder=_folder(), imap_port=free_port(), smtp_port=free_port())
    server = _dovecot(office)
    await server.start()
    controller = Controller(_Sorter(office), hostname="127.0.0.1", port=office.smtp_port)
    try:
        await eventually(lambda: _greets(office), shows=True)
        controller.start()
        yield office
    finally:
        if controller.server is not None:
            controller.stop()
        await server.stop()
        shutil.rmtree(office.folder)


async def _greets(office: PostOffice) -> bool:
    try:
        await office.letters("phuong")
    except LOST:
        return False
    return True


def _dovecot(office: PostOffice) -> Program:
    """As root its inner processes are other users; nobody's mail belongs to root."""
    is_root = os.geteuid() == 0
    me, mine = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
    owner = pwd.getpwnam("nobody" if is_root else me)
    for name in ("mail", "home"):
        room = office.folder / name
        room.mkdir(mode=0o700)
        os.chown(room, owner.pw_uid, owner.pw_gid)
    path = office.folder / "dovecot.conf"
    text = CONFIG.format(
        folder=office.folder,
        inner="dovecot" if is_root else me,
        inner_group="dovecot" if is_root else mine,
        login="dovenull" if is_root else me,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        password=PASSWORD,
        chroot="" if is_root else "chroot =",
        port=office.imap_port,
    )
    path.write_text(text, encoding="utf-8")
    return Program(
        name="dovecot",
        command=(shutil.which("dovecot") or "/usr/sbin/dovecot", "-F", "-c", str(path)),
        log=office.folder / "start.log",
    )
