"""A clerk sorts messages without the mouse, in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def clerk(page: Any, demo: str) -> Any:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{demo}/demo/enter/office/")
    return page


def write_down(clerk: Any, demo: str, words: str) -> None:
    clerk.goto(f"{demo}/office/voices/write/")
    clerk.check("input[name=channel][value=paper]")
    clerk.fill("textarea[name=text]", words)
    clerk.click("main form button.primary")
    clerk.wait_for_url("**/write/receipt/")


def row_here(clerk: Any) -> Any:
    return clerk.locator("[data-walk] > li:focus-within")


def test_three_messages_are_sorted_by_keys_alone(clerk: Any, demo: str) -> None:
    wanted = [f"键盘分办第{number}件：桥栏杆松了" for number in "一二三"]
    for words in wanted:
        write_down(clerk, demo, words)
    press = clerk.keyboard.press
    for words in wanted:
        clerk.goto(f"{demo}/office/voices/")
        press("/")
        clerk.keyboard.type(words)
        press("Enter")
        clerk.wait_for_url("**words=**")
        clerk.locator("h1").wait_for()
        clerk.evaluate("document.activeElement.blur()")
        press("j")
        assert words in row_here(clerk).inner_text()
        press("Enter")
        clerk.wait_for_url(re.compile(r"/office/voices/\d+/$"))
        for _ in range(60):
            press("Tab")
            if clerk.evaluate("document.activeElement.name") == "category":
                break
        assert clerk.evaluate("document.activeElement.name") == "category"
        with clerk.expect_response("**/unit/?*"):
            press("ArrowDown")
        expect(clerk.locator("#id_unit")).not_to_have_value("")
        for _ in range(60):
            press("Tab")
            if clerk.evaluate("document.activeElement.matches('form button.primary')"):
                break
        press("Enter")
        clerk.locator(".messages .success").wait_for()
        assert clerk.locator("a[href*='step=register']").count() == 1, "it can be sorted anew"


def test_walking_and_choosing(clerk: Any, demo: str) -> None:
    for number in "一二":
        write_down(clerk, demo, f"键盘选择第{number}件")
    clerk.goto(f"{demo}/office/voices/?view=all&words=键盘选择")
    press = clerk.keyboard.press
    press("j")
    first = row_here(clerk).inner_text()
    press("j")
    assert row_here(clerk).inner_text() != first
    press("k")
    assert row_here(clerk).inner_text() == first
    press("x")
    assert row_here(clerk).locator("input[type=checkbox]").is_checked()
    press("x")
    assert not row_here(clerk).locator("input[type=checkbox]").is_checked()
    press("x")
    press("j")
    press("x")
    assert clerk.locator("[data-walk] input:checked").count() == 2
    assert clerk.locator("[data-keys]").is_visible(), "the keys stand on the page"
    for letter in "jkx/":
        assert letter in clerk.locator("[data-keys]").inner_text()
    clerk.focus("main form[method=post] button")
    press("Enter")
    clerk.wait_for_url("**/several/")
    assert clerk.locator("input[type=hidden][name=voice]").count() == 2


def test_keys_typed_into_a_field_are_letters(clerk: Any, demo: str) -> None:
    clerk.goto(f"{demo}/office/voices/write/")
    clerk.focus("input[name=spot]")
    clerk.keyboard.type("jkx/")
    assert clerk.input_value("input[name=spot]") == "jkx/"


def test_a_contact_is_not_kept_in_the_browser(clerk: Any, demo: str) -> None:
    clerk.goto(f"{demo}/office/voices/write/")
    clerk.fill("textarea[name=text]", "还没写完的话")
    clerk.fill("input[name=phone]", "13700001111")
    clerk.goto(f"{demo}/office/voices/write/")
    assert clerk.input_value("textarea[name=text]") == "还没写完的话"
    assert clerk.input_value("input[name=phone]") == ""
    assert "13700001111" not in clerk.evaluate("JSON.stringify(sessionStorage)")


def test_without_scripts_every_step_is_there(browser: Any, demo: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{demo}/demo/enter/office/")
    page.goto(f"{demo}/office/voices/")
    assert page.locator("[data-keys]").is_hidden()
    page.locator("a.row-title").first.click()
    page.wait_for_url(re.compile(r"/office/voices/\d+/$"))
    assert page.locator("[data-print]").is_hidden()
    page.locator(".ways a[href*='step=note']").click()
    page.fill("textarea[name=words]", "打电话核对过地点")
    page.click("main form button.primary")
    page.locator(".messages .success").wait_for()
    assert "打电话核对过地点" in page.locator(".timeline").inner_text()
    context.close()
