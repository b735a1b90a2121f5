"""Channels: which ways in and out of a node are open, and who the node is on them."""

from dataclasses import dataclass

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.chassis.mail_sending import SmtpPlan
from shared.chassis.mailbox import MailboxPlan, Tls
from shared.chassis.text_gateway import GatewayPlan

NONE = SecretStr("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who we are in what we send."""

    address: str
    name: str
    public_url: str
    """What links begin with; empty: letters carry codes only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookKeys:
    """What providers prove themselves with; empty: their door is shut."""

    sms: SecretStr
    zalo_app_id: str
    zalo: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """The channels of one node; what was not given is None, and closed."""

    sender: Sender
    keys: WebhookKeys
    mailbox: MailboxPlan | None
    mailbox_every_seconds: float
    smtp: SmtpPlan | None
    sms: GatewayPlan | None
    zalo: GatewayPlan | None

    @property
    def outward(self) -> tuple[str, ...]:
        """The channels by which something leaves."""
        ways = {"email": self.smtp, "sms": self.sms, "zalo": self.zalo}
        return tuple(name for name, plan in ways.items() if plan is not None)


class ChannelSettings(BaseSettings):
    """What a node is told of its channels; an empty address closes one."""

    model_config = SettingsConfigDict(env_prefix="KHEO_", frozen=True, extra="ignore")

    public_url: str = ""
    """Where citizens find this node's pages, such as `https://phuong.example`."""
    mail_address: str = ""
    """Our own address: whither citizens write, and whence we answer."""
    mail_name: str = ""
    """What stands beside it; empty: the name of the place."""
    imap_host: str = ""
    imap_port: int = 993
    imap_tls: Tls = Tls.IMPLICIT
    imap_user: str = ""
    """Empty: the address is the user's name."""
    imap_password: SecretStr = NONE
    imap_folder: str = "INBOX"
    imap_every_seconds: float = 30.0
    """How often the mailbox is looked at."""
    imap_done_folder: str = ""
    """Where taken letters go; empty: they stay, and are marked as read."""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: Tls = Tls.STARTTLS
    smtp_user: str = ""
    """Empty: the server knows us by where we are."""
    smtp_password: SecretStr = NONE
    sms_secret: SecretStr = NONE
    """What the SMS gateway signs its webhooks with; empty: it is refused."""
    sms_gateway_url: str = ""
    """Where text messages are handed in; empty: none is sent."""
    sms_gateway_token: SecretStr = NONE
    zalo_app_id: str = ""
    zalo_secret: SecretStr = NONE
    """The secret key of the Official Account (not that of the app); empty: Zalo is refused."""
    zalo_gateway_url: str = ""
    """Where messages to Zalo are handed in; empty: none is sent."""
    zalo_gateway_token: SecretStr = NONE

    def channels(self, place_name: str) -> Channels:
        """The channels as a node is told to keep them."""
        name, url = self.mail_name or place_name, self.public_url.rstrip("/")
        return Channels(
            sender=Sender(address=self.mail_address, name=name, public_url=url),
            keys=WebhookKeys(
                sms=self.sms_secret, zalo_app_id=self.zalo_app_id, zalo=self.zalo_secret
            ),
            mailbox=self._mailbox() if self.imap_host and self.mail_address else None,
            mailbox_every_seconds=self.imap_every_seconds,
            smtp=self._smtp() if self.smtp_host and self.mail_address else None,
            sms=_gateway(self.sms_gateway_url, self.sms_gateway_token),
            zalo=_gateway(self.zalo_gateway_url, self.zalo_gateway_token),
        )

    def _mailbox(self) -> MailboxPlan:
        return MailboxPlan(
            host=self.imap_host,
            port=self.imap_port,
            tls=self.imap_tls,
            user=self.imap_user or self.mail_address,
            password=self.imap_password,
            folder=self.imap_folder,
            done_folder=self.imap_done_folder,
        )

    def _smtp(self) -> SmtpPlan:
        return SmtpPlan(
            host=self.smtp_host,
            port=self.smtp_port,
            tls=self.smtp_tls,
            user=self.smtp_user,
            password=self.smtp_password,
        )


def _gateway(url: str, token: SecretStr) -> GatewayPlan | None:
    return GatewayPlan(url=url, token=token) if url else None
