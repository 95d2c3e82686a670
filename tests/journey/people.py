"""People of the journeys: each with a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.address = address

    def go(self, path: str) -> str:
        answer = self.page.goto(self.address + path)
        assert answer.status == 200, f"{path}: {answer.status}"
        text: str = self.page.inner_text("main")
        return text

    def take(self, act: str, **said: str) -> None:
        """The step ``act`` of the page one is on: its form is filled in and sent."""
        form = self.page.locator(f"form[action$='/{act}/']").first
        assert form.count(), f"{act} is not offered: {self.page.inner_text('main')}"
        folded = form.locator("xpath=ancestor::details[not(@open)]")
        for at in range(folded.count()):
            folded.nth(0 if at else at).locator("summary").first.click()
        for name, value in said.items():
            field = form.locator(f"[name='{name}'], [name='{act}-{name}']")
            kind = field.first.evaluate("one => one.type || one.tagName")
            if kind == "radio":
                form.locator(f"input[name$='{name}'][value='{value}']").check()
            elif kind == "select-one":
                field.select_option(value=value)
                self.page.wait_for_load_state("networkidle")  # a category brings its unit
            else:
                field.fill(value)
        with self.page.expect_navigation():
            form.locator("button").last.click()
        errors = self.page.locator(".error-summary")
        assert errors.count() == 0, errors.first.inner_text()

    def choose(self, act: str, name: str, part: str) -> str:
        """The value of the first choice of a field whose words contain ``part``."""
        options = self.page.locator(f"form[action$='/{act}/'] select[name={name}] option")
        for at in range(options.count()):
            if part in options.nth(at).inner_text():
                value: str = options.nth(at).get_attribute("value")
                return value
        raise AssertionError(f"{part} is no choice of {name}")


@contextmanager
def persons(browser: Any, address: str) -> Iterator[Any]:
    """``person("office")`` has just signed in; ``person("")`` is the resident."""
    contexts = []

    def person(login: str) -> Person:
        small = {"width": 360, "height": 740}
        context = browser.new_context(
            viewport=small if not login else {"width": 1280, "height": 800}, locale="zh-CN"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        if login:
            page.goto(f"{address}/demo/enter/{login}/")
        return Person(page, address)

    try:
        yield person
    finally:
        for context in contexts:
            context.close()
