"""Contents: the fields and themes of the movement, and which themes a year took up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.registry.campaigns.domain.duties import Duty, What, complete, units_named
from services.registry.org.domain import document_number
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection
from shared.kernel.working_days import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentName:
    """Something with a code and a name in both languages."""

    code: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentSet(ContentName):
    """The themes that the document of one year took up."""

    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything a campaign or a model may be about."""

    fields: Mapping[str, ContentName]
    themes: Mapping[str, ContentName]
    sets: Mapping[str, ContentSet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation(ContentName):
    """A duty that comes every year, offered to whoever drafts a campaign."""

    what: What
    recurrence: str
    due: tuple[int, int] | None = field(default=None)
    """Month and day; None where the source names none."""
    confidence: str = "low"
    source: str = ""
    quote: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether the source writes the day itself; otherwise it is only proposed."""
        return self.confidence == "high"


CampaignId = NewType("CampaignId", UUID)

MOST_TITLE_CHARS = 200
MOST_GUIDANCE_CHARS = 4_000


class CampaignUnknown(NotFound):
    """Không có đợt thi đua này ở nút này.
    There is no such campaign at this node.
    """


class DraftChanged(Conflict):
    """Người khác vừa lưu bản nháp này. Nội dung đã nhập vẫn còn; hãy đối chiếu rồi lưu lại.
    Somebody else has just saved this draft. What you typed is kept; compare, then save again.
    """


class CampaignAlreadyLaunched(Conflict):
    """Đợt thi đua đã phát động nên không sửa được nữa.
    The campaign has been launched and can no longer be edited.
    """


class CampaignNotRunning(Conflict):
    """Đợt thi đua chưa phát động hoặc đã kết thúc.
    The campaign has not been launched, or is over.
    """


class CampaignIncomplete(Rejection):
    """Đợt thi đua chưa đủ nội dung để phát động.
    The campaign lacks something it needs before it can be launched.
    """


class CampaignTooLong(Rejection):
    """Tên đợt thi đua dài quá 200 ký tự, hoặc nội dung hướng dẫn dài quá 4.000 ký tự.
    The title is longer than 200 characters, or the guidance longer than 4000.
    """


class CampaignOfAnother(Rejection):
    """Đợt thi đua do nút khác phát động; chỉ nút ấy kết thúc được.
    The campaign was launched by another node; only that node can close it.
    """


class CampaignState(StrEnum):
    """How far a campaign has come."""

    DRAFT = "draft"
    LAUNCHED = "launched"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignContent:
    """What people write of a campaign; a draft may lack any of it but the issuer."""

    issuer: UnitCode
    title: str
    number: str = ""
    issued_on: date | None = None
    year: int
    first_day: date
    last_day: date
    content_set: str = ""
    themes: tuple[str, ...] = ()
    guidance: str = ""
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One time-boxed run of the movement; `host` is the node that launched it."""

    id: CampaignId
    content: CampaignContent
    host: PlaceCode
    state: CampaignState
    version: int
    """Rises with every save, so that nobody overwrites what he has not seen."""
    saved_at: datetime
    launched_on: date | None = None
    closed_on: date | None = None

    @property
    def is_running(self) -> bool:
        """Whether plans are taken in for it."""
        return self.state is CampaignState.LAUNCHED


def drafted(
    campaign_id: UUID, content: CampaignContent, *, host: PlaceCode, now: datetime
) -> Campaign:
    """A new draft.

    Raises:
        CampaignIncomplete: if it has no title, or ends before it begins.
        DocumentNumberUnusable: if it names a document that cannot be.

    """
    return Campaign(
        id=CampaignId(campaign_id),
        content=_tidy(content),
        host=host,
        state=CampaignState.DRAFT,
        version=1,
        saved_at=now,
    )


def edited(
    campaign: Campaign, content: CampaignContent, *, seen: int | None, now: datetime
) -> Campaign:
    """The draft with new content; `seen` is the version its editor was looking at.

    Raises:
        CampaignAlreadyLaunched: if it is no draft any more.
        DraftChanged: if somebody else saved it meanwhile.
        CampaignIncomplete: if it has no title, or ends before it begins.
        DocumentNumberUnusable: if it names a document that cannot be.

    """
    if campaign.state is not CampaignState.DRAFT:
        raise CampaignAlreadyLaunched
    if campaign.version != seen:
        raise DraftChanged
    return replace(campaign, content=_tidy(content), version=campaign.version + 1, saved_at=now)


def launched(
    campaign: Campaign, *, seen: int | None, today: date, calendar: Calendar
) -> Campaign:
    """The campaign as it goes out: complete, every duty with its day.

    Raises:
        CampaignAlreadyLaunched: if it is no draft any more.
        DraftChanged: if somebody saved it after it was last looked at.
        CampaignIncomplete: if it has no document, no theme or no duty, or is over.
        DutyIncomplete: if a duty asks nobody or has no day.

    """
    if campaign.state is not CampaignState.DRAFT:
        raise CampaignAlreadyLaunched
    if campaign.version != seen:
        raise DraftChanged
    content = campaign.content
    _refuse_incomplete(content, today)
    duties = tuple(
        complete(
            duty.resolved(today, calendar),
            first_day=content.first_day,
            last_day=content.last_day,
        )
        for duty in content.duties
    )
    return replace(
        campaign,
        content=replace(content, duties=duties),
        state=CampaignState.LAUNCHED,
        version=campaign.version + 1,
        launched_on=today,
    )


def closed(campaign: Campaign, *, today: date, here: PlaceCode) -> Campaign:
    """The campaign, over; what comes in afterwards is still written down.

    Raises:
        CampaignNotRunning: if it was not launched, or is closed already.
        CampaignOfAnother: if another node launched it.

    """
    if not campaign.is_running:
        raise CampaignNotRunning
    if campaign.host != here:
        raise CampaignOfAnother
    return replace(
        campaign, state=CampaignState.CLOSED, version=campaign.version + 1, closed_on=today
    )


def units_of(content: CampaignContent) -> frozenset[UnitCode]:
    """Every unit a campaign names: its issuer, and whom its duties ask by name."""
    return units_named(content.duties) | {content.issuer}


def _tidy(content: CampaignContent) -> CampaignContent:
    if not content.title.strip():
        raise CampaignIncomplete("Hãy ghi tên đợt thi đua.", "Give the campaign a title.")
    if content.last_day < content.first_day:
        raise CampaignIncomplete(
            "Ngày kết thúc phải sau ngày bắt đầu.", "The last day must come after the first."
        )
    title, guidance = content.title.strip(), content.guidance.strip()
    if len(title) > MOST_TITLE_CHARS or len(guidance) > MOST_GUIDANCE_CHARS:
        raise CampaignTooLong
    number = document_number(content.number).text if content.number.strip() else ""
    return replace(content, title=title, guidance=guidance, number=number)


def _refuse_incomplete(content: CampaignContent, today: date) -> None:
    for is_lacking, vi, en in _lacking(content, today):
        if is_lacking:
            raise CampaignIncomplete(vi, en)


def _lacking(content: CampaignContent, today: date) -> Collection[tuple[bool, str, str]]:
    return (
        (not content.number, "Hãy ghi số, ký hiệu văn bản phát động.", "Name the document."),
        (content.issued_on is None, "Hãy ghi ngày ban hành văn bản.", "Date the document."),
        (
            content.issued_on is not None and content.issued_on > today,
            "Ngày ban hành văn bản chưa tới.",
            "The document's date has not come yet.",
        ),
        (not content.themes, "Hãy chọn ít nhất một nội dung.", "Choose at least one content."),
        (not content.duties, "Hãy ghi ít nhất một nghĩa vụ.", "Ask at least one duty."),
        (
            content.last_day < today,
            "Thời gian của đợt thi đua đã qua.",
            "The campaign's time is over already.",
        ),
    )
