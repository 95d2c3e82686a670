"""A secretary's whole week on a telephone: few touches, once each, with and without a line.

The town is prepared and driven by ``benchmarks/week.py``, which prints the same count.
"""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

pytestmark = pytest.mark.browser

PROGRAM = Path(__file__).resolve().parents[2] / "benchmarks" / "week.py"


def program() -> Any:
    spec = importlib.util.spec_from_file_location("week_benchmark", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look for their module
    spec.loader.exec_module(module)
    return module


week = program()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo whose secretary has the week of which the touches are counted."""
    data: Path = tmp_path_factory.mktemp("prepared") / "week"
    week.prepared(data)
    return data


@pytest.fixture(scope="module")
def full(prepared: Path) -> Iterator[tuple[Path, str]]:
    """The same town with a week as full as the page takes; it runs for many tests."""
    data = prepared.with_name("full")
    shutil.copytree(prepared, data)
    week.filled(data)
    with week.served(data) as address:
        yield data, address


class Branch:
    """A town that runs, the telephone of its secretary, and what the town's data say."""

    def __init__(self, data: Path, address: str, browser: Any, words: str = "") -> None:
        self.data = data
        self.address = address
        self.words = words
        """What this test reports of a problem that is late, and so stays on the page."""
        self.page = week.telephone(browser)
        self.page.on("pageerror", lambda error: pytest.fail(str(error)))

    def sign_in(self) -> Any:
        self.page.goto(f"{self.address}/demo/enter/secretary/")
        return self.page

    def counts(self, table: str, **fields: str) -> int:
        """How many rows of ``table`` have these values."""
        where = " AND ".join(f"{name} = ?" for name in fields)
        sql = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608  (names of this file)
        file = f"file:{self.data / 'qunce.sqlite3'}?mode=ro"
        with contextlib.closing(sqlite3.connect(file, uri=True)) as database:
            return int(database.execute(sql, list(fields.values())).fetchone()[0])

    def problem(self) -> Any:
        return self.page.locator("li[id^=line-problem-]", has_text="2组护栏松动").first

    def progress(self) -> int:
        return self.counts("problems_problemstep", words=self.words, kind="progress")

    def unfold(self, act: str = "progress") -> Any:
        form = self.problem().locator(f"form[action$='/{act}/']")
        for fold in (self.problem().locator("> details"), form.locator("xpath=..")):
            if fold.get_attribute("open") is None:
                fold.locator("> summary").click()
        return form

    def report(self) -> None:
        form = self.unfold()
        form.locator("textarea").fill(self.words)
        form.locator("button").last.click()

    def wait_for(self, met: Callable[[], bool]) -> None:
        for _ in range(1_200):
            if met():
                return
            self.page.wait_for_timeout(100)
        pytest.fail(f"it did not come about: {self.page.inner_text('main')}")


@pytest.fixture
def branch(full: tuple[Path, str], browser: Any, request: Any) -> Iterator[Branch]:
    one = Branch(*full, browser, words=f"已经报修：{request.node.name}")
    yield one
    one.page.context.close()


@contextlib.contextmanager
def without_a_line(branch: Branch) -> Iterator[None]:
    branch.page.context.set_offline(True)
    try:
        yield
    finally:
        branch.page.context.set_offline(False)


def test_the_whole_week_takes_at_most_25_touches(
    prepared: Path, tmp_path: Path, browser: Any
) -> None:
    data = tmp_path / "week"
    shutil.copytree(prepared, data)
    with week.served(data) as address:
        branch = Branch(data, address, browser)
        _go_through(branch)
        branch.page.context.close()


def _go_through(branch: Branch) -> None:
    told = branch.counts("duties_completion", how="told")
    hand = week.a_week(branch.page, branch.address)
    assert hand.total <= week.TOUCHES, hand.touches
    assert hand.seconds() <= week.SECONDS
    said, counts = week.WORDS, branch.counts
    assert counts("duties_completion", how="told") == told + 2
    assert counts("study_session", present="14") == 1
    assert counts("study_sessionline", words=said["lines"]) == 1
    assert counts("voices_answer", facts=said["facts"], opinion=said["opinion"]) == 1
    assert counts("problems_problem", state="claimed", done=said["done"]) == 1
    assert counts("problems_problem", state="in_hand", title="村口广告牌松动") == 1
    assert counts("voices_voice", text=said["said"], channel="visit") == 1
    branch.page.goto(f"{branch.address}/office/")
    assert branch.page.locator(".week-line").count() == 0, branch.page.inner_text("main")
    assert branch.page.locator(".empty").count() == 1, "and it says so"


def test_what_is_recorded_without_a_line_is_sent_by_itself(branch: Branch) -> None:
    page = branch.sign_in()
    with without_a_line(branch):
        branch.report()
        bar = page.locator("[data-week-line]")
        bar.wait_for()
        assert "2组护栏松动" in bar.inner_text()
        assert branch.problem().locator(".week-held").count() == 1
        assert branch.progress() == 0
    branch.wait_for(lambda: branch.progress() == 1)
    page.locator("[id^=line-problem-].week-recorded").wait_for()
    assert branch.progress() == 1


def test_what_is_held_back_can_be_changed_first(branch: Branch) -> None:
    page = branch.sign_in()
    with without_a_line(branch):
        branch.report()
        branch.problem().locator(".week-held button").click()
        assert branch.problem().locator("textarea[name=words]").is_visible()
    page.wait_for_timeout(1500)
    assert branch.progress() == 0, "it was taken back"


def test_an_answer_that_was_lost_on_the_way_is_no_second_record(branch: Branch) -> None:
    page = branch.sign_in()
    lost = []

    def lose_the_first(route: Any) -> None:
        if not lost:
            lost.append(route.fetch())  # it arrives, and its answer does not
            route.abort()
        else:
            route.continue_()

    page.route("**/progress/", lose_the_first)
    branch.report()
    branch.problem().locator(".week-held").wait_for()
    assert branch.progress() == 1
    page.reload()  # the phone sends what it holds once more
    branch.wait_for(lambda: page.evaluate("localStorage.length") == 0)
    assert branch.progress() == 1


def test_the_end_of_a_session_loses_nothing(branch: Branch) -> None:
    page = branch.sign_in()
    branch.unfold().locator("textarea").fill(branch.words)
    page.context.clear_cookies(name="sessionid")
    branch.problem().locator("form[action$='/progress/'] button").last.click()
    page.locator("[data-week-line] a.button").wait_for()
    assert branch.progress() == 0
    branch.sign_in()
    branch.wait_for(lambda: branch.progress() == 1)


def test_what_was_typed_is_there_on_the_next_visit_and_goes_with_signing_out(
    branch: Branch,
) -> None:
    page = branch.sign_in()
    branch.unfold().locator("textarea").fill(branch.words)
    page.goto(f"{branch.address}/office/problems/")
    page.goto(f"{branch.address}/office/week/")
    assert branch.unfold().locator("textarea").input_value() == branch.words
    page.click(".leave")
    assert page.evaluate("localStorage.length") == 0


def test_it_works_without_a_script(branch: Branch, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    branch.page.context.close()
    branch.page = context.new_page()
    branch.sign_in()
    branch.report()
    assert branch.progress() == 1
    assert branch.page.url.endswith("/office/week/")


def test_it_is_read_aloud_line_by_line_without_its_buttons(branch: Branch) -> None:
    page = branch.page
    page.add_init_script("window.heard = []; speechSynthesis.speak = (one) => heard.push(one.text)")
    branch.sign_in()
    page.click("#read-aloud")
    heard = "\n".join(page.evaluate("heard"))
    for line in ("2组护栏松动", "2组反映", "三组东头11号"):
        assert line in heard
    for button in page.locator(".week-steps button").all_text_contents():
        assert button not in heard.splitlines()


@pytest.mark.parametrize("large", [False, True])
def test_a_full_week_is_one_sheet_of_paper(branch: Branch, tmp_path: Path, large: bool) -> None:
    page = branch.sign_in()
    if large:
        page.click("button[name=large_print]")
    assert page.locator(".week-line").count() >= 20, "the week is full"
    sheet = tmp_path / "week.pdf"
    page.pdf(path=str(sheet), prefer_css_page_size=True)
    assert len(pypdfium2.PdfDocument(sheet)) == 1
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
