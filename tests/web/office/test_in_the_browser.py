"""The clerk's journey in a real browser, with htmx; and every page without a line too wide."""

from __future__ import annotations

from typing import Any

import pytest

from web.office.directives import SPEECH

pytestmark = pytest.mark.browser

REWRITTEN = SPEECH + "要深化学习实践科学进展观活动，全面落实科学进展观。\n"


@pytest.fixture
def clerk(page: Any, demo: str) -> Any:
    page.goto(f"{demo}/demo/enter/office/")
    return page


def give(clerk: Any, demo: str) -> str:
    """A directive from a file, read; returns the address of its review."""
    clerk.goto(f"{demo}/office/directives/new/")
    clerk.set_input_files(
        "input[name=file]",
        {"name": "讲话.txt", "mimeType": "text/plain", "buffer": REWRITTEN.encode()},
    )
    clerk.check("input[name=template][value=learn-check-fix]")
    clerk.click("main form button.primary")
    clerk.wait_for_url("**/office/directives/*/")
    address: str = clerk.url
    return address


def test_lines_are_corrected_in_place(clerk: Any, demo: str) -> None:
    review = give(clerk, demo)
    duty = clerk.locator("li[id^=line-]", has_text="实事清单").first
    duty.locator("summary").click()
    duty.locator("a[href^='#s-']").click()
    assert clerk.locator(".source :target").inner_text().startswith("各村要在")

    duty.locator("a[hx-get]").click()
    form = duty.locator("#edit-form form")
    form.locator("textarea").fill("")
    form.locator("button").click()
    form.locator(".field-error").wait_for()
    form.locator("textarea").fill("各村公布清单")
    form.locator("button").click()
    clerk.locator("summary", has_text="各村公布清单").wait_for()
    assert clerk.url.split("#")[0] == review, "the page was never left"

    goal = clerk.locator("[aria-labelledby=group-goal] li").first
    goal.locator("summary").click()
    goal.locator("form[action$='/drop/'] button").click()
    goal.locator("form[action$='/restore/'] button").click()
    goal.locator("form[action$='/restore/']").wait_for(state="detached")


def test_a_pair_is_decided_once_for_all_its_places(clerk: Any, demo: str) -> None:
    give(clerk, demo)
    pair = clerk.locator("li[id^=repair-]", has_text="科学进展观").first
    if not pair.is_visible():
        clerk.locator("#repairs details summary").first.click()
    identity = pair.get_attribute("id")
    pair.locator("button[value=accepted]").click()
    clerk.locator(f"#{identity} button[value=open]").wait_for(state="attached")


def test_the_journey_ends_at_the_campaign_everybody_sees(clerk: Any, demo: str) -> None:
    review = give(clerk, demo)
    clerk.click(".actions.sticky a.button")
    clerk.wait_for_url("**/check/")
    clerk.click("main form button.primary")
    clerk.wait_for_url("**/campaigns/*/")
    clerk.locator("#gate-verdict").wait_for()
    clerk.goto(review)
    assert clerk.locator(".actions.sticky").count() == 0


def test_what_was_pasted_survives_an_error_and_a_new_visit(clerk: Any, demo: str) -> None:
    clerk.goto(f"{demo}/office/directives/new/")
    clerk.fill("textarea[name=text]", REWRITTEN)
    clerk.goto(f"{demo}/office/")
    clerk.goto(f"{demo}/office/directives/new/")
    assert clerk.input_value("textarea[name=text]") == REWRITTEN


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800)])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_is_wider_than_its_window(
    clerk: Any, demo: str, width: int, height: int, language: str
) -> None:
    review = give(clerk, demo).removeprefix(demo)
    clerk.set_viewport_size({"width": width, "height": height})
    clerk.goto(demo)
    if clerk.locator(f"button[name=language][value={language}]").count():
        clerk.click(f"button[name=language][value={language}]")
    for address in (
        "/",
        "/campaigns/1/",
        "/campaigns/1/actions/",
        "/campaigns/1/directive/",
        "/campaigns/1/units/",
        "/campaigns/1/units/shangqing/",
        "/record/",
        "/record/5/",
        "/office/",
        "/office/directives/new/",
        review,
        f"{review}check/",
        f"{review}basics/",
        f"{review}template/",
        f"{review}lines/add/",
        "/office/gates/1/",
    ):
        assert clerk.goto(demo + address).status == 200
        too_wide = clerk.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide <= 0, address
