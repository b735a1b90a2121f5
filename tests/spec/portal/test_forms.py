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

from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.rendering import Templates

FORM = """
{% extends "portal/base_staff.html" %}
{% import "portal/macros/form.html" as forms with context %}
{% block title %}Mô hình{% endblock %}
{% block main %}
{% call forms.post("/models/new/with-file", with_file=true) %}
{{ forms.error_summary(form) }}
{{ forms.version(3) }}
{{ forms.field(form, "title", "Tên", hint="Một câu", lang="vi") }}
{{ forms.textarea(form, "why", "Vì sao", optional=true) }}
{{ forms.number(form, "count", "Số hộ", unit="hộ") }}
{{ forms.date(form, "begun_on", "Ngày bắt đầu", first="2018-01-01") }}
{{ forms.select(form, "field", "Lĩnh vực", options, empty="Chọn") }}
{{ forms.choices(form, "themes", "Nội dung", options, many=true) }}
{{ forms.file(form, "proof", "Minh chứng", optional=true) }}
{{ forms.actions("Đăng ký mô hình", "/models") }}
{% endcall %}
{% endblock %}
"""
OPTIONS = [Option("F1", "Kinh tế"), Option("F2", "Văn hóa", hint="xã hội")]


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    (tmp_path / "form.html").write_text(FORM)
    (tmp_path / "done.html").write_text(
        '{% extends "portal/base_staff.html" %}{% block title %}Xong{% endblock %}'
        "{% block main %}{% endblock %}"
    )
    templates, app = Templates(tmp_path, place_name="Phường Sài Đồng"), FastAPI()

    @app.get("/done")
    async def done(request: Request) -> HTMLResponse:
        return templates.render(request, "done.html")

    @app.post("/models/new/with-file")
    async def post_model(
        request: Request, form: Annotated[FormData, Depends(form_data_of)]
    ) -> Response:
        fields = FormReader(form)
        fields.text("title", most=40)
        fields.whole("count", least=1, most=500)
        fields.day("begun_on")
        fields.one_of("field", ["F1", "F2"])
        fields.some_of("themes", ["F1", "F2"])
        if fields.form.is_refused:
            return templates.render(request, "form.html", form=fields.form, options=OPTIONS)
        return see_other("/done", "flash.saved", name=fields.text("title"))

    async with at(app) as client:
        yield client


def at(app: FastAPI) -> AsyncClient:
    return AsyncClient(
        transport=ASGITransport(app), base_url="http://desk", follow_redirects=True
    )


WRONG = {"count": "nhiều", "begun_on": "31/09/2018"}
GOOD = {"title": "Hòa giải", "count": "1", "begun_on": "2018-03-01", "field": "F1"}


async def test_a_refused_form_keeps_every_value(web: AsyncClient) -> None:
    sent = GOOD | {"count": "nhiều", "why": "Vì dân <b>", "themes": ["F2"], "field": "F2"}
    page = await web.post("/models/new/with-file", data=sent)

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


async def test_a_refusal_stands_at_its_field_and_in_the_title(web: AsyncClient) -> None:
    page = (await web.post("/models/new/with-file", data=GOOD | WRONG)).text

    assert "<title>Lỗi: Mô hình" in page
    assert "Còn 2 chỗ cần sửa" in page
    assert '<a href="#f-begun_on">Ngày này không có trong lịch.' in page
    assert 'aria-invalid="true"' in page
    assert 'id="f-begun_on-e"' in page
    assert 'aria-describedby="f-begun_on-e"' in page


async def test_a_refusal_speaks_the_language_of_the_reader(web: AsyncClient) -> None:
    page = (await web.post("/models/new/with-file?lang=en", data=GOOD | {"title": ""})).text

    assert "Fill in this field." in page
    assert "Hãy điền" not in page


async def test_what_was_done_is_said_once(web: AsyncClient) -> None:
    first = (await web.post("/models/new/with-file", data=GOOD)).text
    again = (await web.get("/done")).text

    assert "Đã lưu Hòa giải." in first
    assert "Đã lưu" not in again


@pytest.mark.parametrize("cookie", ["x", "WyJwb3J0YWwuc2tpcCIse31d", "W10=", "bnVsbA=="])
async def test_nobody_makes_a_page_say_just_anything(web: AsyncClient, cookie: str) -> None:
    web.cookies.set("kheo_flash", cookie)

    assert 'role="status"' not in (await web.get("/done")).text


async def test_a_file_comes_along_with_its_bytes() -> None:
    app = FastAPI()

    @app.post("/")
    async def sent(form: Annotated[FormData, Depends(form_data_of)]) -> dict[str, str]:
        upload = form.upload("proof")
        assert upload is not None
        return {"name": upload.name, "content": upload.content.decode(), "t": form.text("t")}

    async with at(app) as client:
        files = {"proof": ("biên bản.pdf", b"%PDF")}
        answer = await client.post("/", data={"t": " a\u0306 "}, files=files)
    assert answer.json() == {"name": "biên bản.pdf", "content": "%PDF", "t": "ă"}


def test_every_value_that_cannot_be_read_leaves_its_own_refusal() -> None:
    fields = FormReader(FormData.blank(title="", count="một", day="31/02/2020", many=["x"]))
    made = (fields.text("title"), fields.whole("count"), fields.day("day"))
    fields.some_of("many", ["a", "b"])
    fields.one_of("one", ["a"])
    invented = FormReader(FormData.blank(kind="made-up"))

    assert invented.one_of("kind", ["a"]) == ""
    assert list(invented.form.refusals) == ["kind"]
    assert made == ("", 0, date.min)
    assert list(fields.form.refusals) == ["title", "count", "day", "many", "one"]


def test_the_first_refusal_of_a_field_stands() -> None:
    fields = FormReader(FormData.blank())
    fields.refuse(WHOLE_FORM, "một")
    fields.refuse(WHOLE_FORM, "hai")

    assert fields.form.refusals == {WHOLE_FORM: "một"}
