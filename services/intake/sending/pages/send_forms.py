"""Reading the steps of a message: what is wrong with each is noted at its field."""

from collections.abc import Iterable
from datetime import datetime

from services.intake.cases.domain.cases import Visibility
from services.intake.cases.domain.reporters import (
    NameMissing,
    NoWayToAnswer,
    email_in,
    phone_in,
)
from services.intake.cases.domain.words import accepted_text
from services.intake.cases.queries.duplicates import Suspect
from services.intake.categories.domain.category_tree import Tree
from services.intake.photos.workflows import develop
from services.intake.sending.domain.positions import PlaceMissing, needs_place, position_in
from services.intake.sending.pages.send_questions import read_answers
from services.intake.sending.queries import Begun
from services.intake.sending.views import field_of
from shared.chassis.pictures import Picture
from shared.kernel.rejection import Rejection
from shared.portal.form_data import FormData, Upload
from shared.portal.form_reader import FormReader

MOST_PHOTO_BYTES = 10_000_000
MOST_ADDRESS_CHARS, MOST_NAME_CHARS = 300, 120
WHAT = ("category", "text")
WHERE = ("address", "latitude", "longitude")
CONTACT = ("full_name", "phone", "email")
WHO = ("visibility", *CONTACT)


class CategoryNotChosen(Rejection):
    """Xin chọn một lĩnh vực; không rõ thì chọn mục gần nhất.
    Please choose what it is about; if unsure, choose the nearest.
    """


class PhotoTooLarge(Rejection):
    """Ảnh nặng quá 10 MB. Xin chọn ảnh nhỏ hơn, hoặc gửi không kèm ảnh.
    The photo is larger than 10 MB. Choose a smaller one, or send without it.
    """


class VisibilityNotChosen(Rejection):
    """Xin chọn ông/bà muốn gửi với tên tuổi ra sao.
    Please choose how you want to be known.
    """


def fields_of(form: FormData, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What a step's own fields hold, also when it is nothing."""
    return {name: form.many(name) for name in names}


def what_fields(form: FormData) -> tuple[str, ...]:
    """The fields of the first step; the place is among them when it was written offline."""
    return (*WHAT, "address") if form.text("address") else WHAT


def read_what(form: FormData, tree: Tree) -> FormData:
    """The first step, with what is wrong with it."""
    fields = FormReader(form)
    if form.text("category") not in {one.code for one in tree.children(None)}:
        fields.refuse("category", CategoryNotChosen())
    fields.made("text", accepted_text)
    return fields.form


def where_fields(form: FormData, begun: Begun) -> dict[str, tuple[str, ...]]:
    """The fields of the second step, with all that was asked there."""
    asked = [field_of(question) for question in begun.questions]
    return fields_of(form, [*WHERE, "leaf", *asked])


def read_where(form: FormData, begun: Begun) -> FormData:
    """The second step, with what is wrong with it."""
    fields = FormReader(form)
    address = fields.text("address", most=MOST_ADDRESS_CHARS, may_be_empty=True)
    position = None
    try:
        position = position_in(form.text("latitude"), form.text("longitude"))
    except Rejection as no:
        fields.refuse("latitude", no)
    if needs_place(begun.draft.text("category")) and not address and position is None:
        fields.refuse("address", PlaceMissing())
    read_answers(fields, begun.questions)
    return fields.form


def suspect_of(begun: Begun, *, unit: str, now: datetime) -> Suspect:
    """What is compared of a draft with what was sent before."""
    draft = begun.draft
    position = position_in(draft.text("latitude"), draft.text("longitude"))
    return Suspect(
        text=draft.text("text"),
        category=begun.code,
        unit=unit,
        at=now,
        latitude=float(position.latitude) if position else None,
        longitude=float(position.longitude) if position else None,
        address=draft.text("address"),
    )


def read_who(form: FormData, begun: Begun) -> FormData:
    """The third step, with what is wrong with it."""
    fields = FormReader(form)
    if form.text("visibility") not in ways_of(begun):
        fields.refuse("visibility", VisibilityNotChosen())
    if form.text("visibility") != Visibility.ANONYMOUS:
        _read_contact(fields)
    return fields.form


def ways_of(begun: Begun) -> list[Visibility]:
    """How one may be known; where an answer needs a person, not without a name."""
    may_hide = begun.chosen is None or begun.chosen.is_anonymous_allowed
    return [one for one in Visibility if may_hide or one is not Visibility.ANONYMOUS]


def who_fields(form: FormData) -> dict[str, tuple[str, ...]]:
    """What of the third step is kept: of somebody anonymous, nothing but that."""
    if form.text("visibility") == Visibility.ANONYMOUS:
        return dict.fromkeys(CONTACT, ()) | fields_of(form, ["visibility"])
    return fields_of(form, WHO)


async def pictures_in(form: FormData) -> tuple[list[Picture], FormData]:
    """The photos sent, painted anew; those that cannot be used are named in the refusal."""
    good: list[Picture] = []
    for upload in form.uploads.get("photos", ()):
        try:
            good.append(await _picture(upload))
        except Rejection as no:
            form = form.refused("photos", no)
    return good, form


async def _picture(upload: Upload) -> Picture:
    if len(upload.content) > MOST_PHOTO_BYTES:
        megabytes = len(upload.content) // 1_000_000
        raise PhotoTooLarge(
            f"Ảnh “{upload.name}” nặng {megabytes} MB nên chưa nhận được. Xin chọn ảnh dưới"
            " 10 MB, hoặc gửi không kèm ảnh.",
            f"The photo “{upload.name}” of {megabytes} MB could not be taken. Choose one below"
            " 10 MB, or send without it.",
        )
    return (await develop(upload.content)).picture


def _read_contact(fields: FormReader) -> None:
    form = fields.form
    if not fields.text("full_name", most=MOST_NAME_CHARS, may_be_empty=True):
        fields.refuse("full_name", NameMissing())
    phone, email = fields.made("phone", phone_in), fields.made("email", email_in)
    if phone == "" and email == "" and not form.text("phone"):
        fields.refuse("phone", NoWayToAnswer())
