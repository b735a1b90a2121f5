"""A million models to look among: titles of few words, spread over years and units."""

import random
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import UUID

import asyncpg

from deploy.bench.nodes import WARD
from services.registry.models.domain.models import (
    Model,
    ModelContent,
    ModelId,
    ModelKind,
    ModelState,
    Novelty,
)
from services.registry.models.domain.search import MARKED, tokens_of
from shared.kernel.folding import folded_words, marked_words
from shared.kernel.places import PlaceCode, UnitCode

WHAT = (
    "Phường không xả rác", "Khu phố sạch", "Tổ hòa giải", "Một cửa thân thiện", "Ngõ văn minh",
    "Tuyến đường tự quản", "Chi bộ chăm lo hộ nghèo", "Nụ cười công sở", "Camera an ninh",
    "Đi đúng đường, dừng đúng vạch", "Bữa cơm nghĩa tình", "Vườn rau thanh niên",
    "Tổ hợp tác sản xuất", "Ngày thứ bảy tình nguyện", "Nhà trọ văn hóa", "Dòng kênh xanh",
    "Chợ an toàn thực phẩm", "Trường học hạnh phúc", "Tiếng kẻng an ninh", "Thư xin lỗi dân",
)  # fmt: skip
HOW = (
    "ra đường và kênh rạch", "xanh, sạch, đẹp", "gần dân, sát dân", "không hẹn lại",
    "của phụ nữ", "của thanh niên", "của cựu chiến binh", "vì người nghèo", "trên mạng",
    "trong khu dân cư", "tại cơ quan", "mỗi sáng thứ hai", "bằng mã QR", "của nông dân",
)  # fmt: skip
WHERE = (*(f"tổ {nth}" for nth in range(1, 400)), "bến Bình Đông", "chợ Quỳnh Mai")
SHARES = {
    ModelState.REGISTERED: 40,
    ModelState.IN_PROGRESS: 30,
    ModelState.REVIEWED: 10,
    ModelState.RECOGNISED: 20,
}
THEMES, FIELDS = ("T1", "T2", "T3", "T4", "T5", "T6"), ("F1", "F2", "F3", "F4")
FIELD_SHARES = (14, 72, 6, 8)
"""As the two places of the sources have them, roughly."""
FIRST, YEARS = date(2017, 1, 1), 10
COLUMNS = (
    "id", "unit", "host", "title", "kind", "field", "themes", "owner", "novelty", "year",
    "criteria", "criteria_count", "sections", "state", "registered_on", "moved_on", "version",
    "saved_at", "search",
)  # fmt: skip
AT_ONCE = 20_000


def line_of(nth: int) -> tuple[str, ...]:
    """Unit number `nth` with its superiors, as `browsing.FILL` makes the tree."""
    line = [nth]
    while line[-1] > 30:  # noqa: PLR2004 - so many stand right below the top
        at = line[-1]
        line.append(1 + at % 30 if at <= 3030 else 31 + at % 3000)  # noqa: PLR2004
    return (*(f"u-{one}" for one in line), WARD)


async def fill_models(connection: asyncpg.Connection, models: int, units: int) -> None:
    """Copy them in; the index is built afterwards, as whoever moves house does."""
    await connection.execute("DROP INDEX ix_models_search")
    for first in range(0, models, AT_ONCE):
        count = min(AT_ONCE, models - first)
        rows = "\n".join(_rows(first, count, of=models, units=units)) + "\n"
        await connection.copy_to_table(
            "models", source=_source(rows), columns=list(COLUMNS), format="text"
        )
    await connection.execute("SET maintenance_work_mem = '512MB'")
    await connection.execute("CREATE INDEX ix_models_search ON models USING gin (search)")
    await connection.execute("VACUUM ANALYZE models")


async def _source(text: str) -> AsyncIterator[bytes]:
    yield text.encode()


def _rows(first: int, count: int, *, of: int, units: int) -> Iterator[str]:
    chance = random.Random(first)  # noqa: S311 - the same models in every run
    for nth in range(first, first + count):
        yield _row(nth, chance, of=of, units=units)


def _row(nth: int, chance: random.Random, *, of: int, units: int) -> str:
    parts = (chance.choice(WHAT), chance.choice(HOW), chance.choice(WHERE))
    on = FIRST + timedelta(days=365 * YEARS * nth // of)
    state = chance.choices(list(SHARES), list(SHARES.values()))[0]
    field = chance.choices(FIELDS, FIELD_SHARES)[0]
    theme = chance.choice(THEMES)
    line = line_of(1 + chance.randrange(units))
    model = ModelId(UUID(int=((1_500_000_000_000 + nth * 300) << 80) | (7 << 76) | nth))
    codes = [f"f:{field}", "k:model", "n:new", "o:collective", f"s:{state}", f"t:{theme}"]
    codes += [f"y:{on.year}", "p:1", f"mh{model.int % 10**10:010d}"]
    tokens = {*codes, *(f"u:{one}" for one in line)}.union(*(_words(part) for part in parts))
    search = " ".join(f"'{token}'" for token in sorted(tokens))
    return "\t".join((
        str(model), line[0], WARD, " ".join(parts), "model", field, f"{{{theme}}}",
        "collective", "new", str(on.year), "{Tiêu chí}", "1", "{}", state.value,
        on.isoformat(), on.isoformat(), "1", f"{on.isoformat()} 03:00:00+00", search,
    ))  # fmt: skip


@cache
def _words(part: str) -> frozenset[str]:
    return frozenset(folded_words(part)) | {MARKED + word for word in marked_words(part)}


def written_as_registry_would(row: str) -> bool:
    """Whether a row is found by exactly what registry would file it under."""
    told = dict(zip(COLUMNS, row.split("\t"), strict=True))
    content = ModelContent(
        unit=UnitCode(told["unit"]),
        title=told["title"],
        kind=ModelKind.MODEL,
        field=told["field"],
        themes=(told["themes"].strip("{}"),),
        novelty=Novelty.NEW,
        year=int(told["year"]),
    )
    model = Model(
        id=ModelId(UUID(told["id"])),
        content=content,
        host=PlaceCode(WARD),
        state=ModelState(told["state"]),
        version=1,
        saved_at=datetime.now(UTC),
        moved_on=date.fromisoformat(told["moved_on"]),
    )
    line = line_of(int(told["unit"].removeprefix("u-")))
    return told["search"] == " ".join(f"'{token}'" for token in tokens_of(model, line))


def some_rows(count: int) -> list[str]:
    """A few of them, to compare."""
    return list(_rows(0, count, of=count, units=count))
