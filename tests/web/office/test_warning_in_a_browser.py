"""Alerts in a real browser, in large print too: nothing too wide or too small, no number broken."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

PAGES = (
    "/office/warnings/1/",
    "/office/warnings/",
    "/office/warnings/budget/",
    "/office/warnings/changes/",
    "/office/setup/neighbours/?unit=shiqiao",
)
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALLEST = """selector => Math.min(...[...document.querySelectorAll(selector)].map(one => {
    const svg = one.ownerSVGElement;
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return parseFloat(getComputedStyle(one).fontSize) * scale;
}))"""
"""Height in px of the smallest letters that a selector finds in a picture."""
LINES = """cell => {
    const all = document.createRange();
    all.selectNodeContents(cell);
    return new Set([...all.getClientRects()].map(one => Math.round(one.top))).size;
}"""
"""In how many lines the words of a cell stand."""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_on_a_telephone_in_large_print(page: Any, demo: str, language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.context.add_cookies(
        [
            {"name": "django_language", "value": language, "url": demo},
            {"name": "large_print", "value": "1", "url": demo},
        ]
    )
    page.goto(f"{demo}/demo/enter/office/")
    for address in PAGES:
        assert page.goto(demo + address).status == 200
        assert page.evaluate(TOO_WIDE) <= 0, address
        if page.locator("svg.alert-chart").count():
            assert page.evaluate(SMALLEST, "svg.alert-chart text") > 20
            for cell in page.locator("td.number:visible").all():
                assert cell.evaluate(LINES) == 1, f"{cell.inner_text()} is not broken"
        if page.locator("svg.town-map").count():
            assert page.evaluate(SMALLEST, "svg.town-map text") > 20


def test_a_notice_is_no_wider_than_the_narrow_page_it_stands_on(page: Any, demo: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{demo}/demo/enter/office/")
    page.goto(f"{demo}/office/warnings/1/")
    notice, head = page.evaluate(
        "() => { const main = document.querySelector('.page.narrow');"
        " const one = main.querySelector('.page-head').cloneNode();"
        " one.className = 'notice good'; one.textContent = '…'; main.append(one);"
        " return [one, main.querySelector('.page-head')].map(e => e.offsetWidth); }"
    )
    assert notice == head
