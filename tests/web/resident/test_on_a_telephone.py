"""The way from the first page to the receipt, in a real browser of a telephone's size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WORDS = "村口三盏路灯都不亮，晚上走路看不见。"
PHONE = {"width": 360, "height": 740}
SMALL = """limit => [...document.querySelectorAll(
    "main button, main .button, main input:not([type=radio], [type=file]), main select, " +
    "main summary, main label:has(input), main a:not(.quiet)")]
  .filter(one => one.checkVisibility() && one.type !== "hidden")
  .filter(one => !one.closest("p, .error-summary"))
  .map(one => [one.textContent.trim() || one.name, one.getClientRects()[0].height])
  .filter(([, height]) => height < limit - 0.5)"""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Thumb:
    """Somebody's thumb: counts each tap that is not typing."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.taps = 0

    def tap(self, what: str) -> None:
        self.page.locator(what).first.click()
        self.taps += 1


def send_something(page: Any, demo: str) -> Thumb:
    thumb = Thumb(page)
    page.goto(f"{demo}/say/")
    thumb.tap("a[href='/say/in/shangqing/']")
    required = page.eval_on_selector_all(
        "main [required]", "all => [...new Set(all.map(one => one.name))]"
    )
    assert len(required) + 1 <= 3, "with the village that was chosen"
    page.fill("textarea[name=text]", WORDS)
    thumb.tap("label:has(input[name=place])")
    thumb.tap("label:has(input[name=contact][value=no])")
    thumb.tap("main form button.primary")
    page.wait_for_url("**/say/receipt/")
    return thumb


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def phone(request: Any, browser: Any) -> Iterator[Any]:
    context = browser.new_context(
        viewport=PHONE, locale="zh-CN", java_script_enabled=request.param, has_touch=True
    )
    yield context.new_page()
    context.close()


def test_three_inputs_and_four_taps_lead_to_the_receipt(phone: Any, demo: str) -> None:
    thumb = send_something(phone, demo)
    assert thumb.taps <= 4
    code = phone.inner_text(".code")
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", code)
    assert code not in phone.url
    phone.goto(f"{demo}/follow/")
    phone.click("form:has(button.button):not(:has(input[name=code])) button")
    phone.fill("input[name=code]", code.lower().replace("-", " "))
    phone.click("main form button.primary")
    phone.wait_for_url("**/follow/*/")
    assert WORDS in phone.inner_text("main")


@pytest.fixture
def scripted(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    yield context
    context.close()


def test_words_outlive_a_lost_connection_and_a_closed_page(scripted: Any, demo: str) -> None:
    page = scripted.new_page()
    page.goto(f"{demo}/say/in/shangqing/")
    page.fill("textarea[name=text]", WORDS)
    page.check("input[name=contact][value=yes]")
    page.fill("input[name=phone]", "13955550199")
    scripted.set_offline(True)
    page.click("main form button.primary")
    told = page.locator("[data-connection]")
    told.wait_for()
    assert page.input_value("textarea[name=text]") == WORDS
    submission = page.input_value("input[name=submission]")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert WORDS in kept
    assert "13955550199" not in kept, "who spoke is not left lying on a shared telephone"
    page.close()
    scripted.set_offline(False)

    again = scripted.new_page()
    again.goto(f"{demo}/say/in/shangqing/")
    assert again.input_value("textarea[name=text]") == WORDS
    assert again.input_value("input[name=submission]") == submission, "still the same sending"
    again.check("input[name=contact][value=no]")
    again.click("main form button.primary")
    again.wait_for_url("**/say/receipt/")
    assert WORDS not in again.evaluate("JSON.stringify(localStorage)")
    again.goto(f"{demo}/say/in/shangqing/")
    assert again.input_value("textarea[name=text]") == ""


def test_what_was_kept_can_be_cleared(scripted: Any, demo: str) -> None:
    page = scripted.new_page()
    page.goto(f"{demo}/say/in/shangqing/")
    page.fill("textarea[name=text]", WORDS)
    page.reload()
    page.click(".restored button")
    expect(page.locator("textarea[name=text]")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_a_photograph_of_the_receipt_fills_the_code_in(scripted: Any, demo: str) -> None:
    page = scripted.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{demo}/follow/#AB12-CD34-EF56")
    assert page.input_value("input[name=code]") == "AB12-CD34-EF56"
    assert "AB12" not in page.url
    assert not any("AB12" in url for url in asked)


def test_the_counter_and_the_photos_speak_before_anything_travels(scripted: Any, demo: str) -> None:
    page = scripted.new_page()
    page.goto(f"{demo}/say/in/shangqing/")
    page.fill("textarea[name=text]", "灯" * 3995)
    assert "5" in page.inner_text(".counter")
    page.fill("textarea[name=text]", "灯" * 4003)
    assert "3" in page.inner_text(".counter.over")
    page.fill("textarea[name=text]", WORDS)
    page.check("input[name=contact][value=no]")
    files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": b"x"} for n in range(7)]
    page.set_input_files("input[type=file]", files)
    page.click("main form button.primary")
    page.locator("[data-connection]").wait_for()
    assert page.url.endswith("/say/in/shangqing/")


def test_contact_and_danger_show_only_when_chosen(phone: Any, demo: str) -> None:
    phone.goto(f"{demo}/say/in/shangqing/")
    assert not phone.locator("input[name=phone]").is_visible()
    phone.check("input[name=contact][value=yes]")
    assert phone.locator("input[name=phone]").is_visible()
    phone.locator("summary").nth(1).click()
    assert not phone.locator(".only-urgent").is_visible()
    phone.check("input[name=kind][value=urgent]")
    assert phone.locator(".only-urgent").is_visible()


@pytest.mark.parametrize("print_size", ["ordinary", "large"])
@pytest.mark.parametrize(("language", "width"), [("zh-CN", 360), ("en", 360), ("zh-CN", 1280)])
def test_nothing_is_cut_off_and_every_target_is_big_enough(
    browser: Any, demo: str, print_size: str, language: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, locale=language)
    if print_size == "large":
        context.add_cookies([{"name": "large_print", "value": "1", "url": demo}])
    page = context.new_page()
    send_something(page, demo)
    mine = page.locator("main a.button.primary").get_attribute("href")
    limit = 60 if print_size == "large" else 44
    for address in ("/", "/say/", "/say/in/shangqing/", "/say/receipt/", "/follow/", mine):
        page.goto(demo + address)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert not page.evaluate(WIDER), address
        assert page.evaluate(SMALL, limit) == [], address
    context.close()


def test_the_whole_form_is_done_by_keyboard(scripted: Any, demo: str) -> None:
    page = scripted.new_page()
    page.goto(f"{demo}/say/in/shangqing/")
    page.focus("textarea[name=text]")
    page.keyboard.type("路灯")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.name") == "place"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "contact"
    page.keyboard.press("Space")
    while not page.evaluate("document.activeElement.matches('button.primary')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/say/receipt/")
