"""The mail of one ward, as tests look at it: what citizens send, what they get."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from services.intake.channels.workflows import MailboxPoller
from services.intake.notices.catalogue import the_templates
from services.intake.notices.workflows import Dispatcher, Writer
from services.intake.settings import Settings
from shared.chassis.attachments import Attachments
from shared.chassis.database import Database
from tests.nodes import Node
from tests.post_office import PostOffice
from tests.spec.intake.letters import CITIZEN, WORDS, letter

LINK = "https://phuong.example"
HOA = CITIZEN.partition("@")[0]


class Post:
    """The postman and the dispatcher of a ward, whose post office is real."""

    def __init__(self, node: Node, office: PostOffice, **told: Any) -> None:
        self.node, self.office = node, office
        node.environment.update(office.told() | {"KHEO_PUBLIC_URL": LINK})
        settings = node.settings(Settings).model_copy(update=told)
        self.channels = settings.channels("Phường Thử")
        self.database = Database.at(node.url_of("intake"))
        self.files = Attachments.of(settings, room="intake")
        place = node.place
        self.postman = MailboxPoller(
            database=self.database, place=place, files=self.files, channels=self.channels
        )
        writer = Writer(
            place=place,
            sender=self.channels.sender,
            templates=the_templates(),
            files=self.files,
        )
        self.dispatcher = Dispatcher(
            database=self.database, place=place, channels=self.channels, writer=writer
        )

    async def visit(self) -> int:
        """The postman comes by."""
        return await self.postman.visit(now=datetime.now(UTC))

    async def send(self, at: datetime | None = None) -> int:
        """What is due is sent."""
        return await self.dispatcher.send_due(now=at or datetime.now(UTC))

    async def citizen_writes(self, written: EmailMessage | bytes) -> None:
        """A letter lands in the ward's mailbox, and the postman comes by."""
        raw = written if isinstance(written, bytes) else written.as_bytes()
        await self.office.put(raw)
        await self.visit()

    async def letters_to(self, box: str = HOA) -> list[EmailMessage]:
        """What lies in a citizen's mailbox, oldest first."""
        return [
            message_from_bytes(raw, policy=policy.default)
            for raw in await self.office.letters(box)
        ]

    async def mails(self) -> list[Mapping[str, Any]]:
        """What became of every letter, oldest first."""
        return list(await self.node.rows("intake", "SELECT * FROM mails ORDER BY id"))

    async def last_mail(self) -> tuple[str, str]:
        """What became of the newest letter, and why."""
        newest = (await self.mails())[-1]
        return newest["state"], newest["reason"]

    async def messages(self, text: str = WORDS) -> list[Mapping[str, Any]]:
        """The messages with these words in them."""
        query = "SELECT * FROM messages WHERE position($1 in text) > 0 ORDER BY received_at"
        return list(await self.node.rows("intake", query, text))

    async def told(self, message: Any) -> list[Mapping[str, Any]]:
        """The notices owed to the sender of a message."""
        query = "SELECT * FROM notices WHERE message_id = $1 ORDER BY created_at"
        return list(await self.node.rows("intake", query, message))

    async def close(self) -> None:
        """Let go of the database."""
        await self.database.close()


def numbered(number: int, words: str = WORDS, **headers: str) -> EmailMessage:
    """A letter of its own number."""
    return letter(f"{words} ({number})", message_id=f"<thu-{number}@dan.example>", **headers)
