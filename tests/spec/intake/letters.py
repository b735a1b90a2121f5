"""Letters as citizens' programs write them."""

from email import policy
from email.message import EmailMessage

CITIZEN, OFFICE = "hoa@dan.example", "phuong@phuong.example"
WORDS = "Đèn đường trước số 12 ngõ 5 hỏng ba hôm nay."


def letter(
    words: str = WORDS,
    *,
    subject: str = "Đèn đường hỏng",
    sender: str = CITIZEN,
    **headers: str,
) -> EmailMessage:
    """A letter of a citizen; `headers` are spelt with `_` for `-`."""
    written = EmailMessage(policy=policy.SMTP)
    written["From"] = f"Nguyễn Thị Hoa <{sender}>"
    written["To"] = OFFICE
    written["Subject"] = subject
    if "message_id" not in headers:
        written["Message-ID"] = "<thu-1@dan.example>"
    for name, value in headers.items():
        written[name.replace("_", "-")] = value
    written.set_content(words)
    return written


def raw(head: str, body: bytes) -> bytes:
    """A letter byte by byte; `From` and `To` are given."""
    lines = [f"From: Hoa <{CITIZEN}>", f"To: {OFFICE}", *head.strip().splitlines()]
    return "\r\n".join(line.strip() for line in lines).encode() + b"\r\n\r\n" + body


def bounce(of: str, *, action: str = "failed") -> bytes:
    """The report of a mail server on a letter of ours."""
    return raw(
        """Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"
        """,
        f"""--b\r
Content-Type: text/plain\r
\r
I'm sorry.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.dan.example\r
\r
Final-Recipient: rfc822; hoa@dan.example\r
Action: {action}\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 5.1.1 no such user\r
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
From: {OFFICE}\r
Message-ID: <{of}>\r
Subject: =?utf-8?q?=C4=90=C3=A3_nh=E1=BA=ADn?=\r
\r
--b--\r
""".encode(),
    )
