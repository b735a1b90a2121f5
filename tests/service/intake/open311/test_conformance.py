"""Conformance: the rules of every checker about what is put out, one by one (GeoReport v2)."""

import re

import pytest

from tests.service.intake.open311.program import V2, Program, texts, xml

pytestmark = pytest.mark.infra

MOMENT = re.compile(r"^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$")
RESOURCES = ["services", "services/env_waste", "requests", "servicerequestupdates"]


async def test_discovery_is_there_in_both_formats_without_a_charset(program: Program) -> None:
    for at in (V2, "/open311"):
        xml_answer = await program.door.get(f"{at}/discovery.xml")
        json_answer = await program.door.get(f"{at}/discovery.json")
        assert xml_answer.headers["content-type"] == "text/xml"
        assert json_answer.headers["content-type"] == "application/json"


async def test_discovery_leads_to_two_endpoints_production_and_test(program: Program) -> None:
    document = xml(await program.ask("discovery.xml"))
    told = (await program.ask("discovery.json")).json()

    assert texts(document, "type") == ["production", "test"]
    assert [one["type"] for one in told["endpoints"]] == ["production", "test"]
    assert {one["specification"] for one in told["endpoints"]} == {
        "http://wiki.open311.org/GeoReport_v2"
    }
    assert told["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    for one in told["endpoints"]:
        assert (await program.door.get(one["url"] + "/services.xml")).status_code == 200
        assert MOMENT.match(one["changeset"])


async def test_every_other_answer_says_its_charset(program: Program) -> None:
    for resource in RESOURCES:
        xml_answer, json_answer = (
            await program.ask(f"{resource}.xml"),
            await program.ask(f"{resource}.json"),
        )
        assert xml_answer.headers["content-type"] == "text/xml; charset=utf-8"
        assert json_answer.headers["content-type"] == "application/json; charset=utf-8"
        assert xml_answer.text.startswith('<?xml version="1.0" encoding="UTF-8"?>')


async def test_json_is_spark_a_bare_array_whose_lists_are_arrays(program: Program) -> None:
    await program.sent()

    assert isinstance(await program.told("services"), list)
    assert isinstance(await program.told("requests"), list)
    definition = await program.told("services/env_waste")
    assert isinstance(definition["attributes"], list)
    assert isinstance(definition["attributes"][0]["values"], list)


async def test_services_have_every_field_and_truths_are_truths(program: Program) -> None:
    fields = ["service_code", "service_name", "description", "metadata", "type", "keywords",
              "group"]  # fmt: skip

    for service in await program.told("services"):
        assert list(service) == fields
        assert isinstance(service["metadata"], bool)
        assert all(service[name] for name in fields if name != "metadata")
    document = xml(await program.ask("services.xml"))
    assert set(texts(document, "metadata")) == {"true", "false"}
    assert all(texts(document, name) for name in fields)


async def test_a_definition_says_what_is_asked_in_its_order(program: Program) -> None:
    told = await program.told("services/env_waste")
    fields = {"variable", "code", "datatype", "required", "datatype_description", "order",
              "description"}  # fmt: skip

    assert told["service_code"] == "env_waste"
    assert fields <= told["attributes"][0].keys()
    assert told["attributes"][0]["order"] == 1
    assert told["attributes"][0]["values"][0] == {"key": "household", "name": "Rác sinh hoạt"}
    document = xml(await program.ask("services/env_waste.xml"))
    assert all(texts(document, name)[0] for name in fields)


async def test_a_service_whose_metadata_is_true_has_questions(program: Program) -> None:
    for service in (await program.told("services"))[:8]:
        told = await program.told(f"services/{service['service_code']}")
        assert bool(told["attributes"]) is service["metadata"]


async def test_dates_are_utc_without_a_fraction_everywhere(program: Program) -> None:
    number = await program.sent()
    one = await program.one(number)
    document = xml(await program.ask(f"requests/{number}.xml"))

    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert MOMENT.match(one[name])
        assert MOMENT.match(texts(document, name)[0])


async def test_it_is_always_said_until_when(program: Program) -> None:
    await program.sent()
    found = await program.told("requests")
    assert all(one["expected_datetime"] > one["requested_datetime"] for one in found)


async def test_ids_are_strings_and_degrees_are_numbers_with_a_point(program: Program) -> None:
    number = await program.sent(lat="21", long="105")

    one = await program.one(number, api_key=program.key)
    assert isinstance(one["service_request_id"], str)
    assert isinstance(one["service_code"], str)
    assert (one["lat"], one["long"]) == (21.0, 105.0)
    assert isinstance(one["lat"], float)
    document = xml(await program.ask(f"requests/{number}.xml", api_key=program.key))
    assert texts(document, "lat") + texts(document, "long") == ["21.0", "105.0"]


async def test_no_element_of_xml_is_empty_and_there_is_always_an_address(
    program: Program,
) -> None:
    await program.sent(description="", address_string="", first_name="", last_name="", email="")

    for resource in ("services", "requests", "servicerequestupdates"):
        document = xml(await program.ask(f"{resource}.xml"))
        assert all(
            (one.text or "").strip() for one in document.iterfind(".//*") if not len(one)
        )
    assert all(texts(xml(await program.ask("requests.xml")), "address"))


async def test_the_fields_of_a_request_are_those_of_the_specification(program: Program) -> None:
    one = await program.one(await program.sent())
    assert list(one) == [
        "service_request_id", "status", "status_notes", "service_name", "service_code",
        "description", "agency_responsible", "requested_datetime", "updated_datetime",
        "expected_datetime", "address",
    ]  # fmt: skip
