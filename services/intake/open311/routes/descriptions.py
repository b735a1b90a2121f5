"""How the document of intake's routes describes Open311: addresses, fields, both formats."""

from typing import Any

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
TRUTH: dict[str, Any] = {"type": "boolean"}
DEGREES: dict[str, Any] = {"type": "number"}
MOMENT: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}


def record(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with its fields."""
    return {
        "type": "object",
        "required": list(required),
        "properties": required | (optional or {}),
    }


def many(item: dict[str, Any]) -> dict[str, Any]:
    """An array of one kind."""
    return {"type": "array", "items": item}


def either(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """An answer in both formats; the schema is that of the JSON."""
    content = {"text/xml": {}, "application/json": {"schema": schema}}
    return {"description": description, "content": content}


ERROR = record({"code": TEXT, "description": TEXT})
ERRORS: dict[int | str, dict[str, Any]] = {
    400: either("What was asked cannot be done", many(ERROR)),
    403: either("The api_key is missing, unknown, revoked or spent", many(ERROR)),
    404: either("There is no such thing here", many(ERROR)),
    413: {
        "description": "More was sent than is taken",
        "content": {
            "text/xml": {},
            "application/json": {"schema": many(ERROR)},
            "application/problem+json": {},
        },
    },
    503: either("Not now; the same request may work in a few seconds", many(ERROR)),
}

DISCOVERY = record(
    {
        "changeset": MOMENT,
        "contact": TEXT,
        "key_service": TEXT,
        "endpoints": many(
            record(
                {
                    "specification": TEXT,
                    "url": TEXT,
                    "changeset": MOMENT,
                    "type": {"enum": ["production", "test"]},
                    "formats": many(TEXT),
                }
            )
        ),
    }
)
SERVICES = many(
    record(
        {
            "service_code": TEXT,
            "service_name": TEXT,
            "description": TEXT,
            "metadata": TRUTH,
            "type": {"enum": ["realtime", "batch", "blackbox"]},
            "keywords": TEXT,
            "group": TEXT,
        }
    )
)
DEFINITION = record(
    {
        "service_code": TEXT,
        "attributes": many(
            record(
                {
                    "variable": TRUTH,
                    "code": TEXT,
                    "datatype": TEXT,
                    "required": TRUTH,
                    "datatype_description": TEXT,
                    "order": {"type": "integer", "minimum": 1},
                    "description": TEXT,
                },
                {"values": many(record({"key": TEXT, "name": TEXT}))},
            )
        ),
    }
)


def query(**fields: str) -> list[dict[str, Any]]:
    """Parameters of an address by name, each with what it means; none is ever required."""
    return [
        {"name": name, "in": "query", "description": meaning, "schema": {"type": "string"}}
        for name, meaning in fields.items()
    ]


JURISDICTION = query(jurisdiction_id="Whose requests; without it, everything served here.")


REQUEST = record(
    {
        "service_request_id": TEXT,
        "status": {"enum": ["open", "closed"]},
        "status_notes": TEXT,
        "service_name": TEXT,
        "service_code": TEXT,
        "description": TEXT,
        "agency_responsible": TEXT,
        "requested_datetime": MOMENT,
        "updated_datetime": MOMENT,
        "expected_datetime": MOMENT,
        "address": TEXT,
    },
    {
        "lat": DEGREES,
        "long": DEGREES,
        "media_url": TEXT,
        "attributes": many({"type": "object"}),
        "extended_attributes": record({"channel": TEXT, "photos": many({"type": "object"})}),
        "notes": many(record({"datetime": MOMENT, "description": TEXT, "type": TEXT})),
    },
)
REQUESTS = many(REQUEST)
CREATED = many(
    {
        "type": "object",
        "oneOf": [{"required": ["service_request_id"]}, {"required": ["token"]}],
        "properties": {
            "service_request_id": TEXT,
            "token": TEXT,
            "service_notice": TEXT,
            "account_id": TEXT,
        },
    }
)
TOKENS = many(record({"service_request_id": TEXT, "token": TEXT}))
UPDATES = many(
    record(
        {
            "update_id": TEXT,
            "service_request_id": TEXT,
            "status": TEXT,
            "external_status_code": TEXT,
            "updated_datetime": MOMENT,
            "description": TEXT,
        }
    )
)
UPDATED = many(record({"update_id": TEXT}))

PAGES = query(page="Which page, from 1.", page_size="How many on a page; at most 1000.")
EXTENSIONS = query(extensions="`true`: attributes, extended_attributes and notes, too.")
KEY = query(api_key="Shows what this key brought in its own words; not needed.")
SPAN = query(
    start_date="From this moment; W3C form.", end_date="To this moment; at most 90 days on."
)
REQUEST_PARAMETERS = [
    *JURISDICTION,
    *query(
        service_request_id="These requests, comma delimited; nothing else counts then.",
        service_code="These services, comma delimited.",
        status="open, closed, or both.",
        updated_after="Changed since.",
        updated_before="Changed until.",
    ),
    *SPAN,
    *PAGES,
    *EXTENSIONS,
    *KEY,
]
UPDATE_PARAMETERS = [
    *JURISDICTION,
    *query(service_request_id="Of these requests, comma delimited."),
    *SPAN,
    *PAGES,
    *KEY,
]


def form(**fields: str) -> dict[str, Any]:
    """A form as it is sent: urlencoded or multipart, each field with what it means."""
    properties: dict[str, Any] = {
        name: {"type": "string", "description": meaning} for name, meaning in fields.items()
    }
    plain = {"schema": {"type": "object", "properties": properties}}
    file = {"type": "string", "format": "binary"}
    media = {"media": {"type": "array", "items": file, "description": "Photos; at most 5."}}
    with_files = {"schema": {"type": "object", "properties": properties | media}}
    content = {"application/x-www-form-urlencoded": plain, "multipart/form-data": with_files}
    return {"requestBody": {"content": content}}


WHO = {
    "email": "Of whoever reports.",
    "first_name": "The given name.",
    "last_name": "The family name, and what stands between.",
    "phone": "Of whoever reports.",
    "account_id": "Given back as it came.",
    "device_id": "Of the device.",
}
REQUEST_FORM = form(
    api_key="Whose program sends.",
    jurisdiction_id="For whom; without it, for the place itself.",
    service_code="What it is about.",
    lat="Degrees north, WGS84.",
    long="Degrees east, WGS84.",
    address_string="Where, in words.",
    address_id="Where, by a number of an address book.",
    description="What has happened; at most 4000 characters.",
    media_url="Where a photo is; it is named to staff and not fetched.",
    service_request_id_ext="The sender's own number: sent twice, it is one request.",
    **{"attribute[waste_kind]": "An answer to a question of the service."},
    **WHO,
)
UPDATE_FORM = form(
    api_key="Whose program sends.",
    jurisdiction_id="For whom.",
    service_request_id="Of which request.",
    update_id="The sender's own number: sent twice, it is one update.",
    status="OPEN, CLOSED, FIXED, REOPEN and the like.",
    updated_datetime="When; W3C form.",
    description="What is said.",
    **WHO,
)
