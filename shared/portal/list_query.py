"""Long lists: sorted and paged by the server; every link keeps how it was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request

SORT, PAGE, AFTER = "sort", "page", "after"
OF_THE_SHEET = frozenset({SORT, PAGE, AFTER, "lang"})
MOST_PAGES = 100_000
ASCENDING, DESCENDING = "ascending", "descending"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list; `sort` is the name one asks for its order by, if it can be sorted."""

    label: str
    sort: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """How a list is asked for: filters, order, page. Pages are counted, or follow a key."""

    path: str
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    is_descending: bool = False
    page: int = 1
    after: str = ""
    size: int = 50

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.page - 1) * self.size

    def value(self, name: str) -> str:
        """The filter `name`, empty if it is not set."""
        return dict(self.filters).get(name, "")

    def order_of(self, column: Column) -> str:
        """How the list is ordered by `column`, as `aria-sort` says it."""
        if not column.sort or column.sort != self.sort:
            return ""
        return DESCENDING if self.is_descending else ASCENDING

    def by(self, column: Column) -> str:
        """The address of the list ordered by `column`; the other way round if it already is."""
        turned = column.sort == self.sort and not self.is_descending
        return replace(self, sort=column.sort, is_descending=turned, page=1, after="").href

    def at(self, page: int) -> str:
        """The address of another page."""
        return replace(self, page=page).href

    def following(self, key: str) -> str:
        """The address of the page after the row with this key."""
        return replace(self, after=key).href

    def only(self, **filters: str) -> str:
        """The address of the list with these filters changed; an empty value lifts one.

        >>> ListQuery(path="/models", filters=(("field", "F1"), ("q", "rác"))).only(q="")
        '/models?field=F1'
        """
        kept = dict(self.filters) | filters
        pairs = tuple((name, value) for name, value in kept.items() if value)
        return replace(self, filters=pairs, page=1, after="").href

    @property
    def href(self) -> str:
        """The address of exactly this.

        >>> ListQuery(path="/units", sort="name", is_descending=True, page=3).href
        '/units?sort=-name&page=3'
        """
        pairs = list(self.filters)
        if self.sort:
            pairs.append((SORT, f"-{self.sort}" if self.is_descending else self.sort))
        if self.page > 1:
            pairs.append((PAGE, str(self.page)))
        if self.after:
            pairs.append((AFTER, self.after))
        return self.path + (f"?{urlencode(pairs)}" if pairs else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Where in a list one stands, and the ways on; `total` only if it was counted."""

    first: int
    last: int
    total: int | None = None
    previous_href: str = ""
    next_href: str = ""
    first_href: str = ""


def list_query_of(request: Request, sorts: Sequence[str] = (), *, size: int = 50) -> ListQuery:
    """How `request` asks for a list that can be ordered by `sorts`; the first unless told."""
    parameters = request.query_params
    wanted = parameters.get(SORT, "")
    known = wanted.lstrip("-") in sorts
    default = sorts[0] if sorts else ""
    return ListQuery(
        path=request.url.path,
        filters=tuple(
            (k, v) for k, v in parameters.multi_items() if v and k not in OF_THE_SHEET
        ),
        sort=wanted.lstrip("-") if known else default,
        is_descending=known and wanted.startswith("-"),
        page=_page(parameters.get(PAGE, "")),
        after=parameters.get(AFTER, ""),
        size=size,
    )


def counted(sheet: ListQuery, *, total: int) -> Pages:
    """The pages of a list whose length is known.

    >>> pages = counted(ListQuery(path="/units", page=2), total=120)
    >>> pages.first, pages.last, pages.previous_href, pages.next_href
    (51, 100, '/units', '/units?page=3')
    """
    last = min(sheet.offset + sheet.size, total)
    return Pages(
        first=min(sheet.offset + 1, total),
        last=last,
        total=total,
        previous_href=sheet.at(sheet.page - 1) if sheet.page > 1 else "",
        next_href=sheet.at(sheet.page + 1) if last < total else "",
        first_href=sheet.at(1) if sheet.page > 2 else "",  # noqa: PLR2004 - else it is the previous
    )


def keyed(sheet: ListQuery, *, shown: int, next_after: str) -> Pages:
    """The pages of a list too long to count: on from a key, or back to the start."""
    return Pages(
        first=1,
        last=shown,
        next_href=sheet.following(next_after) if next_after else "",
        first_href=sheet.following("") if sheet.after else "",
    )


def _page(text: str) -> int:
    return min(max(1, int(text)), MOST_PAGES) if text.isascii() and text.isdigit() else 1
