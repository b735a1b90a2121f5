"""A city that is reformed: units, changes on days, and random reforms for properties."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from services.reporting.domain.figures import Period, UnitLine
from services.reporting.domain.history import Link, Timeline, UnitVersion
from services.reporting.domain.organised import AsOrganised, Organised
from shared.kernel.places import PlaceCode, UnitCode

BEGINNING = date(2024, 1, 1)
TODAY = date(2026, 6, 30)
TOP = "city"
ALWAYS = Period(code="all", first=date(2023, 6, 1), last=date(2027, 1, 31))


def code(text: str) -> UnitCode:
    return UnitCode(text)


@dataclass
class City:
    """What registry would have told after a number of changes."""

    chapters: list[UnitVersion] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def establish(
        self, unit: str, parent: str | None, *, on: date = BEGINNING, host: str = ""
    ) -> "City":
        line = UnitLine(
            code=code(unit),
            vi=f"Đơn vị {unit}",
            en=f"Unit {unit}",
            kind="ward",
            parent=code(parent) if parent else None,
            host=PlaceCode(host or unit),
        )
        self.chapters.append(UnitVersion(line=line, valid_from=on, basis="1/NQ"))
        return self

    def move(self, unit: str, parent: str, *, on: date) -> "City":
        line = replace(self._open(unit).line, parent=code(parent))
        self.end(unit, on=on)
        self.chapters.append(UnitVersion(line=line, valid_from=on, basis="1/NQ"))
        return self

    def end(self, unit: str, *, on: date) -> "City":
        last = self._open(unit)
        self.chapters.remove(last)
        if last.valid_from < on:
            self.chapters.append(replace(last, valid_to=on))
        return self

    def link(
        self, unit: str, successor: str | None, *, on: date, share: Fraction | None
    ) -> "City":
        heir = code(successor) if successor else None
        told = Link(
            predecessor=code(unit),
            successor=heir,
            effective_on=on,
            share=share,
            basis="1656/NQ-UBTVQH15",
        )
        self.links.append(told)
        return self

    def merge(self, *units: str, into: str, on: date) -> "City":
        for unit in units:
            self.link(unit, into, on=on, share=Fraction(1)).end(unit, on=on)
        return self

    def living(self) -> list[str]:
        return sorted(
            chapter.line.code for chapter in self.chapters if chapter.valid_to is None
        )

    def below(self, unit: str) -> list[str]:
        return [
            chapter.line.code
            for chapter in self.chapters
            if chapter.valid_to is None and chapter.line.parent == unit
        ]

    def seen(self, view: AsOrganised, *, today: date = TODAY) -> Organised:
        return Organised(Timeline(self.chapters, self.links, today=today), view)

    def _open(self, unit: str) -> UnitVersion:
        return next(
            chapter
            for chapter in self.chapters
            if chapter.line.code == unit and chapter.valid_to is None
        )


days = st.integers(0, 900).map(lambda n: BEGINNING + timedelta(days=n))
anytime = st.integers(-200, 1100).map(lambda n: BEGINNING + timedelta(days=n))


@st.composite
def reformed_cities(draw: st.DrawFn) -> City:
    """A city of some districts and wards after some reforms, some of them on one day."""
    city = City().establish(TOP, None)
    for number in range(draw(st.integers(1, 3))):
        city.establish(f"d{number}", TOP)
    for number in range(draw(st.integers(1, 6))):
        city.establish(f"w{number}", draw(st.sampled_from(city.below(TOP))))
    for number, day in enumerate(sorted(draw(st.lists(days, max_size=6)))):
        change(draw, city, on=day, name=f"n{number}")
    return city


def change(draw: st.DrawFn, city: City, *, on: date, name: str) -> None:
    """One change of any kind to a unit that lives and is not the top."""
    movable = [unit for unit in city.living() if unit != TOP]
    if not movable:
        return
    unit = draw(st.sampled_from(movable))
    if city.below(unit) or draw(st.booleans()):
        _reorganise(city, unit, on=on, ends=draw(st.booleans()))
    else:
        _regroup(draw, city, unit, on=on, name=name)


def _reorganise(city: City, unit: str, *, on: date, ends: bool) -> None:
    """Abolished, what was below it moves to the top; or itself moved there."""
    if not ends:
        city.move(unit, TOP, on=on)
        return
    for child in city.below(unit):
        city.move(child, TOP, on=on)
    city.link(unit, None, on=on, share=None).end(unit, on=on)


def _regroup(draw: st.DrawFn, city: City, unit: str, *, on: date, name: str) -> None:
    """Merged into a new one or one that lives on; or divided, by a rule or without."""
    others = [x for x in city.living() if x not in {unit, TOP} and not city.below(x)]
    kind = draw(st.sampled_from(["merge", "absorb", "divide", "split"]))
    if kind in {"divide", "split"} or not others:
        _divide(draw, city, unit, on=on, name=name, share=kind == "divide")
    elif kind == "merge":
        city.establish(name, TOP, on=on).merge(unit, others[0], into=name, on=on)
    else:
        city.merge(unit, into=others[0], on=on)


def _divide(
    draw: st.DrawFn, city: City, unit: str, *, on: date, name: str, share: bool
) -> None:
    """Into two new ones, or into one new one and what remains of itself."""
    part = Fraction(draw(st.integers(0, 7)), 7) if share else None
    rest = None if part is None else 1 - part
    lives_on = draw(st.booleans())
    parent = draw(st.sampled_from([TOP, *(u for u in city.living() if u.startswith("d"))]))
    parent = TOP if parent == unit else parent
    remainder = unit if lives_on else f"{name}b"
    city.establish(name, parent, on=on)
    if not lives_on:
        city.establish(remainder, parent, on=on).end(unit, on=on)
    city.link(unit, name, on=on, share=part).link(unit, remainder, on=on, share=rest)


@st.composite
def counted_cities(draw: st.DrawFn) -> tuple[City, list[tuple[UnitCode, date, int]]]:
    """A reformed city, and amounts counted for any of its units on any day."""
    city = draw(reformed_cities())
    known = sorted({chapter.line.code for chapter in city.chapters})
    facts = st.tuples(st.sampled_from(known), anytime, st.integers(-50, 500))
    return city, draw(st.lists(facts, max_size=12))
