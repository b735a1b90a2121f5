"""A register imported: whole, or with every row named that stands in the way."""

import asyncio
import io
import json
from datetime import UTC, datetime

import openpyxl
import pytest
from httpx import AsyncClient

from services.intake.dossiers.domain.dossiers import DossierAlreadyKnown, DossierCode
from services.intake.dossiers.domain.mirror import MirroredDossier
from services.intake.dossiers.store import add_dossiers, known_dossiers, lock_imports
from services.intake.dossiers.workflows.register import BATCH, DossierRegister, import_register
from shared.chassis.acting import Acting
from shared.chassis.database import Database
from tests.nodes import OPERATOR, Node
from tests.service.intake.desk import DOSSIERS, HEADER, counted, filed, posted, row, sent, sheet
from tests.spec.intake.cases import a_dossier, a_receipt

PATIENCE_SECONDS = 60
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def workbook(*rows: str) -> bytes:
    book = openpyxl.Workbook()
    for line in (HEADER, *rows):
        book.worksheets[0].append(line.split(","))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


async def test_a_file_is_taken_in_with_lines_of_progress(door: AsyncClient, node: Node) -> None:
    dossiers, told = await counted(node)
    rows = [row(f"CSV-{number}") for number in range(1200)]
    rows[7] = row("CSV-7", returned_on="")

    answer = await posted(door, sheet(*rows))

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["Content-Type"].startswith("application/x-ndjson")
    assert {line["stage"] for line in lines} == {"reading", "checking", "writing", "done"}
    assert lines[-1] == {"stage": "done", "rows": 1200}
    assert lines[-2] == {"stage": "writing", "done": 1200, "total": 1200}
    assert await counted(node) == (dossiers + 1200, told + 2399)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bom.csv", b"\xef\xbb\xbf" + sheet(row("F-1"), row("F-2"))),
        ("semicolons.csv", sheet(row("F-3"), row("F-4")).replace(b",", b";")),
        ("days.csv", sheet(row("F-5", received_on="14/09/2018"), row("F-6"))),
        ("book.xlsx", workbook(row("F-7"), row("F-8"))),
    ],
)
async def test_what_offices_really_send_is_read(
    door: AsyncClient, name: str, content: bytes
) -> None:
    assert await sent(door, content, name) == {"stage": "done", "rows": 2}


@pytest.mark.parametrize(
    ("content", "where", "code"),
    [
        (
            sheet(row("B-1"), header=HEADER.replace("unit", "đơn_vị")),
            (1, "unit"),
            "ColumnMissing",
        ),
        (sheet(row("B-1"), row("B-1")), (3, "dossier_code"), "RowRepeated"),
        (sheet(row("B-1", received_on="2018-02-30")), (2, "received_on"), "DateImpossible"),
        (sheet(row("B-1", due_on="2018-09-13")), (2, "due_on"), "DueBeforeReceived"),
        (
            sheet(row("B-1", returned_on="2018-09-13")),
            (2, "returned_on"),
            "ReturnedBeforeReceived",
        ),
        (
            sheet(row("B-1", received_on="2099-01-01", due_on="2099-01-02", returned_on="")),
            (2, "received_on"),
            "DateInFuture",
        ),
        (sheet(row("B-1", unit="west")), (2, "unit"), "UnitNotHosted"),
        (sheet(row("B-1", channel="pigeon")), (2, "channel"), "NotAnOption"),
        (sheet(row("B-1", dossier_code="")), (2, "dossier_code"), "CellEmpty"),
        (sheet(), (0, ""), "FileEmpty"),
    ],
)
async def test_one_wrong_row_holds_up_the_whole_file(
    door: AsyncClient, node: Node, *, content: bytes, where: tuple[int, str], code: str
) -> None:
    before = await counted(node)

    refused = await sent(door, content + f"{row('GOOD-1')}\n".encode() * bool(where[0]))

    assert refused["stage"] == "refused"
    assert (*where, code) in [(e["row"], e["column"], e["code"]) for e in refused["errors"]]
    assert all(error["detail_vi"] != error["detail_en"] for error in refused["errors"])
    assert await counted(node) == before


async def test_an_old_encoding_is_refused_by_name(door: AsyncClient) -> None:
    old = sheet(row("OLD-1")) + "Hồ sơ cũ".encode("cp1258", "replace")
    refused = await sent(door, old)
    assert "1258" in refused["errors"][0]["detail_vi"]


async def test_every_wrong_row_is_named(door: AsyncClient) -> None:
    refused = await sent(door, sheet(*(row(f"W-{n}", due_on="2018-09-13") for n in range(600))))
    assert refused["error_count"] == 600
    assert [error["row"] for error in refused["errors"][:3]] == [2, 3, 4]


async def test_rows_on_record_with_another_receipt_are_named(
    door: AsyncClient, node: Node
) -> None:
    await sent(door, sheet(row("R-1"), row("R-2")))
    before = await counted(node)

    refused = await sent(door, sheet(row("R-3"), row("R-2", channel="post"), row("R-4")))

    assert [(e["row"], e["code"]) for e in refused["errors"]] == [(3, "ReceiptContradicted")]
    assert "R-2" in refused["errors"][0]["detail_vi"]
    assert "channel" in refused["errors"][0]["detail_vi"]
    assert await counted(node) == before


