"""A stack of paper sheets is entered without the mouse, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def asking(page: Any, demo: str) -> Any:
    """The clerk has begun to ask about the remedy, with one question."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{demo}/demo/enter/office/")
    page.goto(f"{demo}/office/consultations/")
    page.locator("a[href*='/consultations/gates/']").last.click()
    page.fill("input[name=title]", "整改方案请大家看看")
    page.fill("textarea[name=introduction]", "请说说哪里好、哪里不合适。")
    page.fill("textarea[name=text]", "一、六月底前修好路灯。\n\n二、每周清运垃圾两次。")
    page.click("main form button.primary")
    page.locator("a[href$='/questions/']").click()
    page.select_option("select[name=preset]", "agreement")
    page.click("form[action$='/questions/ready/'] button")
    page.click("form[action$='/steps/start/'] button")
    page.locator(".messages .success").wait_for()
    page.locator("a[href$='/sheets/']").click()
    page.locator("form[data-digits]").wait_for()
    return page


def test_sheets_are_entered_one_after_another_by_keys(asking: Any) -> None:
    """1 to 9 choose and lead on, Ctrl and Enter keep; the village stays for the next sheet."""
    press, type_ = asking.keyboard.press, asking.keyboard.type
    village = asking.locator("select[name=village] option").nth(1).get_attribute("value")
    asking.select_option("select[name=village]", village)
    asking.locator("input[type=radio]").first.focus()
    number = ""
    for words in ("灯杆要换新的", "垃圾桶也要添"):
        press("2")
        assert asking.locator("input[type=radio]").nth(1).is_checked()
        assert asking.evaluate("document.activeElement.name") == "about0"
        type_("1")
        press("Tab")
        type_(words)
        press("Control+Enter")
        shown = asking.locator(".notice.good strong")
        expect(shown).not_to_have_text(number)
        number = shown.inner_text()
        assert asking.locator("select[name=village]").input_value() == village
        assert asking.locator("textarea[name=words0]").input_value() == ""
        expect(asking.locator("input[type=radio]:focus")).to_have_count(1)  # the next begins


def test_what_was_typed_survives_a_lost_page(asking: Any) -> None:
    asking.fill("textarea[name=words0]", "还没有保存的话")
    asking.reload()
    assert asking.locator("textarea[name=words0]").input_value() == "还没有保存的话"
