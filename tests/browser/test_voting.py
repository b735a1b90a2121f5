"""Voting on a phone without script, and slips that come out eight to a page."""

import re

import pytest
from playwright.async_api import Page

from tests.browser import council
from tests.browser.looking import DESK, PHONE, Eyes, Look, faults_of, shoot

pytestmark = [pytest.mark.browser, pytest.mark.infra]
OLD_PHONE = Look("phone", PHONE, has_script=False)
OFFICE = Look("desk", DESK, is_judged=False)
FINGER = 44


async def too_small(page: Page) -> list[str]:
    """What a finger would miss."""
    found = await page.locator("main :is(button, .choice, input.input)").evaluate_all(
        "all => all.filter(one => one.checkVisibility())"
        ".map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])"
    )
    return [shown for shown, height in found if height < FINGER]


async def test_a_voter_with_an_old_phone_votes_and_gets_a_receipt(
    eyes: Eyes, made: dict[str, str]
) -> None:
    address = f"{made['house']}/public/ballots/{made['open_ballot']}"
    page = await eyes.open(address, OLD_PHONE)
    await page.get_by_label("Mã phiếu").fill(made["ballot_code"].lower())
    await page.get_by_role("button", name="Tiếp tục").click()
    await shoot(page, "/public/ballots/choices", OLD_PHONE)
    small = await too_small(page)
    await page.get_by_label("Phường Phúc Lợi").check()
    await page.get_by_label("Phường Sài Đồng").check()
    await page.get_by_role("button", name="Bỏ phiếu").click()
    await shoot(page, "/public/ballots/receipt", OLD_PHONE)
    receipt = await page.locator(".receipt").inner_text()
    await page.goto(address)
    await page.get_by_label("Mã phiếu").fill(made["ballot_code"])
    await page.get_by_role("button", name="Tiếp tục").click()
    again = await page.locator(".error-summary").inner_text()
    await page.close()

    assert small == []
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", receipt)
    assert "đã được dùng ngày" in again


async def test_slips_are_printed_eight_to_a_page(eyes: Eyes, made: dict[str, str]) -> None:
    address = f"{made['house']}/ballots/{made['prepared_ballot']}"
    page = await eyes.open(address, OFFICE, council.CLERKS[0])
    await page.get_by_label("Số phiếu in").fill("20")
    await page.get_by_role("button", name="Tạo trang in phiếu").click()
    await shoot(page, "/ballots/slips", OFFICE)
    faults = await faults_of(page, OFFICE)
    printed = await page.pdf(format="A4", prefer_css_page_size=True)
    codes = await page.locator(".slip__code").all_inner_texts()
    await page.close()

    assert faults == []
    assert len(set(codes)) == 20
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 3
