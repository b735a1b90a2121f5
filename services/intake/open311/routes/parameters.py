"""What clients send: parameters of an address, fields of a form; the empty ones are absent."""

from collections.abc import Iterable

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from services.intake.open311.domain.asking import Asked
from services.intake.open311.domain.refusals import FormUnreadable
from services.intake.open311.domain.sending import Form
from services.intake.photos.domain import MOST_BYTES

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_FIELDS, MOST_FILES, MOST_FIELD_BYTES = 500, 10, 64_000
NOT_UTF8 = "\N{REPLACEMENT CHARACTER}"


def asked_in(request: Request) -> Asked:
    """The parameters of the address; one that comes twice is a list, as with commas."""
    found: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if value.strip():
            found.setdefault(name, []).append(value.strip())
    return {name: ",".join(values) for name, values in found.items()}


async def sent_in(request: Request) -> tuple[Form, list[bytes]]:
    """The fields of a form, and what is in the files that came with it.

    Raises:
        FormUnreadable: if it is no form of the two kinds, or not in UTF-8.

    """
    if not request.headers.get("content-type", "").lower().startswith(FORMS):
        raise FormUnreadable
    async with request.form(
        max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD_BYTES
    ) as form:
        contents = [await one.read(MOST_BYTES + 1) for one in _files(form)]
        return _fields([*request.query_params.multi_items(), *_texts(form)]), contents


def _texts(form: FormData) -> Iterable[tuple[str, str]]:
    return ((name, one) for name, one in form.multi_items() if isinstance(one, str))


def _files(form: FormData) -> list[UploadFile]:
    found = [one for _, one in form.multi_items() if isinstance(one, UploadFile)]
    return [one for one in found if one.filename or one.size]


def _fields(told: Iterable[tuple[str, str]]) -> Form:
    found: dict[str, list[str]] = {}
    for name, value in told:
        if NOT_UTF8 in value:
            raise FormUnreadable
        if value.strip():
            found.setdefault(name, []).append(value.strip())
    return found
