"""What is sent is bounded before it is read; files are read from staff only."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from fastapi import FastAPI, UploadFile
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel, SecretStr

from shared.chassis.access import COOKIE, Access, Principal
from shared.chassis.body_limit import MOST_BYTES, bound_bodies
from shared.chassis.problems import explain_problems
from shared.kernel.places import UnitCode
from shared.kernel.roles import Grant, Role

ACCESS = Access(operator_token=SecretStr("key of the house"), session_key=SecretStr("sessions"))
STAFF = {"Authorization": "Bearer key of the house"}
ONE_MB = b"x" * 1_000_000


class Form(BaseModel):
    text: str


def app() -> FastAPI:
    app = FastAPI()
    explain_problems(app)
    bound_bodies(app, ACCESS)

    @app.post("/api/intake/v1/feedback")
    async def feedback(form: Form) -> int:
        return len(form.text)

    @app.post("/api/intake/v1/dossiers/import")
    async def dossiers(file: UploadFile) -> int:
        return len(await file.read())

    @app.post("/plans/with-file")
    async def plan(file: UploadFile) -> int:
        return len(await file.read())

    return app


OFFICER = Principal(
    account=uuid4(), session=uuid4(), grants=(Grant(Role.OFFICER, UnitCode("east")),)
)


@pytest_asyncio.fixture
async def door() -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app(), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://node") as client:
        yield client


class Sender:
    """Sends piece by piece, without saying how much it will be."""

    def __init__(self, pieces: int, *, head: bytes = b"") -> None:
        self._pieces = pieces
        self._head = head
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._head
        for _ in range(self._pieces):
            self.taken += 1
            yield ONE_MB


async def test_what_is_announced_as_too_large_is_refused(door: AsyncClient) -> None:
    sent = {"url": "/api/intake/v1/feedback", "content": b"x" * (MOST_BYTES + 1)}
    answer = await door.post(**sent)
    english = await door.post(**sent, headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "quá lớn" in answer.json()["detail"]
    assert "64 kB" in english.json()["detail"]
    assert "quá lớn" not in english.json()["detail"]


async def test_what_is_not_announced_is_counted(door: AsyncClient) -> None:
    json = {"Content-Type": "application/json"}
    answer = await door.post("/api/intake/v1/feedback", content=Sender(5), headers=json)

    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


async def test_the_longest_message_in_its_longest_spelling_passes(door: AsyncClient) -> None:
    answer = await door.post("/api/intake/v1/feedback", json={"text": "😀" * 4000})

    assert (answer.status_code, answer.json()) == (200, 4000)


async def test_a_file_is_larger_than_a_form_and_bounded_too(door: AsyncClient) -> None:
    where, small, large = "/api/intake/v1/dossiers/import", ONE_MB, ONE_MB * 22

    taken = await door.post(where, files={"file": ("a.csv", small)}, headers=STAFF)
    refused = await door.post(where, files={"file": ("a.csv", large)}, headers=STAFF)

    assert (taken.status_code, taken.json()) == (200, len(small))
    assert (refused.status_code, refused.json()["code"]) == (413, "body-too-large")


async def test_who_has_signed_in_may_send_a_plan_of_twenty_megabytes(door: AsyncClient) -> None:
    door.cookies.set(COOKIE, ACCESS.written(OFFICER))
    plan, fifty_mb = b"x" * 20_000_000, b"x" * 50_000_000

    taken = await door.post("/plans/with-file", files={"file": ("a.pdf", plan)})
    refused = await door.post("/plans/with-file", files={"file": ("a.pdf", fifty_mb)})
    door.cookies.clear()
    stranger = await door.post("/plans/with-file", files={"file": ("a.pdf", b"x")})

    assert (taken.status_code, taken.json()) == (200, len(plan))
    assert (refused.status_code, refused.json()["code"]) == (413, "body-too-large")
    assert "tối đa 20 MB" in refused.json()["detail"]
    assert (stranger.status_code, stranger.json()["code"]) == (401, "sign-in-needed")


async def test_a_form_that_never_ends_is_cut_off(door: AsyncClient) -> None:
    door.cookies.set(COOKIE, ACCESS.written(OFFICER))
    disposition = b'Content-Disposition: form-data; name="file"; filename="a.pdf"'
    sender = Sender(60, head=b"--x\r\n" + disposition + b"\r\n\r\n")
    form = {"Content-Type": "multipart/form-data; boundary=x"}

    refused = await door.post("/plans/with-file", content=sender, headers=form)

    assert refused.status_code == 413
    assert sender.taken < 60


def with_token(role: Role) -> dict[str, str]:
    """What a machine shows that was given `role` over the ward."""
    machine = replace(OFFICER, session=uuid4(), grants=(Grant(role, UnitCode("east")),))
    token = ACCESS.sessions.token(machine, until=datetime.now(UTC) + timedelta(days=1))
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("where", ["/api/intake/v1/dossiers/import", "/plans/with-file"])
async def test_a_machine_with_a_token_of_ours_may_send_files(
    door: AsyncClient, where: str
) -> None:
    answer = await door.post(
        where, files={"file": ("a.csv", ONE_MB)}, headers=with_token(Role.OFFICER)
    )

    assert (answer.status_code, answer.json()) == (200, len(ONE_MB))


async def test_whoever_may_only_read_imports_nothing(door: AsyncClient) -> None:
    refused = await door.post(
        "/api/intake/v1/dossiers/import",
        files={"file": ("a.csv", ONE_MB)},
        headers=with_token(Role.AUDITOR),
    )

    assert (refused.status_code, refused.json()["code"]) == (403, "not-yours")


@pytest.mark.parametrize("shown", [{}, {"Authorization": "Bearer guessed"}])
async def test_nothing_is_read_of_a_file_from_a_stranger(shown: dict[str, str]) -> None:
    answer: list[Any] = []
    headers = [(k.lower().encode(), v.encode()) for k, v in shown.items()]
    scope = {
        "type": "http",
        "query_string": b"",
        "method": "POST",
        "path": "/api/intake/v1/dossiers/import",
        "headers": headers,
    }

    async def receive() -> Any:
        raise AssertionError("a stranger's file was read")

    async def send(message: Any) -> None:
        answer.append(message)

    await app()(scope, receive, send)

    assert answer[0]["status"] == 401
    assert b"sign-in-needed" in answer[1]["body"]
