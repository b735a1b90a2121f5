"""Mail: read whatever was used to write it; a letter nobody can read is refused by name."""

import base64
import quopri
from time import monotonic
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.channels.domain.mail import MailUnreadable, MailWithoutSender, mail_in
from tests.spec.intake.letters import CITIZEN, OFFICE, WORDS, bounce, letter, raw


def test_a_letter_is_read() -> None:
    mail = mail_in(letter().as_bytes())

    assert (mail.sender, mail.sender_name) == (CITIZEN, "Nguyễn Thị Hoa")
    assert (mail.subject, mail.text) == ("Đèn đường hỏng", WORDS)
    assert mail.recipients == (OFFICE,)
    assert mail.message_id == "thu-1@dan.example"
    assert not mail.is_automatic
    assert not mail.is_reply


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('Content-Type: text/plain; charset="utf-8"', WORDS.encode()),
        ("Content-Type: text/plain", WORDS.encode()),
        ("", WORDS.encode()),
        ("Content-Type: text/plain; charset=x-nobody-knows", WORDS.encode()),
        ("Content-Type: text/plain; charset=us-ascii", WORDS.encode()),
        ("Content-Type: text/plain; charset=utf-16", WORDS.encode("utf-16")),
        (
            """Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: base64""",
            base64.encodebytes(WORDS.encode()),
        ),
        (
            """Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable""",
            quopri.encodestring(normalize("NFD", WORDS).encode()),
        ),
    ],
)
def test_vietnamese_is_read_in_whatever_way_it_was_encoded(head: str, body: bytes) -> None:
    assert mail_in(raw(head, body)).text == WORDS


def test_old_windows_wrote_letter_and_tone_apart() -> None:
    body = "Phươ\u0300ng".encode("cp1258")

    mail = mail_in(raw("Content-Type: text/plain; charset=windows-1258", body))

    assert mail.text == "Phường"


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?b?xJDDqG4gxJHGsOG7nW5nIGjhu49uZw==?=",
        "=?UTF-8?Q?=C4=90=C3=A8n_=C4=91=C6=B0?= =?UTF-8?Q?=E1=BB=9Dng_h=E1=BB=8Fng?=",
        "Đèn đường hỏng",
    ],
)
def test_a_subject_is_read_in_whatever_way_it_was_encoded(subject: str) -> None:
    sent = b"From: Hoa <hoa@dan.example>\r\nSubject: " + subject.encode() + b"\r\n\r\nx"
    assert mail_in(sent).subject == "Đèn đường hỏng"


def test_html_alone_is_read_as_plain_words() -> None:
    html = (
        "<html><head><style>p{color:red}</style><title>x</title></head><body><p>Đèn&nbsp;đường"
        "<br>hỏng</p><script>alert(1)</script><div>ba hôm</div></body></html>"
    )
    mail = mail_in(raw("Content-Type: text/html; charset=utf-8", html.encode()))

    assert mail.text == "Đèn đường\nhỏng\nba hôm"


def test_of_two_forms_of_one_text_the_plain_one_is_read() -> None:
    written = letter()
    written.add_alternative(f"<p><b>{WORDS}</b> (HTML)</p>", subtype="html")

    assert mail_in(written.as_bytes()).text == WORDS


def test_photos_and_files_hang_on_the_letter_and_are_not_read_as_words() -> None:
    written = letter()
    written.add_attachment(
        b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="ảnh.jpg"
    )
    written.add_attachment("a;b", filename="bảng.csv")

    mail = mail_in(written.as_bytes())

    assert mail.text == WORDS
    assert [file.name for file in mail.attached] == ["ảnh.jpg", "bảng.csv"]
    assert mail.attached[0].content == b"\xff\xd8\xff"


def test_a_letter_forwarded_as_a_file_speaks_not_for_its_sender() -> None:
    written = letter()
    written.add_attachment(letter("Lời của người khác"))

    assert mail_in(written.as_bytes()).text == WORDS


def test_a_reply_names_what_it_answers_nearest_first() -> None:
    answer = letter(In_Reply_To="<c@x>", References="<a@x> <b@x>  <c@x>")

    assert mail_in(answer.as_bytes()).answers == ("c@x", "b@x", "a@x")


def test_whoever_asks_for_answers_elsewhere_gets_them_there() -> None:
    assert mail_in(letter(Reply_To="Hoa <hoa@noi-khac.example>").as_bytes()).sender == (
        "hoa@noi-khac.example"
    )


def test_a_letter_without_a_number_is_known_by_its_content() -> None:
    first = mail_in(raw("Subject: a", b"x"))

    assert first.message_id == mail_in(raw("Subject: a", b"x")).message_id
    assert first.message_id != mail_in(raw("Subject: b", b"x")).message_id


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"List_Id": "<tin.dan.example>"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_machine_wrote_is_known_as_such(headers: dict[str, str]) -> None:
    assert mail_in(letter(**headers).as_bytes()).is_automatic


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@x.example", "no-reply@x.example"])
def test_some_senders_are_machines(sender: str) -> None:
    assert mail_in(letter(sender=sender).as_bytes()).is_automatic


def test_a_person_who_says_so_is_no_machine() -> None:
    assert not mail_in(letter(Auto_Submitted="no").as_bytes()).is_automatic


@pytest.mark.parametrize(("action", "is_final"), [("failed", True), ("delayed", False)])
def test_a_report_says_of_which_letter_and_whether_it_gave_up(
    action: str, *, is_final: bool
) -> None:
    mail = mail_in(bounce("b-7@phuong.example", action=action))

    assert mail.bounce is not None
    assert mail.bounce.of == "b-7@phuong.example"
    assert mail.bounce.is_final is is_final
    assert "no such user" in mail.bounce.reason
    assert mail.is_automatic


def test_a_letter_from_nobody_is_refused() -> None:
    with pytest.raises(MailWithoutSender):
        mail_in(b"Subject: x\r\n\r\nwords")


@given(st.binary(max_size=2_000))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    for head in (b"", b"From: a@b.example\r\n", b"From: a@b.example\r\nContent-Type: "):
        try:
            mail = mail_in(head + content)
        except (MailUnreadable, MailWithoutSender):
            continue
        assert "\x00" not in mail.text


HEADERS = ("From", "To", "Subject", "Message-ID", "Content-Type", "References", "Date")


@given(st.lists(st.tuples(st.sampled_from(HEADERS), st.text(max_size=80)), max_size=8))
def test_no_header_breaks_the_reader(headers: list[tuple[str, str]]) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    try:
        mail_in(head.encode("utf-8", "surrogatepass") + b"\r\nx")
    except (MailUnreadable, MailWithoutSender):
        return


@pytest.mark.heavy
def test_a_letter_nested_a_thousand_times_is_refused_by_name() -> None:
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(2_000)
    )
    with pytest.raises(MailUnreadable):
        mail_in(b"From: a@b.example\r\n" + head)


def test_a_header_without_end_is_read_as_far_as_anybody_writes() -> None:
    never_closed = "=?utf-8?q?" * 300_000
    letter = f"From: a@b.vn\r\nSubject: {never_closed}\r\n\r\nĐèn hỏng".encode()

    begun = monotonic()
    mail = mail_in(letter)

    assert mail.sender == "a@b.vn"
    assert monotonic() - begun < 5, "the time it takes grows not by the square"
