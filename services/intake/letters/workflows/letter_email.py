"""Posting: a signed letter whose reader has an e-mail address goes out by itself, as PDF."""

import asyncio

from uuid_utils.compat import uuid7

from services.intake.cases.store.notices import NewNotice, add_notice
from services.intake.letters.domain.letter_content import Content
from services.intake.letters.domain.letters import DeliveryMethod, Letter, delivered
from services.intake.letters.store.letterheads import recipients_of
from services.intake.letters.store.letters import save_letters, take_postable
from services.intake.letters.workflows.letter_papers import paper_of
from services.intake.letters.workflows.promises import Moment
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.portal.papers.pdf import as_pdf

MOST_AT_ONCE = 20


async def post_letters(tx: Transaction, files: Attachments, at: Moment) -> int:
    """Hand some letters to whoever sends e-mail; says how many."""
    waiting = await take_postable(tx, limit=MOST_AT_ONCE)
    for letter in waiting:
        await _post(tx, files, letter, at=at)
    await save_letters(
        tx, [delivered(one, by=DeliveryMethod.EMAIL, on=at.today) for one in waiting]
    )
    return len(waiting)


async def _post(tx: Transaction, files: Attachments, letter: Letter, *, at: Moment) -> None:
    issue = letter.issue
    if issue is None:
        return
    content = Content.of(issue.content)
    known = await recipients_of(tx, letter.subject.kind, [letter.subject.id])
    reader = known[letter.subject.id]
    paper = paper_of(content, issue, symbol=issue.symbol, zone=at.place.time_zone)
    content_of_it = await asyncio.to_thread(as_pdf, paper, at=issue.signed_at)
    file = await files.keep(tx, content_of_it)
    notice = NewNotice(
        id=uuid7(),
        subject_kind="letter",
        subject_id=letter.id,
        message_id=None,
        kind="letter",
        channel="email",
        language="vi",
        data={
            "file": file,
            "file_name": f"thu-{issue.number:02}-{issue.year}.pdf",
            "words": " ".join(content.opening),
            "email": reader.email,
            "name": reader.full_name,
            "code": letter.ref,
            "unit": content.issuer,
        },
        created_at=at.now,
        once=f"letter {letter.id}",
    )
    await add_notice(tx, notice)
