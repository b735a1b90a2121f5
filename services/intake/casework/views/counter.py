"""The counter: a case in a few fields, the category by typing, and a receipt to hand out."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.cases.domain.cases import Case, CaseKind
from services.intake.cases.domain.tracking import TrackingNumber, tracking_code
from services.intake.casework.views.inbox import channel_options
from services.intake.categories.domain import Tree
from services.intake.categories.views import category_said
from services.intake.org.queries import UnitName
from shared.kernel.folding import folded
from shared.kernel.places import PlaceCode
from shared.kernel.rejection import Rejection
from shared.portal.formats import long_day
from shared.portal.options import Option
from shared.portal.words import Words


class CategoryNotClear(Rejection):
    """Gõ vài chữ của lĩnh vực rồi chọn một dòng trong danh sách.
    Type a few letters of the category, then choose a line of the list.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterView:
    """What the form offers."""

    names: Sequence[str]
    """Categories as one types them."""
    units: Sequence[Option]
    channels: Sequence[Option]
    kinds: Sequence[Option]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """What is handed out."""

    code: str
    href: str
    category: str
    promised: str
    received: str
    text: str


def counter_view(tree: Tree, units: Sequence[UnitName], words: Words) -> CounterView:
    """The form of the counter."""
    return CounterView(
        names=[words.pick(vi=one.vi, en=one.en) for one in tree.leaves()],
        units=[Option(unit.code, words.pick(vi=unit.vi, en=unit.en)) for unit in units],
        channels=channel_options(words),
        kinds=[Option(kind, words(f"kind_of_case.{kind}")) for kind in CaseKind],
    )


def category_typed(text: str, tree: Tree) -> str:
    """The code of the category somebody typed: its name, its code, or letters only it has.

    Raises:
        CategoryNotClear: if it may be several, or none.

    """
    plain = folded(text)
    named = [one.code for one in tree if plain in {folded(one.vi), folded(one.en)}]
    if text in tree:
        return text
    if named:
        return named[-1]
    found = tree.search(text) if plain else []
    leaves = [one.code for one in found if not tree.children(one.code)]
    if len(leaves) != 1:
        raise CategoryNotClear
    return leaves[0]


def receipt_view(
    case: Case, number: TrackingNumber, *, here: PlaceCode, tree: Tree, words: Words
) -> ReceiptView:
    """The receipt of a case."""
    return ReceiptView(
        code=tracking_code(number, here),
        href=f"/cases/{case.number}",
        category=category_said(case.leaf or case.category, tree, words),
        promised=long_day(case.promised_on, words.language),
        received=long_day(case.received_on, words.language),
        text=case.text,
    )
