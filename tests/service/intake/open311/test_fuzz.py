"""Fuzz: whatever programs ask and send, they get an answer in the format, and never a 500."""

from typing import TypeVar
from urllib.parse import quote_from_bytes

import pytest
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.nodes import OPERATOR
from tests.service.intake.open311.program import (
    HOLE,
    KEYS,
    TRIAL,
    V2,
    Program,
    program_with_key,
    texts,
    xml,
)

pytestmark = pytest.mark.infra

MANY = 150
KNOWN = (
    "services", "requests", "servicerequestupdates", "discovery", "tokens/1", "requests/1",
    "services/env_waste", "services/", "", "requests/" + "9" * 3000, "tokens/%00",
)  # fmt: skip
FORMS = ("xml", "json", "html", "XML", "", "xml.json", "%00", "..%2f..", "%ff")
PARAMETERS = (
    "jurisdiction_id", "service_request_id", "service_code", "start_date", "end_date", "status",
    "page", "page_size", "updated_after", "extensions", "api_key",
)  # fmt: skip
FIELDS = (
    "service_code", "lat", "long", "address_string", "address_id", "description", "email",
    "phone", "first_name", "last_name", "account_id", "media_url", "attribute[waste_kind]",
    "attribute[", "attribute[][]", "jurisdiction_id", "service_request_id_ext", "update_id",
    "service_request_id", "status", "updated_datetime", "public_anonymity_required",
)  # fmt: skip
NASTY = (
    b"", b" ", b"\x00", b"\xff\xfe", b"9" * 5000, b"-1", b"0", b"1e999", b"nan", b"2026-11-25",
    b"2026-11-25T00:00:00+07:00", b"0001-01-01", b"9999-12-31T23:59:59Z", b"east", b"env_waste",
    b"' OR 1=1 --", b"a," * 3000, b"\xf0\x9f\x8c\xb3", b"x" * 9000, b"<![CDATA[]]>", b"21.03",
    b"\xed\xa0\x80", b"\xc2\x85", b"a\r\nb", b"true", b"00000000-0000-4000-8000-000000000000",
)  # fmt: skip
VALUES = st.sampled_from(NASTY) | st.binary(max_size=30)
URLENCODED = "application/x-www-form-urlencoded"
TYPES = (
    URLENCODED, f"{URLENCODED}; charset=klingon", "multipart/form-data", "text/plain", "",
    "multipart/form-data; boundary=x", "multipart/form-data; boundary=", "application/json",
)  # fmt: skip
ACCEPTS = (b"", b"*/*", b"text/html", b"application/json;q=nonsense", b"\xff")
EXPECTED = {200, 201, 400, 403, 404}

Thought = TypeVar("Thought")


def thought_of(some: st.SearchStrategy[Thought], many: int = MANY) -> list[Thought]:
    """The same examples on every run: they are asked of a server, and that takes turns."""
    found: list[Thought] = []

    @settings(
        max_examples=many,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(some)
    def think(one: Thought) -> None:
        found.append(one)

    think()
    return found


def query(told: dict[str, bytes]) -> bytes:
    return "&".join(
        f"{name}={quote_from_bytes(value)}" for name, value in told.items()
    ).encode()


def is_in_its_format(answer: Response) -> bool:
    asked = "application/json" if answer.url.path.endswith(".json") else "text/xml"
    return answer.headers.get("content-type", "").startswith(asked)


async def test_any_question_has_an_answer(program: Program) -> None:
    questions = st.tuples(
        st.sampled_from(KNOWN),
        st.sampled_from(FORMS),
        st.dictionaries(st.sampled_from(PARAMETERS), VALUES, max_size=4),
        st.sampled_from(ACCEPTS),
    )
    for resource, form, told, accept in thought_of(questions):
        address = f"{V2}/{resource}.{form}?{query(told).decode()}"
        answer = await program.door.get(address, headers={"Accept": accept})

        assert answer.status_code in EXPECTED, address
        assert is_in_its_format(answer), address


@pytest.mark.parametrize("resource", ["requests", "servicerequestupdates"])
@pytest.mark.parametrize("at", [V2, TRIAL])
async def test_anything_sent_is_taken_or_refused(
    program: Program, at: str, resource: str
) -> None:
    basis = {name: value.encode() for name, value in HOLE.items()}
    changes = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=3)
    generous = await program_for_ever(program)
    for changed in thought_of(changes, MANY // 2):
        body = query(basis | {"api_key": generous.encode()} | changed)
        answer = await program.door.post(
            f"{at}/{resource}.xml", content=body, headers={"Content-Type": URLENCODED}
        )
        assert answer.status_code in EXPECTED, (changed, answer.text)
        assert is_in_its_format(answer)
        assert xml(answer).tag in {"errors", "service_requests", "service_request_updates"}


async def test_any_body_of_any_kind_is_taken_or_refused(program: Program) -> None:
    letters = st.tuples(st.binary(max_size=400), st.sampled_from(TYPES))
    for body, kind in thought_of(letters):
        answer = await program.door.post(
            f"{V2}/requests.json", content=body, headers={"Content-Type": kind}
        )
        assert answer.status_code in EXPECTED, (body, kind, answer.text)
        assert is_in_its_format(answer)


@pytest.mark.parametrize("size", [70_000, 30_000_000])
async def test_a_body_that_is_too_large_is_refused_and_not_read_to_the_end(
    program: Program, size: int
) -> None:
    answer = await program.door.post(
        f"{V2}/requests.xml", content=b"a=" + b"x" * size, headers={"Content-Type": URLENCODED}
    )
    assert answer.status_code in {400, 413}
    assert "text/html" not in answer.headers["content-type"]


async def test_a_key_that_is_used_too_often_waits_a_minute_and_nobody_else_does(
    program: Program,
) -> None:

    hasty = await program_with_key(program.door, program.node, per_minute=2)

    answers = [await hasty.send("xml", description=str(n)) for n in range(3)]

    assert [one.status_code for one in answers] == [201, 201, 403]
    assert answers[2].headers["retry-after"] == "60"
    assert texts(xml(answers[2]), "code") == ["403"]
    assert (await program.send()).status_code == 201


async def test_a_key_that_is_revoked_opens_nothing(program: Program) -> None:

    other = await program_with_key(program.door, program.node)
    await program.door.post(f"{KEYS}/{other.key_id}/revoke", headers=OPERATOR)

    assert (await other.send()).status_code == 403


async def program_for_ever(program: Program) -> str:

    return (await program_with_key(program.door, program.node, per_minute=6000)).key
