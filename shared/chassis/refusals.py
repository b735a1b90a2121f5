"""How the documents of our routes describe the answers that say no.

Every route may give every one of them; `serving.as_web_app` says so once for all routes. A
router that says no in another form (Open311) describes its own answers, and those count.
"""

from typing import Any

from fastapi import FastAPI

from shared.chassis.problems import MEDIA_TYPE

SCHEMA_NAME = "Problem"
SCHEMA: dict[str, Any] = {
    "title": SCHEMA_NAME,
    "description": "What did not work, in the language asked for (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Where this kind of problem is described."},
        "title": {"type": "string", "description": "What the rule says."},
        "status": {"type": "integer", "description": "The HTTP status once more."},
        "code": {"type": "string", "description": "The rule that was broken, by name."},
        "detail": {"type": "string", "description": "What it says of this request."},
        "errors": {"type": "array", "description": "Every error found.", "items": {}},
    },
}


def _answer(description: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{SCHEMA_NAME}"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


REFUSALS: dict[int | str, dict[str, Any]] = {
    400: _answer("What was sent cannot be read at all"),
    401: _answer("Nobody has signed in"),
    403: _answer("Not entitled to this"),
    404: _answer("There is no such thing here"),
    409: _answer("It has changed, or was done before"),
    413: _answer("More was sent than is taken"),
    422: _answer("A rule says no, or a field does not fit"),
    503: _answer("Not now; the same request may work in a few seconds"),
}


def describe_refusals(app: FastAPI) -> None:
    """Let the document of `app` hold the schema the refusals refer to."""
    written = app.openapi

    def openapi() -> dict[str, Any]:
        document = written()
        document.setdefault("components", {}).setdefault("schemas", {})[SCHEMA_NAME] = SCHEMA
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's manual has it
