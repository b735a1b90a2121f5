"""Letter papers: a letter's words where they stand on an official paper."""

from datetime import tzinfo

from services.intake.letters.domain.letter_content import Content, number_written
from services.intake.letters.domain.letters import Issue
from shared.kernel.typography import NO_BREAK, day_in_full
from shared.portal.papers.paper import Line, Paper, Signature, office_lines

NO_DAY = f"ngày{NO_BREAK}…… tháng{NO_BREAK}…… năm{NO_BREAK}………"


def paper_of(content: Content, issue: Issue | None, *, symbol: str, zone: tzinfo) -> Paper:
    """The paper; without a number and a day as long as nobody has signed it."""
    day = day_in_full(issue.issued_on) if issue else NO_DAY
    return Paper(
        superior=office_lines(content.superior),
        issuer=office_lines(content.issuer),
        number=number_written(issue.number if issue else None, symbol),
        place_and_day=f"{content.place_name}, {day}",
        title=content.title,
        about=content.about,
        to=[content.to],
        opening=content.opening,
        facts=[Line(one.label, one.value, one.is_strong) for one in content.facts],
        closing=content.closing,
        signature=Signature(
            authority=content.authority.upper(),
            position=content.position.upper(),
            name=content.signer,
            note=_signed(issue, zone),
        ),
        copies=content.copies,
        is_draft=issue is None,
    )


def _signed(issue: Issue | None, zone: tzinfo) -> str:
    if issue is None:
        return ""
    at = issue.signed_at.astimezone(zone)
    how = "Đã ký" if issue.signed_by else "Ký theo ủy quyền thường trực"
    return f"{how} trên hệ thống Khéo lúc {at:%H:%M, %d/%m/%Y}"