async def test_next_weeks_file_brings_what_happened_since(
    door: AsyncClient, node: Node
) -> None:
    await sent(door, sheet(row("N-1", returned_on=""), row("N-2")))
    dossiers, told = await counted(node)

    end = await sent(door, sheet(row("N-1"), row("N-2"), row("N-3", returned_on="")))

    assert end == {"stage": "done", "rows": 2}
    assert await counted(node) == (dossiers + 1, told + 2)


async def test_a_file_tells_of_the_whole_way(door: AsyncClient) -> None:
    header = HEADER + ",supplement_requested_on,supplemented_on,rescheduled_on,rescheduled_to"
    way = row("WAY-1", returned_on="2018-10-03", procedure_code="1.004873.000.00.00.H26")
    file = sheet(f"{way},18/09/2018,2018-09-20,2018-09-24,2018-10-01", header=header)

    assert await sent(door, file) == {"stage": "done", "rows": 1}

    shown = (await door.get(f"{DOSSIERS}/WAY-1", headers=OPERATOR)).json()
    steps = ["request_supplement", "supplement", "reschedule", "return"]
    assert [one["step"] for one in shown["steps"]] == steps
    dates = (shown["first_due_on"], shown["due_on"], shown["promised_on"])
    assert dates == ("2018-09-21", "2018-09-25", "2018-10-01")
    assert (shown["on_time"], shown["light"]) == (False, "late")
    assert [one["is_counted"] for one in shown["intervals"]] == [True, False, True]


async def test_a_step_that_cannot_be_true_is_named_in_its_column(door: AsyncClient) -> None:
    header = f"{HEADER},supplemented_on"
    refused = await sent(door, sheet(f"{row('BAD-1')},2018-09-20", header=header))
    assert [(e["column"], e["code"]) for e in refused["errors"]] == [
        ("supplemented_on", "NoSupplementAwaited")
    ]


async def test_the_same_file_again_is_recognised(door: AsyncClient, node: Node) -> None:
    file = sheet(*(row(f"S-{number}") for number in range(3)))
    await sent(door, file)
    before = await counted(node)

    refused = await sent(door, file)

    assert [(e["row"], e["code"]) for e in refused["errors"]] == [
        (0, "RegisterAlreadyImported")
    ]
    assert "cả 3 hồ sơ" in refused["errors"][0]["detail_vi"]
    assert await counted(node) == before


async def test_the_same_file_twice_at_once_is_imported_once(
    door: AsyncClient, node: Node
) -> None:
    dossiers, told = await counted(node)
    file = sheet(*(row(f"T-{number}") for number in range(300)))

    ends = await asyncio.gather(*(sent(door, file) for _ in range(3)))

    assert sorted(end["stage"] for end in ends) == ["done", "refused", "refused"]
    assert await counted(node) == (dossiers + 300, told + 600)


async def test_the_counter_goes_on_while_a_file_is_imported(
    door: AsyncClient, node: Node
) -> None:
    database = Database.at(node.url_of("intake"))
    async with database.transaction() as tx:
        await lock_imports(tx)
        assert await known_dossiers(tx, [DossierCode("U-1")]) == {}
        async with asyncio.timeout(PATIENCE_SECONDS):
            beside = await door.post(DOSSIERS, json=filed("U-1"), headers=OPERATOR)
    await database.close()

    assert beside.status_code == 201


async def test_a_code_the_counter_took_meanwhile_is_refused_in_words(
    door: AsyncClient, node: Node
) -> None:
    database = Database.at(node.url_of("intake"))

    async def the_counter_is_quicker() -> None:
        async with database.transaction() as tx:
            assert await known_dossiers(tx, [DossierCode("U-2")]) == {}
            await door.post(DOSSIERS, json=filed("U-2"), headers=OPERATOR)
            await add_dossiers(tx, [a_dossier("U-2", unit="east")])

    with pytest.raises(DossierAlreadyKnown, match="vừa được tiếp nhận tại quầy"):
        await the_counter_is_quicker()
    await database.close()


@pytest.mark.parametrize("stop", [ZeroDivisionError, asyncio.CancelledError])
async def test_an_import_cut_short_leaves_nothing(
    node: Node, stop: type[BaseException]
) -> None:
    before = await counted(node)
    told = [
        MirroredDossier(receipt=a_receipt(f"CUT-{n}", unit="east")) for n in range(2 * BATCH)
    ]
    register = DossierRegister(told, list(range(2 * BATCH)))
    acting = Acting(place=node.place, now=NOW)
    database = Database.at(node.url_of("intake"))

    def stop_half_way(_stage: str, done: int, _total: int) -> None:
        if done:
            raise stop

    with pytest.raises(stop):
        async with database.transaction() as tx:
            await import_register(tx, register, acting=acting, tell=stop_half_way)
    await database.close()

    assert await counted(node) == before


async def test_a_request_without_a_file_is_refused(door: AsyncClient) -> None:
    answer = await door.post(f"{DOSSIERS}/import", headers=OPERATOR)

    assert (answer.status_code, answer.json()["code"]) == (422, "form-invalid")
