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
