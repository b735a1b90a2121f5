"""What somebody typed into a form, and what is wrong with it: nothing typed is ever lost."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from starlette.datastructures import FormData as SentForm
from starlette.datastructures import UploadFile
from starlette.requests import Request

from shared.kernel.rejection import Rejection
from shared.portal.words import Words

MOST_FIELDS = 2000
MOST_FILES = 20
WHOLE_FORM = ""
"""Where a refusal stands that belongs to no single field."""

Written = str | Rejection


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; its name is only what the sender calls it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FormData:
    """The values of a form by field, as they were typed, and the refusals by field."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uploads: Mapping[str, tuple[Upload, ...]] = field(default_factory=dict)
    refusals: Mapping[str, Written] = field(default_factory=dict)

    @classmethod
    def blank(cls, **values: object) -> "FormData":
        """A form nobody has sent yet, filled with what is known; lists for many choices.

        >>> FormData.blank(title="Hòa giải", themes=["T1", "T2"], count=3).values["themes"]
        ('T1', 'T2')
        """
        return cls({name: _as_texts(value) for name, value in values.items()})

    @property
    def is_refused(self) -> bool:
        """Whether anything is wrong with it."""
        return bool(self.refusals)

    def text(self, name: str) -> str:
        """What was typed into `name`, trimmed; empty if nothing was.

        >>> FormData.blank(title="  Hòa giải ").text("title")
        'Hòa giải'
        """
        return next(iter(self.values.get(name, ())), "").strip()

    def many(self, name: str) -> tuple[str, ...]:
        """All that was chosen under `name`."""
        return self.values.get(name, ())

    def upload(self, name: str) -> Upload | None:
        """The file sent under `name`, if any."""
        return next(iter(self.uploads.get(name, ())), None)

    def refused(self, name: str, why: Written) -> "FormData":
        """The same form, refused at `name`; `WHOLE_FORM` if no single field is to blame.

        >>> FormData.blank(title="").refused("title", "Hãy nhập tên.").is_refused
        True
        """
        return replace(self, refusals={**self.refusals, name: why})


async def form_data_of(request: Request) -> FormData:
    """What `request` brings: `typed: Annotated[Typed, Depends(typed_in)]`."""
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        return FormData(_texts(form), await _uploads(form))


def _texts(form: SentForm) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            values[name] = (*values.get(name, ()), unicodedata.normalize("NFC", value))
    return values


async def _uploads(form: SentForm) -> dict[str, tuple[Upload, ...]]:
    values: dict[str, tuple[Upload, ...]] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile) and value.filename:
            sent = Upload(value.filename, await value.read())
            values[name] = (*values.get(name, ()), sent)
    return values


def _as_texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(str(one) for one in value)
    return (str(value),)


def said_why(why: Written, words: Words) -> str:
    """What a refusal says to the reader."""
    return why if isinstance(why, str) else words.pick(vi=why.vi, en=why.en)
