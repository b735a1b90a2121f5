"""What is written on the outside of every fact: CloudEvents 1.0 in NATS headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from urllib.parse import unquote
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.subjects import Topic
from shared.kernel.places import PlaceCode
from shared.kernel.rejection import Rejection

TYPE_PREFIX = "kheo."


class EnvelopeUnreadable(Rejection):
    """Phần đầu của sự kiện thiếu hoặc sai, không đọc được.
    The headers of this event are missing or wrong.
    """


class Event(BaseModel):
    """A fact: ids, codes, dates and counts. Never a name, a contact or free text.

    Readers ignore fields they do not know, so a newer speaker never breaks them.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    topic: ClassVar[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The headers of one fact. `nseq` counts within node, service, epoch and lane."""

    id: UUID
    type: str
    node: PlaceCode
    epoch: int
    nseq: int
    occurred_at: datetime
    recorded_at: datetime
    correlation_id: UUID

    @property
    def headers(self) -> dict[str, str]:
        """The NATS headers, CloudEvents binary mode; the id also de-duplicates publishing."""
        name = self.type.removeprefix(TYPE_PREFIX)
        return {
            "Nats-Msg-Id": str(self.id),
            "ce-specversion": "1.0",
            "ce-id": str(self.id),
            "ce-type": self.type,
            "ce-source": f"/{self.node}/{name.split('.', 1)[0]}",
            "ce-time": self.occurred_at.isoformat(),
            "ce-recordedtime": self.recorded_at.isoformat(),
            "ce-datacontenttype": "application/json",
            "ce-node": self.node,
            "ce-epoch": str(self.epoch),
            "ce-nseq": str(self.nseq),
            "ce-correlationid": str(self.correlation_id),
            "content-type": "application/json",
        }


def read_envelope(headers: Mapping[str, str] | None) -> Envelope:
    """The envelope written in `headers`.

    Raises:
        EnvelopeUnreadable: if anything a reader relies on is missing or malformed.

    """
    try:
        fields = headers or {}
        return Envelope(
            id=UUID(fields["ce-id"]),
            type=fields["ce-type"],
            node=PlaceCode(unquote(fields["ce-node"])),
            epoch=int(fields["ce-epoch"]),
            nseq=int(fields["ce-nseq"]),
            occurred_at=_moment(fields["ce-time"]),
            recorded_at=_moment(fields["ce-recordedtime"]),
            correlation_id=UUID(fields["ce-correlationid"]),
        )
    except (KeyError, ValueError) as problem:
        raise EnvelopeUnreadable from problem


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise EnvelopeUnreadable
    return moment
