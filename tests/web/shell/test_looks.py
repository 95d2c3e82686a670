"""The frame in a real browser: sizes, switches, keys, and no script needed for any of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ADDRESSES = ["/accounts/login/", "/demo/", "/accounts/signup/"]

TOO_SMALL = """limit => [...document.querySelectorAll(
    "header a, header button, .acting a, .acting summary, main button, main .button, main input, " +
    "main select, main summary, a.row-title, .row-title a, .site-foot a")]
  .filter(one => one.checkVisibility() && one.type !== "hidden")
  .map(one => [one.textContent.trim() || one.name, one.getClientRects()[0].height])
  .filter(([, height]) => height < limit - 0.5)"""

WIDER = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """The smallest phone we promise, with its own cookies."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    yield context
    context.close()


def large(context: Any, demo: str) -> None:
    context.add_cookies([{"name": "large_print", "value": "1", "url": demo}])


@pytest.mark.parametrize("print_size", ["ordinary", "large"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_is_cut_off_and_every_target_is_big_enough(
    browser: Any, demo: str, print_size: str, language: str
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale=language)
    if print_size == "large":
        large(context, demo)
    page = context.new_page()
    page.goto(f"{demo}/demo/enter/leader/")
    for address in (*ADDRESSES, "/accounts/second-step/", "/no-such-page/"):
        page.goto(demo + address)
        assert not page.evaluate(WIDER), address
        small = page.evaluate(TOO_SMALL, 60 if print_size == "large" else 44)
        assert small == [], address
    context.close()


def test_large_print_is_one_touch_and_stays(page: Any, demo: str) -> None:
    page.goto(demo + "/accounts/login/")
    size = "getComputedStyle(document.body).fontSize"
    assert page.evaluate(size) == "17px"
    page.click("button[name=large_print]")
    assert page.evaluate(size) == "22px"
    page.goto(demo + "/demo/")
    assert page.evaluate(size) == "22px"
    assert page.get_attribute("button[name=large_print]", "aria-pressed") == "true"


def test_the_language_changes_on_the_same_page(page: Any, demo: str) -> None:
    page.goto(demo + "/accounts/login/?next=/office/")
    page.click("button[name=language]")
    assert page.url == demo + "/accounts/login/?next=/office/"
    assert page.get_attribute("html", "lang") == "en"


def test_everything_works_without_script(browser: Any, demo: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(demo + "/accounts/login/")
    assert not page.locator("#read-aloud").is_visible()
    assert not page.locator("#passkey_login").is_visible()
    page.click("button[name=large_print]")
    assert page.locator("html.large-print").count() == 1
    context.close()


def test_a_passkey_is_not_offered_at_a_bare_number(page: Any, demo: str) -> None:
    page.goto(demo + "/accounts/login/")
    assert "127.0.0.1" in page.url
    assert not page.locator("#passkey_login").is_visible()
    page.goto(demo.replace("127.0.0.1", "localhost") + "/accounts/login/")
    assert page.locator("#passkey_login").is_visible()


def test_the_keyboard_reaches_the_text_first(page: Any, demo: str) -> None:
    page.goto(demo + "/accounts/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def put(page: Any, demo: str, body: str, script: str) -> None:
    """A page of ours with ``body``, served at the demo's address."""
    page.route(
        f"{demo}/put/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<!DOCTYPE html><main id="main">{body}</main>'
            f'<script src="/static/qunce/{script}"></script>',
        ),
    )
    page.goto(f"{demo}/put/")


def test_what_was_typed_is_kept_in_this_tab_until_it_is_done(page: Any, demo: str) -> None:
    form = '<form data-keep="f"><textarea name="t"></textarea><input type="password" name="p">'
    put(page, demo, form, "qunce.js")
    page.fill("textarea", "路灯坏了")
    page.fill("[name=p]", "secret")
    page.reload()
    assert page.input_value("textarea") == "路灯坏了"
    assert page.input_value("[name=p]") == ""
    put(page, demo, '<span data-kept-done="f"></span>', "qunce.js")
    put(page, demo, form, "qunce.js")
    assert page.input_value("textarea") == ""


def test_clerks_walk_and_filter_a_list_by_keyboard(page: Any, demo: str) -> None:
    rows = "".join(f'<li><a href="#{word}">{word}</a></li>' for word in ("lamp", "road", "well"))
    put(page, demo, f'<input data-filter="#l"><ul id="l" data-walk>{rows}</ul>', "office.js")
    focused = "document.activeElement.textContent"
    for key, word in (("j", "lamp"), ("j", "road"), ("j", "well"), ("j", "well"), ("k", "road")):
        page.keyboard.press(key)
        assert page.evaluate(focused) == word
    page.keyboard.press("Enter")
    page.wait_for_url("**/put/#road")
    page.keyboard.press("/")
    page.keyboard.type("wel")
    assert [row.is_visible() for row in page.locator("li").all()] == [False, False, True]
