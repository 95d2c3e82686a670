"""How many touches, and how long, a secretary's whole week takes on a telephone.

    python benchmarks/week.py [--keep FOLDER]

Three duties, one session, one home visit, two problems moved on, one answer, on a scratch demo at
360 x 740: each tap counts one, and each field that is gone into counts one; typing counts nothing.
The promise: at most 25 touches and five minutes.  Chromium has to be installed.
"""

# ruff: noqa: T201, S310, S603

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent.parent / "src"
TOUCHES, SECONDS = 25, 300
WORDS = {
    "facts": "灯头烧坏了两只，线路是好的，昨天下午和电工一起去看过。",
    "opinion": "明天上午换两只灯头，换好以后电话告诉您。",
    "done": "水沟清了八十米，两头的淤泥都运走了，昨天放水试过。",
    "told": "院坝会上定了：活动放在农闲的晚上，自己选的动作是修路边水沟。",
    "lines": "路灯坏了，三天之内要有人去看",
    "said": "路口那个坎，晚上看不清，能不能刷一道白漆。",
}


# --- the week that is prepared


def environment(data: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith("QUNCE_")
    }
    return kept | {
        "PYTHONPATH": str(SOURCE),
        "QUNCE_DATA": str(data),
        "QUNCE_DEMO": "1",
        "QUNCE_LOG": "ERROR",
        "DJANGO_SETTINGS_MODULE": "qunce.config.settings",
    }


def prepared(data: Path) -> None:
    """A demo in ``data`` whose secretary of Shangqing has a full week."""
    demo = [sys.executable, "-m", "qunce.cli", "demo", "--no-serve", "--data", str(data)]
    for command in (demo, [sys.executable, __file__, "--prepare"]):
        subprocess.run(command, env=environment(data), check=True, stdout=subprocess.DEVNULL)


def prepare() -> None:
    """In a process of its own, through the actions of everybody concerned."""
    import uuid
    from datetime import timedelta

    import django

    django.setup()

    from django.conf import settings

    from qunce.domain.accounts.models import Post
    from qunce.domain.matters.models import Category
    from qunce.domain.organisations.models import Unit
    from qunce.domain.problems import actions as problems
    from qunce.domain.problems.models import Problem
    from qunce.domain.voices import actions as voices
    from qunce.domain.voices.models import Voice
    from qunce.domain.voices.said import Said
    from qunce.kernel import clock

    now = clock.now()
    today = clock.day_of(now, settings.TIME_ZONE)
    village, town = Unit.objects.get(code="shangqing"), Unit.objects.get(code="qingquan")
    secretary = Post.objects.select_related("unit").get(unit=village, role="secretary")
    office = Post.objects.select_related("unit").get(code="qingquan-office")

    # one message, given to the village
    voice = voices.receive(
        said=Said(
            kind="problem",
            channel="phone",
            text="二组小桥边的两盏路灯不亮，晚上放学的孩子要摸黑过桥。",
            town=town,
            village=village,
            submission=uuid.uuid4().hex,
            keyed_by=office,
        ),
        now=now - timedelta(days=3),
    ).voice
    voice = Voice.objects.get(pk=voice.pk)
    voices.register_voice(
        voice=voice,
        category=Category.objects.get(code="street-light"),
        unit=village,
        actor=office,
        seen_version=voice.version,
        now=now - timedelta(days=2),
    )

    # two problems: one to be begun, one in hand and due this week
    for title, days in (("三组水沟堵了，下雨就漫路", 5), ("村口广告牌松动", 20)):
        problem = problems.find_problem(
            town=town,
            unit=village,
            title=title,
            statement=f"{title}，已到现场看过。",
            source="visit",
            found_on=today - timedelta(days=4),
            actor=office,
            now=now - timedelta(days=4),
        )
        problem = Problem.objects.get(pk=problem.pk)
        problems.list_problem(
            problem=problem,
            lead_unit=village,
            responsible=secretary,
            due_on=today + timedelta(days=days),
            standard="雨后路面不积水，由别的单位到现场看过",
            mode="checking",
            actor=office,
            now=now - timedelta(days=3),
            seen_version=problem.version,
        )
        if days < 14:
            problem = Problem.objects.get(pk=problem.pk)
            problems.take_in_hand(problem=problem, actor=secretary, now=now - timedelta(days=2))


