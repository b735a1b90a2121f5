"""Names of units and categories, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.categories.domain import Category, Question, Tree
from services.intake.org.queries import UnitName
from shared.portal.as_of import AsOf
from shared.portal.formats import day
from shared.portal.options import Option
from shared.portal.parts import Branch, Fact, Link, Moment
from shared.portal.words import Words


def unit_said(code: str, names: Mapping[str, UnitName], words: Words) -> str:
    """A unit by its name; by its code where nobody has told us of it."""
    unit = names.get(code)
    return words.pick(vi=unit.vi, en=unit.en) if unit else code


def category_said(code: str, tree: Tree, words: Words) -> str:
    """A category by its name; by its code where the tree has it no more."""
    if code not in tree:
        return code
    one = tree.get(code)
    return words.pick(vi=one.vi, en=one.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeView:
    """The tree on a day, or what was found in it."""

    as_of: AsOf
    branches: Sequence[Branch]
    said: str
    sought: str
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question as it stands in a table."""

    label: str
    variable: str
    kind: str
    answers: str
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryView:
    """One category: what it is today, what is asked with it, what it was."""

    code: str
    title: str
    crumbs: Sequence[Link]
    state: str
    facts: Sequence[Fact]
    questions: Sequence[QuestionLine]
    below: Sequence[Branch]
    moments: Sequence[Moment]
    may_change: bool


def branches_of(tree: Tree, words: Words, *, parent: str | None = None) -> list[Branch]:
    """Categories below one, with those below them."""
    return [_branch(tree, one, words) for one in tree.children(parent)]


def found_in(tree: Tree, text: str, words: Words) -> list[Branch]:
    """Those whose name or keywords begin so, with the way to them."""
    return [
        Branch(
            label=words.pick(vi=one.vi, en=one.en),
            href=f"/categories/{one.code}",
            note=" › ".join(category_said(up.code, tree, words) for up in tree.line(one.code)),
        )
        for one in tree.search(text)
    ]


def category_view(
    chapters: Sequence[Category], tree: Tree, words: Words, *, today: date, may_change: bool
) -> CategoryView:
    """One category with all its chapters, oldest first."""
    shown = next((one for one in chapters if one.stands_on(today)), chapters[-1])
    title = words.pick(vi=shown.vi, en=shown.en)
    above = tree.line(shown.code)[:-1] if shown.code in tree else ()
    return CategoryView(
        code=shown.code,
        title=title,
        crumbs=[
            Link(words("categories.title"), "/categories"),
            *(Link(category_said(o.code, tree, words), f"/categories/{o.code}") for o in above),
            Link(title),
        ],
        state=_state(chapters, today),
        facts=_facts(shown, tree, words),
        questions=[_question(one, words) for one in shown.questions],
        below=branches_of(tree, words, parent=shown.code) if shown.code in tree else [],
        moments=[moment for one in reversed(chapters) for moment in _moments(one, words)],
        may_change=may_change and chapters[-1].valid_to is None,
    )


def parent_options(tree: Tree, words: Words) -> list[Option]:
    """Where a new category may stand."""
    return [
        Option(
            one.code, ("– " * (len(tree.line(one.code)) - 1)) + words.pick(vi=one.vi, en=one.en)
        )
        for one in tree
    ]


def leaf_options(tree: Tree, words: Words) -> list[Option]:
    """What a case may be filed under, grouped by the topmost."""
    return [
        Option(
            leaf.code,
            words.pick(vi=leaf.vi, en=leaf.en),
            group=category_said(tree.root_of(leaf.code), tree, words),
        )
        for leaf in tree.leaves()
    ]


def _branch(tree: Tree, one: Category, words: Words) -> Branch:
    asked = len(one.questions)
    return Branch(
        label=words.pick(vi=one.vi, en=one.en),
        href=f"/categories/{one.code}",
        note=f"{one.code} · {words('categories.asked', count=asked)}" if asked else one.code,
        below=branches_of(tree, words, parent=one.code),
        is_open=True,
    )


def _state(chapters: Sequence[Category], today: date) -> str:
    if chapters[0].valid_from > today:
        return "planned"
    end = chapters[-1].valid_to
    return "abolished" if end is not None and end <= today else "in_effect"


def _facts(one: Category, tree: Tree, words: Words) -> list[Fact]:
    facts = [Fact(label=words("categories.code"), value=one.code)]
    if one.parent:
        name = category_said(one.parent, tree, words)
        href = f"/categories/{one.parent}"
        facts.append(Fact(label=words("categories.parent"), value=name, href=href))
    if one.theme:
        facts.append(Fact(label=words("categories.theme"), value=one.theme))
    may_be = "yes" if one.is_anonymous_allowed else "no"
    return [
        *facts,
        Fact(label=words("categories.profile"), value=words(f"profile.{one.profile}")),
        Fact(
            label=words("categories.anonymous"), value=words(f"categories.anonymous.{may_be}")
        ),
        Fact(label=words("categories.keywords"), value=", ".join(one.keywords) or "–"),
    ]


def _question(one: Question, words: Words) -> QuestionLine:
    answers = ", ".join(words.pick(vi=value.vi, en=value.en) for value in one.values)
    return QuestionLine(
        label=words.pick(vi=one.vi, en=one.en),
        variable=one.variable,
        kind=words(f"categories.datatype.{one.datatype}"),
        answers=answers or "–",
        is_required=one.is_required,
    )


def _moments(one: Category, words: Words) -> list[Moment]:
    begun = Moment(
        state="in_effect",
        title=words("categories.called", name=words.pick(vi=one.vi, en=one.en)),
        when=words("categories.from", day=day(one.valid_from, words.language)),
    )
    if one.valid_to is None:
        return [begun]
    until = words("categories.until", day=day(one.valid_to, words.language))
    return [Moment(state="abolished", title=until), begun]
