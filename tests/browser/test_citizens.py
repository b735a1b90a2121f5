"""A citizen sends, follows, contests and confirms: on a phone, by keyboard, without script."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from httpx import AsyncClient
from playwright.async_api import Browser, FilePayload, Locator, Page, expect

from shared.testing.probing import eventually
from tests.browser import citizens
from tests.browser.looking import PHONE, Eyes, Look, complaints_of, faults_of, shoot
from tests.nodes import OPERATOR

pytestmark = [pytest.mark.browser, pytest.mark.infra]
PHOTO = FilePayload(name="rac.jpg", mimeType="image/jpeg", buffer=citizens.heap_of_rubbish())
SHOT = Look("phone", PHONE)
FINGER = 44
CODE = re.compile(r"[A-Z]{1,3}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}")


@asynccontextmanager
async def phone(browser: Browser, *, has_script: bool = True) -> AsyncIterator[Page]:
    """Somebody with a phone, whose browser complains of nothing."""
    width, height = PHONE
    context = await browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=has_script
    )
    page = await context.new_page()
    page.complaints = complaints = []  # type: ignore[attr-defined]  # read by `complaints_of`
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints_of(page) == []
    await context.close()


async def write(page: Page, house: str) -> None:
    """The first two steps."""
    await page.goto(f"{house}/send")
    await page.get_by_label("Vệ sinh môi trường").check()
    await page.get_by_label("Chuyện xảy ra thế nào?").fill(citizens.RUBBISH)
    await page.locator("#f-photos").set_input_files([PHOTO])
    await page.get_by_role("button", name="Tiếp tục").click()
    await page.get_by_label("Địa chỉ hoặc chỗ dễ nhận ra").fill(citizens.ADDRESS)
    await page.get_by_role("button", name="Tiếp tục").click()


async def sign(page: Page) -> str:
    """The third step; the code on the receipt."""
    await page.get_by_label("Giữ kín danh tính").check()
    await page.get_by_label("Họ và tên").fill("Phạm Thị Lan")
    await page.get_by_label("Số điện thoại nhận tin").fill("0912 345 678")
    await page.get_by_role("button", name="Gửi phản ánh").click()
    return await page.locator(".code--big").inner_text()


async def answered(house: str, code: str) -> None:
    """The office says that it is done."""
    async with AsyncClient(base_url=house, headers=OPERATOR) as office:
        at = f"/api/intake/v1/feedback/{code}/resolve"
        assert (await office.post(at, json={"words": citizens.DONE})).is_success


async def too_small(page: Page) -> list[str]:
    """What a finger would miss."""
    found = await page.locator(
        "main :is(button, .choice, .tile, .input, summary, .btn)"
    ).evaluate_all(
        "all => all.filter(one => one.checkVisibility())"
        ".map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])"
    )
    return [shown for shown, height in found if height < FINGER]


async def contest(page: Page, house: str, code: str) -> str:
    """The office says it is done, its sender that it is not; what happened so far."""
    await answered(house, code)
    await page.reload()
    await page.get_by_text("Chưa được, xin xem lại").click()
    await page.get_by_label("Đã làm nhưng tái diễn").check()
    await page.get_by_label("Xin nói rõ hơn").fill(citizens.AGAIN)
    await page.get_by_role("button", name="Mở lại phản ánh").click()
    await expect(page.locator(".st--pill")).to_have_text("Đang thực hiện")
    return await page.locator(".tl").inner_text()


async def confirm(page: Page, house: str, code: str) -> None:
    """The office says it is done, and so does its sender, who is content."""
    await answered(house, code)
    await page.reload()
    await page.get_by_role("button", name="Đúng, việc đã xong").click()
    await expect(page.locator(".st--pill")).to_have_text("Đã xong, ông/bà đã xác nhận")
    await page.get_by_role("button", name="Hài lòng", exact=True).click()
    await expect(page.get_by_text("Ông/bà đã đánh giá: Hài lòng")).to_be_visible()


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without"])
async def test_what_was_sent_by_phone_is_followed_contested_and_confirmed(
    browser: Browser, made: dict[str, str], *, has_script: bool
) -> None:
    house = made["house"]
    async with phone(browser, has_script=has_script) as page:
        await write(page, house)
        facts = await page.locator(".facts").inner_text()
        small = await too_small(page)
        code = await sign(page)
        await page.get_by_role("link", name="Xem tiến độ").click()
        await expect(page.locator(".st--pill")).to_have_text("Đã tiếp nhận")
        small += await too_small(page)

        told = await contest(page, house, code)
        await confirm(page, house, code)
        if has_script:
            await eventually(lambda: is_drawn(page.locator(".shot img").first), shows=True)

    assert CODE.fullmatch(code)
    assert "1 ảnh" in facts
    assert citizens.ADDRESS in facts
    assert citizens.AGAIN in told
    assert small == []


async def is_drawn(photo: Locator) -> bool:
    """Whether a picture has come."""
    return bool(await photo.evaluate("one => one.naturalWidth > 0"))


async def test_the_keyboard_is_enough(browser: Browser, made: dict[str, str]) -> None:
    async with phone(browser) as page:
        await page.goto(f"{made['house']}/send")
        await page.get_by_label("Vệ sinh môi trường").focus()
        await page.keyboard.press("Space")
        await page.keyboard.press("Tab")
        await page.keyboard.type("Rác đầu ngõ.")
        await reach(page, "Tiếp tục")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/where")
        await reach(page, "Địa chỉ hoặc chỗ dễ nhận ra")
        await page.keyboard.type("Ngõ 557")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/who")
        await reach(page, "named", by="value")
        await page.keyboard.press("Space")
        for _ in range(2):
            await page.keyboard.press("ArrowDown")
        await reach(page, "Gửi phản ánh")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/sent")
        await reach(page, "Xem tiến độ")
        await page.keyboard.press("Enter")
        await expect(page.locator(".st--pill")).to_have_text("Đã tiếp nhận")
        anonymous = await page.get_by_text("Ông/bà gửi không ghi tên").count()

    assert anonymous == 1


async def reach(page: Page, wanted: str, *, by: str = "label") -> None:
    """Tab on until something has the focus; it must show that it has."""
    asked = {
        "label": "const e = document.activeElement; return"
        " ((e.labels?.[0] ?? e).innerText ?? '').includes(wanted)",
        "value": "return document.activeElement.value === wanted",
    }[by]
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate(f"wanted => {{ {asked} }}", wanted):
            return
    pytest.fail(f"no tab leads to {wanted}")


async def write_offline(page: Page, house: str) -> None:
    """A page that was opened once is opened again without a network, and filled in."""
    await page.goto(f"{house}/send")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.wait_for_function(
        "async () => (await (await caches.open('kheo-send')).keys()).length > 5"
    )
    await page.context.set_offline(True)
    await page.goto(f"{house}/send")
    await page.get_by_label("Vệ sinh môi trường").check()
    await page.get_by_label("Chuyện xảy ra thế nào?").fill(citizens.RUBBISH)
    await page.get_by_label("Việc xảy ra ở đâu?").fill(citizens.ADDRESS)
    await page.locator("#f-photos").set_input_files([PHOTO])
    await page.get_by_role("button", name="Tiếp tục").click()
    await expect(page.get_by_text("Máy đang không có mạng")).to_be_visible()
    await shoot(page, "/send/offline", SHOT)


async def test_a_draft_written_offline_is_kept_and_sent_when_there_is_a_network(
    browser: Browser, made: dict[str, str]
) -> None:
    house = made["house"]
    async with phone(browser) as page:
        await write_offline(page, house)
        await page.goto(f"{house}/send")
        await expect(page.get_by_text("Đã mở lại bản nháp")).to_be_visible()
        kept = await page.get_by_label("Chuyện xảy ra thế nào?").input_value()

        await page.context.set_offline(False)
        await expect(page.get_by_text("Đã có mạng trở lại")).to_be_visible()
        await page.get_by_role("button", name="Tiếp tục").click()
        await page.wait_for_url("**/where")
        where = await page.get_by_label("Địa chỉ hoặc chỗ dễ nhận ra").input_value()
        await page.get_by_role("button", name="Tiếp tục").click()
        facts = await page.locator(".facts").inner_text()
        await sign(page)
        await page.goto(f"{house}/send")
        left = await page.get_by_label("Chuyện xảy ra thế nào?").input_value()

    assert kept == citizens.RUBBISH
    assert where == citizens.ADDRESS
    assert "1 ảnh" in facts
    assert left == ""


async def test_the_position_of_the_phone_is_sent_only_as_it_is_shown(
    browser: Browser, made: dict[str, str]
) -> None:
    async with phone(browser) as page:
        await page.context.grant_permissions(["geolocation"], origin=made["house"])
        await page.context.set_geolocation({"latitude": 21.0345, "longitude": 105.9112})
        await page.goto(f"{made['house']}/send/{made['message_draft']}/where")
        await page.get_by_role("button", name="Dùng vị trí của tôi").click()
        await expect(page.get_by_text("Đã ghi vị trí")).to_be_visible()
        latitude = await page.get_by_label("Vĩ độ").input_value()

    assert latitude == "21.034500"


@pytest.mark.parametrize(
    "address", ["/send", "/send/{unplaced_draft}/where", "/send/{message_draft}/who"]
)
async def test_a_refused_step_says_so_and_keeps_everything(
    eyes: Eyes, made: dict[str, str], address: str
) -> None:
    page = await eyes.open(made["house"] + address.format(**made), SHOT)
    await page.locator("form.form .actions .btn").first.click()
    summary = await page.locator(".error-summary").inner_text()
    await shoot(page, f"{address}/refused", SHOT)
    faults = await faults_of(page, SHOT)
    title = await page.title()
    await page.close()

    assert "Những gì đã nhập vẫn còn nguyên" in summary
    assert title.startswith("Lỗi")
    assert faults == []


async def test_what_a_category_asks_is_answered_before_going_on(
    browser: Browser, made: dict[str, str]
) -> None:
    async with phone(browser, has_script=False) as page:
        await page.goto(f"{made['house']}/send/{made['message_draft']}/where")
        await page.get_by_label("Cụ thể là việc gì?").select_option("env_waste")
        await page.get_by_role("button", name="Tiếp tục").click()
        await page.get_by_label("Phế thải xây dựng").check()
        await page.get_by_role("button", name="Tiếp tục").click()
        facts = await page.locator(".facts").inner_text()

    assert "Loại rác: Phế thải xây dựng" in facts
