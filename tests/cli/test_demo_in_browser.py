"""The demo in a browser at phone and desk size: it opens, each role gets in, nothing overflows."""

from __future__ import annotations

from typing import Any

import pytest

from qunce.cli.demo.county import ENTRANCES

pytestmark = pytest.mark.browser

SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}


def _overflows(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.mark.parametrize("size", SIZES)
def test_the_first_page_opens_in_chinese(page: Any, demo: str, size: str) -> None:
    page.set_viewport_size(SIZES[size])
    answer = page.goto(f"{demo}/")
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert "为民办实事" in page.content()
    assert not _overflows(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("role", ENTRANCES)
def test_each_role_gets_in_with_one_click(page: Any, demo: str, role: str, size: str) -> None:
    page.set_viewport_size(SIZES[size])
    answer = page.goto(f"{demo}/demo/enter/{role}/")
    assert answer.status == 200
    assert "/demo/enter/" not in page.url
    assert not _overflows(page)
