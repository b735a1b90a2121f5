"""AsyncAPI 3: every fact, every lane it is told in, and the envelope around it.

FastStream can describe only what it hears itself; bulk ears and the relay are not among
that. So the document is made from the catalogue of events.
"""

from collections.abc import Iterator
from typing import Any

from shared.events.catalogue import ALL_EVENTS
from shared.events.envelope import TYPE_PREFIX, Event
from shared.events.subjects import CUSTODY, Reach, Topic, subject_of

Document = dict[str, Any]

JSON_TYPE = "application/json"
SCHEMA_AT = "#/components/schemas/{model}"

LANES = {
    Reach.LOCAL: ("ev", "Stays at the node; its services tell each other."),
    Reach.UP: ("up", "Said here and offered to the parent. Stream UP."),
    Reach.DOWN: ("down.{target}", "A directive for all children or for one. Stream DOWN."),
}
FROM_BELOW = (
    "As heard by the parent of whoever said it. Stream IN. From further below the path is"
    " longer, one `in.<child>` per level: `in.long-bien.in.sai-dong.up.…`."
)
PARAMETERS: Document = {
    "target": {"description": "The code of one child, or `all`.", "default": "all"},
    "child": {"description": "The code of the child that handed the fact over."},
}
UUID_TEXT = {"type": "string", "format": "uuid"}
MOMENT = {"type": "string", "format": "date-time"}
NUMBER = {"type": "string", "pattern": "^[0-9]+$"}
HEADERS: Document = {
    "Nats-Msg-Id": UUID_TEXT | {"description": "Equals ce-id."},
    "ce-specversion": {"type": "string", "const": "1.0"},
    "ce-id": UUID_TEXT | {"description": "The same for ever: count a fact once by it."},
    "ce-type": {"type": "string", "description": "`kheo.` and the fact's name."},
    "ce-source": {"type": "string", "description": "`/<node>/<service>`."},
    "ce-time": MOMENT | {"description": "When it happened."},
    "ce-recordedtime": MOMENT | {"description": "When it was written down."},
    "ce-datacontenttype": {"type": "string", "const": JSON_TYPE},
    "ce-node": {"type": "string", "description": "Who said it; believe the subject instead."},
    "ce-epoch": NUMBER | {"description": "Rises when a node is restored from a backup."},
    "ce-nseq": NUMBER | {"description": "Gapless per node, service, epoch and lane."},
    "ce-correlationid": UUID_TEXT | {"description": "The fact all this began with."},
    "content-type": {"type": "string", "const": JSON_TYPE},
}


def asyncapi() -> Document:
    """The whole document."""
    channels = {key: channel for event in ALL_EVENTS for key, channel in _channels(event)}
    return {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": JSON_TYPE,
        "servers": {"node": _server()},
        "channels": channels,
        "operations": {f"tell {key}": _operation(key) for key in channels},
        "components": {
            "messages": {event.topic.name: _message(event) for event in ALL_EVENTS},
            "schemas": _schemas(),
        },
    }


def _info() -> Document:
    return {
        "title": "Khéo",
        "version": "1",
        "description": "Facts of a civic federation: ids, codes, days and counts; never a"
        " person, never free text. Within a version only optional fields are added; ignore"
        " fields you do not know. See docs/events.md.",
        "license": {"name": "Apache-2.0"},
    }


def _server() -> Document:
    return {
        "host": "{host}:4222",
        "pathname": "",
        "protocol": "nats",
        "description": "The NATS server of one node, with JetStream; an nkey opens it.",
        "variables": {"host": {"default": "localhost"}},
    }


def _channels(event: type[Event]) -> Iterator[tuple[str, Document]]:
    for reach in event.topic.reaches:
        lane, description = LANES[reach]
        yield _channel(event, lane, description)
        if reach is Reach.UP:
            yield _channel(event, f"{CUSTODY}.{{child}}.{lane}", FROM_BELOW)


def _channel(event: type[Event], lane: str, description: str) -> tuple[str, Document]:
    address = subject_of(event.topic, lane)
    name = event.topic.name
    channel: Document = {
        "address": address,
        "description": description,
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }
    named = {key: told for key, told in PARAMETERS.items() if f"{{{key}}}" in address}
    return address.translate(_NO_BRACES), channel | ({"parameters": named} if named else {})


_NO_BRACES = str.maketrans("", "", "{}")


def _operation(channel: str) -> Document:
    return {"action": "send", "channel": {"$ref": f"#/channels/{channel}"}}


def _message(event: type[Event]) -> Document:
    summary, _, more = (event.__doc__ or "").strip().partition("\n")
    message: Document = {
        "name": TYPE_PREFIX + event.topic.name,
        "title": event.__name__,
        "summary": summary,
        "contentType": JSON_TYPE,
        "headers": {"$ref": SCHEMA_AT.format(model="Envelope")},
        "payload": {"$ref": SCHEMA_AT.format(model=_schema_name(event.topic))},
        "correlationId": {"location": "$message.header#/ce-correlationid"},
    }
    return message | ({"description": " ".join(more.split())} if more.strip() else {})


def _schema_name(topic: Topic) -> str:
    return topic.name


def _schemas() -> Document:
    schemas: Document = {
        "Envelope": {"type": "object", "properties": HEADERS, "required": sorted(HEADERS)}
    }
    for event in ALL_EVENTS:
        schema = event.model_json_schema(ref_template=SCHEMA_AT)
        schemas |= schema.pop("$defs", {})
        schemas[_schema_name(event.topic)] = schema
    return schemas