@contextlib.contextmanager
def served(data: Path) -> Iterator[str]:
    """The address at which the demo in ``data`` answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "qunce.cli", "--lang", "zh-hans", "demo", "--data", str(data)]
    with (data.parent / f"{data.name}.log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--port", str(port)],
            env=environment(data),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(900):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError as answer:
            answer.close()
        except OSError:
            time.sleep(0.1)
            continue
        return
    raise SystemExit("the demo did not start")


# --- the hand on the telephone


@dataclass
class Hand:
    """A hand that taps and types, and what each thing cost it."""

    page: Any
    touches: dict[str, int] = field(default_factory=dict)
    at: str = ""

    @property
    def total(self) -> int:
        return sum(self.touches.values())

    def _count(self) -> None:
        self.touches[self.at] = self.touches.get(self.at, 0) + 1

    def tap(self, what: Any) -> None:
        what.scroll_into_view_if_needed()
        what.click()
        self._count()

    def write(self, where: Any, words: str) -> None:
        """Into the field, which counts, whether a tap or the page brought the cursor there."""
        where.scroll_into_view_if_needed()
        where.click()
        self._count()
        where.press_sequentially(words, delay=1)

    def open(self, line: Any, act: str) -> Any:
        """The form of ``act`` on ``line``, unfolded by one tap."""
        form = line.locator(f"form[action$='/{act}/']")
        self.tap(form.locator("xpath=ancestor::details[1]").locator("> summary"))
        return form

    def send(self, form: Any) -> None:
        """The button of the form, and the wait until the line says that it is recorded."""
        line = form.locator("xpath=ancestor::li[1]")
        name = line.get_attribute("id")
        self.tap(form.locator("button").last)
        self.page.locator(f"#{name}.week-recorded").wait_for(timeout=20_000)


def a_week(page: Any, address: str) -> Hand:
    """Everything a secretary's week holds, from the page one lands on after signing in."""
    hand = Hand(page)
    page.goto(f"{address}/demo/enter/secretary/")

    hand.at = "one answer"
    line = page.locator("li[id^=line-voice-]").first
    form = hand.open(line, "answer")
    hand.tap(form.locator("input[name=outcome]").first)
    hand.write(form.locator("[name=facts]"), WORDS["facts"])
    hand.write(form.locator("[name=opinion]"), WORDS["opinion"])
    hand.send(form)

    hand.at = "two problems moved on"
    line = page.locator("li[id^=line-problem-]", has_text="三组水沟").first
    form = hand.open(line, "claim")
    hand.write(form.locator("[name=done]"), WORDS["done"])
    hand.send(form)
    line = page.locator("li[id^=line-problem-]", has_text="广告牌").first
    hand.send(hand.open(line, "take-in-hand"))
    return hand


def telephone(browser: Any) -> Any:
    """A page as a telephone shows it."""
    return browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=True,
        is_mobile=True,
    ).new_page()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path)
    said = parser.parse_args()
    if said.prepare:
        prepare()
        return 0
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder:
        data = said.keep or Path(folder) / "week"
        prepared(data)
        with served(data) as address, sync_playwright() as playwright:
            started = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            began = time.perf_counter()
            hand = a_week(telephone(started), address)
            took = time.perf_counter() - began
            started.close()
    for what, touches in hand.touches.items():
        print(f"{what:<34}{touches:>10}")
    print(f"{'touches in all':<34}{hand.total:>10}   (at most {TOUCHES})")
    print(f"{'seconds, typing included':<34}{took:>10.1f}   (at most {SECONDS})")
    return 0 if hand.total <= TOUCHES and took <= SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
