"""A council of a ward, its reviewers and its nominees, as tests walk up to them."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count

from httpx import AsyncClient, Response

from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.nominations import Subject
from services.registry.units.domain.units import Unit
from services.registry.units.workflows import note_unit
from shared.chassis.access import COOKIE, CSRF_HEADER, Principal
from shared.chassis.database import Database
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.roles import Role
from tests.nodes import Node
from tests.signing_in import sign_in, sign_out, somebody

CLERK = somebody(Role.OFFICER, "east")
CHAIR = somebody(Role.LEADER, "east")
REVIEWERS = [somebody(Role.REVIEWER, "east") for _ in range(5)]
TEACHER = somebody(Role.REVIEWER, "truong-hoc")
SCHOOL = the_guide().criteria_for(Subject.COLLECTIVE, "school")
CSRF = re.compile(r'name="csrf" value="([^"]*)"')
ID = re.compile(r"/([0-9a-f-]{36})")

_numbers = count(1)


async def school_known(node: Node) -> None:
    """A school of the ward, hosted by it."""
    school = Unit(
        code=UnitCode("truong-hoc"),
        parent=UnitCode("east"),
        host=PlaceCode("east"),
        kind="school",
        vi="Trường Tiểu học Sài Đồng",
        en="Sài Đồng primary school",
        valid_from=date(2018, 1, 1),
    )
    database = Database.at(node.url_of("registry"))
    async with database.transaction() as tx:
        await note_unit(tx, school, told_at=datetime.now(UTC))
    await database.close()


@contextmanager
def acting(door: AsyncClient, who: Principal | None) -> Iterator[None]:
    """Somebody else speaks through the door for a while; nobody in particular if None."""
    pass_before, key_before = door.cookies.get(COOKIE, ""), door.headers.get(CSRF_HEADER, "")
    sign_out(door)
    if who is not None:
        sign_in(door, who)
    yield
    door.cookies.set(COOKIE, pass_before)
    door.headers[CSRF_HEADER] = key_before


async def sent(
    door: AsyncClient, path: str, *, seen_at: str = "", **fields: object
) -> Response:
    """The answer to a form sent as a browser does, with the key its page carries."""
    page = await door.get(seen_at or path)
    token = CSRF.search(page.text)
    told = {name.replace("__", "-"): value for name, value in fields.items()}
    told |= {"csrf": html.unescape(token.group(1))} if token else {}
    return await door.post(path, data=told, headers={CSRF_HEADER: ""})


async def nominated(door: AsyncClient, **changed: object) -> str:
    """The id of a new nomination."""
    told = {"subject": "collective", "unit": "truong-hoc", "year": "2026"}
    told |= {"achievement": f"Lớp học xóa mù số {next(_numbers)}"} | changed
    answer = await sent(door, "/exemplars/new", **told)
    assert answer.status_code == 303, answer.text
    return id_in(answer)


def id_in(answer: Response) -> str:
    """The id in the address one is sent to."""
    found = ID.search(answer.headers["location"])
    assert found
    return found.group(1)


def errors(answer: Response) -> str:
    """What a refused form says."""
    assert answer.status_code == 422, (answer.status_code, answer.headers)
    found = re.search(r'class="error-summary".*?</ul>', answer.text, re.DOTALL)
    assert found
    return html.unescape(re.sub(r"<[^>]+>", " ", found.group(0)))


async def version_of(node: Node, nomination: str) -> int:
    rows = await node.rows(
        "registry", "SELECT version FROM nominations WHERE id = $1::uuid", nomination
    )
    return int(rows[0]["version"])


async def stepped(
    door: AsyncClient, node: Node, nomination: str, *, step: str, **more: object
) -> Response:
    """The answer to a step."""
    told: dict[str, object] = {
        "form": step,
        "step": step,
        "document": "12/BB-UBND",
        "happened_on": node.place.day_of(datetime.now(UTC)).isoformat(),
        "version": await version_of(node, nomination),
    }
    page = f"/exemplars/{nomination}"
    return await sent(door, f"{page}/steps", seen_at=page, **told | more)


async def answered(door: AsyncClient, node: Node, nomination: str, **more: object) -> Response:
    """The answer to a checklist in which everything is said."""
    told: dict[str, object] = {"version": await version_of(node, nomination)}
    for criterion in SCHOOL:
        told[f"evidence-{criterion.code}"] = "Có biên bản kèm theo"
        if criterion.kind.wants_figure:
            told |= {f"figure-{criterion.code}": "0", f"source-{criterion.code}": "Sổ trực"}
    page = f"/exemplars/{nomination}/checklist"
    return await sent(door, f"{page}/with-file", seen_at=page, **told | more)


async def published(door: AsyncClient, node: Node, **changed: object) -> str:
    """A nomination that stands open for comment."""
    nomination = await nominated(door, **changed)
    for answer in (
        await stepped(door, node, nomination, step="accept"),
        await answered(door, node, nomination),
        await stepped(door, node, nomination, step="publish"),
    ):
        assert answer.status_code == 303, answer.text
    return nomination


async def days_pass(node: Node, nomination: str, days: int = 9) -> None:
    """As if everything about a nomination had happened some days earlier."""
    for table, columns, key in (
        ("nominations", ("nominated_on", "moved_on"), "id"),
        ("nomination_moves", ("happened_on",), "nomination"),
    ):
        earlier = ", ".join(f"{column} = {column} - {days}" for column in columns)
        await node.rows(
            "registry", f"UPDATE {table} SET {earlier} WHERE {key} = $1::uuid", nomination
        )


async def declared(door: AsyncClient, nomination: str, *ties: str) -> Response:
    """The answer to a declaration."""
    page = f"/exemplars/{nomination}/scoring"
    return await sent(
        door, f"/exemplars/{nomination}/declaration", seen_at=page, ties=list(ties or ("none",))
    )


async def scored(door: AsyncClient, nomination: str, points: int, **more: str) -> Response:
    """The answer to a sheet with the same points throughout."""
    page = f"/exemplars/{nomination}/scoring"
    scores = {f"score-{criterion.code}": str(points) for criterion in SCHOOL}
    return await sent(door, page, **scores | more)


async def facts(node: Node, name: str) -> list[str]:
    """The bodies of what was told under a name."""
    sql = "SELECT convert_from(body, 'utf8') AS body FROM outbox WHERE name = $1 ORDER BY pos"
    return [row["body"] for row in await node.rows("registry", sql, f"registry.{name}.v1")]
