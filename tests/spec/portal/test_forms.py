"""Forms: what was typed stays; what is wrong is said where it is; what was done, once."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Annotated

import pytest
import pytest_asyncio
from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from httpx import ASGITransport, AsyncClient

from shared.portal.easel import Easel
from shared.portal.options import Option
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

FORM = """
{% extends "portal/base_staff.html" %}
{% import "portal/macros/form.html" as form with context %}
{% block title %}Mô hình{% endblock %}
{% block main %}
{% call form.post("/models/new/with-file", with_file=true) %}
{{ form.error_summary(typed) }}
{{ form.version(3) }}
{{ form.field(typed, "title", "Tên", hint="Một câu", lang="vi") }}
{{ form.textarea(typed, "why", "Vì sao", optional=true) }}
{{ form.number(typed, "count", "Số hộ", unit="hộ") }}
{{ form.date(typed, "begun_on", "Ngày bắt đầu", first="2018-01-01") }}
{{ form.select(typed, "field", "Lĩnh vực", options, empty="Chọn") }}
{{ form.choices(typed, "themes", "Nội dung", options, many=true) }}
{{ form.file(typed, "proof", "Minh chứng", optional=true) }}
{{ form.actions("Đăng ký mô hình", "/models") }}
{% endcall %}
{% endblock %}
"""
OPTIONS = [Option("F1", "Kinh tế"), Option("F2", "Văn hóa", hint="xã hội")]


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    (tmp_path / "form.html").write_text(FORM)
    (tmp_path / "done.html").write_text(
        '{% extends "portal/base_staff.html" %}{% block title %}Xong{% endblock %}'
        "{% block main %}{% endblock %}"
    )
    easel, app = Easel(tmp_path, place_name="Phường Sài Đồng"), FastAPI()

    @app.get("/done")
    async def done(request: Request) -> HTMLResponse:
        return easel.draw(request, "done.html")

    @app.post("/models/new/with-file")
    async def post_model(
        request: Request, typed: Annotated[Typed, Depends(typed_in)]
    ) -> Response:
        reading = Reading(typed)
        reading.text("title", most=40)
        reading.whole("count", least=1, most=500)
        reading.day("begun_on")
        reading.one_of("field", ["F1", "F2"])
        reading.some_of("themes", ["F1", "F2"])
        if reading.typed.is_refused:
            return easel.draw(request, "form.html", typed=reading.typed, options=OPTIONS)
        return see_other("/done", "said.saved", name=reading.text("title"))

    async with at(app) as client:
        yield client


def at(app: FastAPI) -> AsyncClient:
    return AsyncClient(
        transport=ASGITransport(app), base_url="http://desk", follow_redirects=True
    )


WRONG = {"count": "nhiều", "begun_on": "31/09/2018"}
GOOD = {"title": "Hòa giải", "count": "1", "begun_on": "2018-03-01", "field": "F1"}


async def test_a_refused_form_keeps_every_value(desk: AsyncClient) -> None:
    sent = GOOD | {"count": "nhiều", "why": "Vì dân <b>", "themes": ["F2"], "field": "F2"}
    page = await desk.post("/models/new/with-file", data=sent)

    assert page.status_code == 422
    for kept in (
        'value="Hòa giải"',
        'value="nhiều"',
        "Vì dân &lt;b&gt;</textarea>",
        'value="2018-03-01"',
        '<option value="F2" selected>',
        'value="F2" checked',
    ):
        assert kept in page.text


async def test_a_refusal_stands_at_its_field_and_in_the_title(desk: AsyncClient) -> None:
    page = (await desk.post("/models/new/with-file", data=GOOD | WRONG)).text

    assert "<title>Lỗi: Mô hình" in page
    assert "Còn 2 chỗ cần sửa" in page
    assert '<a href="#f-begun_on">Ngày này không có trong lịch.' in page
    assert 'aria-invalid="true"' in page
    assert 'id="f-begun_on-e"' in page
    assert 'aria-describedby="f-begun_on-e"' in page


async def test_a_refusal_speaks_the_language_of_the_reader(desk: AsyncClient) -> None:
    page = (await desk.post("/models/new/with-file?lang=en", data=GOOD | {"title": ""})).text

    assert "Fill in this field." in page
    assert "Hãy điền" not in page


async def test_what_was_done_is_said_once(desk: AsyncClient) -> None:
    first = (await desk.post("/models/new/with-file", data=GOOD)).text
    again = (await desk.get("/done")).text

    assert "Đã lưu Hòa giải." in first
    assert "Đã lưu" not in again


@pytest.mark.parametrize("cookie", ["x", "WyJwb3J0YWwuc2tpcCIse31d", "W10=", "bnVsbA=="])
async def test_nobody_makes_a_page_say_just_anything(desk: AsyncClient, cookie: str) -> None:
    desk.cookies.set("kheo_said", cookie)

    assert 'role="status"' not in (await desk.get("/done")).text


async def test_a_file_comes_along_with_its_bytes() -> None:
    app = FastAPI()

    @app.post("/")
    async def sent(typed: Annotated[Typed, Depends(typed_in)]) -> dict[str, str]:
        upload = typed.upload("proof")
        assert upload is not None
        return {"name": upload.name, "content": upload.content.decode(), "t": typed.text("t")}

    async with at(app) as client:
        files = {"proof": ("biên bản.pdf", b"%PDF")}
        answer = await client.post("/", data={"t": " a\u0306 "}, files=files)
    assert answer.json() == {"name": "biên bản.pdf", "content": "%PDF", "t": "ă"}


def test_every_value_that_cannot_be_read_leaves_its_own_refusal() -> None:
    reading = Reading(Typed.blank(title="", count="một", day="31/02/2020", many=["x"]))
    made = (reading.text("title"), reading.whole("count"), reading.day("day"))
    reading.some_of("many", ["a", "b"])
    reading.one_of("one", ["a"])

    assert made == ("", 0, date.min)
    assert list(reading.typed.refusals) == ["title", "count", "day", "many", "one"]


def test_the_first_refusal_of_a_field_stands() -> None:
    reading = Reading(Typed.blank())
    reading.refuse(WHOLE_FORM, "một")
    reading.refuse(WHOLE_FORM, "hai")

    assert reading.typed.refusals == {WHOLE_FORM: "một"}
