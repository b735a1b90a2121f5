"""Refusals: each with its number, in the format that was asked for, and never a page."""

import pytest

from tests.service.intake.open311.program import V2, Program, texts, xml

pytestmark = pytest.mark.infra

NOWHERE = "00000000-0000-4000-8000-000000000000"


async def test_no_more_than_ninety_days_at_once(program: Program) -> None:
    answer = await program.ask(
        "requests.json", start_date="2026-01-01T00:00:00Z", end_date="2026-06-01T00:00:00Z"
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("resource", "status"),
    [
        ("services/unknown", 404),
        (f"requests/{NOWHERE}", 404),
        ("requests/nonsense", 404),
        (f"tokens/{NOWHERE}", 404),
        ("tokens/nonsense", 404),
        ("services?jurisdiction_id=nowhere", 404),
        ("nothing", 404),
        ("requests?status=fixed", 400),
        ("requests?start_date=yesterday", 400),
        ("requests?page=0", 400),
        ("requests?api_key=wrong", 403),
    ],
)
@pytest.mark.parametrize("form", ["xml", "json"])
async def test_what_goes_wrong_is_said_with_its_number_in_the_format_asked_for(
    program: Program, resource: str, *, status: int, form: str
) -> None:
    path, _, query = resource.partition("?")
    answer = await program.door.get(f"{V2}/{path}.{form}?{query}")

    assert answer.status_code == status
    if form == "json":
        assert answer.json()[0]["code"] == str(status)
        assert answer.json()[0]["description"]
    else:
        document = xml(answer)
        assert document.tag == "errors"
        assert texts(document, "code") == [str(status)]
        assert texts(document, "description")[0]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "wrong"}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "unknown"}, 404),
        ({"jurisdiction_id": "nowhere"}, 404),
        ({"lat": "", "long": "", "address_string": ""}, 400),
        ({"lat": "91"}, 400),
        ({"long": ""}, 400),
        ({"attribute[waste_kind]": "gold"}, 400),
        ({"description": "x" * 4001}, 400),
        ({"email": "nonsense"}, 400),
    ],
)
async def test_what_cannot_be_taken_is_refused_with_its_number(
    program: Program, changed: dict[str, str], status: int
) -> None:
    answer = await program.send(**changed)
    assert (answer.status_code, answer.json()[0]["code"]) == (status, str(status))


async def test_an_address_in_no_format_is_told_the_two_there_are(program: Program) -> None:
    for resource in ("services.html", "services", "requests.yaml", "requests"):
        answer = await program.ask(resource)
        assert (answer.status_code, xml(answer).tag) == (400, "errors")
