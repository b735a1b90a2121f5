"""A case as it is seen outside the office: what is published, and where it was sent on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.intake.cases.domain.cases import Case, Visibility
from services.intake.cases.domain.tracking import tracking_code
from services.intake.open311.domain.forwarding import Forwarding, Stage
from services.intake.open311.domain.servers import Server
from services.intake.open311.queries import Outside
from shared.kernel.places import PlaceCode
from shared.portal.options import Option
from shared.portal.parts import Fact, Link
from shared.portal.words import Words

SHAPES = {
    Stage.WAITING: "wait", Stage.IN_DOUBT: "soon", Stage.TOKEN: "info", Stage.SENT: "met",
    Stage.CLOSED: "met", Stage.REFUSED: "over",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """One server a case was sent on to."""

    server: str
    shape: str
    said: str
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishingView:
    """What may be published, and the servers there are."""

    number: str
    code: str
    crumbs: Sequence[Link]
    may_publish: bool
    is_published: bool
    servers: Sequence[Option]
    elsewhere: Sequence[Elsewhere]


def publishing_view(
    case: Case, outside: Outside, servers: Iterable[Server], *, here: PlaceCode, words: Words
) -> PublishingView:
    """One case, seen from outside."""
    code, known = tracking_code(case.number, here), list(servers)
    names = {server.code: server.name for server in known}
    return PublishingView(
        number=case.number,
        code=code,
        crumbs=[
            Link(words("portal.nav.inbox"), "/inbox"),
            Link(code, f"/cases/{case.number}"),
            Link(words("publishing.title")),
        ],
        may_publish=case.visibility is Visibility.NAMED,
        is_published=outside.words is not None,
        servers=[Option(server.code, server.name) for server in known],
        elsewhere=[
            Elsewhere(
                server=names.get(one.server, one.server),
                shape=SHAPES[one.stage],
                said=words(f"publishing.stage.{one.stage}"),
                facts=list(_facts(one, words)),
            )
            for one in outside.forwardings
        ],
    )


def _facts(forwarding: Forwarding, words: Words) -> Iterator[Fact]:
    if forwarding.remote_id:
        yield Fact(label=words("publishing.number"), value=forwarding.remote_id)
