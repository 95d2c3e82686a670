"""How many touches, and how long, a secretary's whole week takes on a telephone.

    python benchmarks/week.py [--keep FOLDER]

Three duties, one session, one home visit, two problems moved on, one answer, on a scratch demo at
360 x 740: each tap counts one, and each field that is gone into counts one; typing counts nothing.
The promise: at most 25 touches and five minutes.  Chromium has to be installed.
"""

# ruff: noqa: S310, S603, T201

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
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent.parent / "src"
TOUCHES, SECONDS = 25, 300
DAY = timedelta(days=1)
A_TOUCH, A_CHARACTER = 4.0, 1.2
"""Seconds a slow hand takes to find and touch something, and to type a character (50 a minute)."""
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


def filled(data: Path) -> None:
    """The same with as many and as long lines as the page takes."""
    command = [sys.executable, __file__, "--fill"]
    subprocess.run(command, env=environment(data), check=True, stdout=subprocess.DEVNULL)


def prepare(*, full: bool = False) -> None:
    """In a process of its own, through the actions of everybody concerned."""
    import django

    django.setup()
    if full:
        long = "，从桥头一直到小学门口那一段，雨天尤其难走，老人孩子都绕着走"
        for number in range(1, 9):
            _message(f"{number}组反映：路边的护栏松了两处，天黑以后看不清{long}。")
            _problem(f"{number}组护栏松动{long}", days=number - 3, begun=number % 2 == 0)
        _members(8)
        _due("any", 8)
        return
    _message("二组小桥边的两盏路灯不亮，晚上放学的孩子要摸黑过桥。")
    _problem("三组水沟堵了，下雨就漫路", days=5, begun=True)
    _problem("村口广告牌松动", days=20, begun=False)
    _one_visit_left()
    _put_off()
    # The demo's own session completes whichever is due first, so two of its kind are moved.
    _due("", 2)
    _due("session_held", 2)


def _posts() -> tuple[Any, Any]:
    """The secretary of Shangqing and the town's campaign office."""
    from qunce.domain.accounts.models import Post

    posts = Post.objects.select_related("unit")
    return posts.get(code="shangqing-secretary"), posts.get(code="qingquan-office")


def _now() -> tuple[Any, Any]:
    from django.conf import settings

    from qunce.kernel import clock

    now = clock.now()
    return now, clock.day_of(now, settings.TIME_ZONE)


def _message(text: str) -> None:
    """Somebody telephoned, and the town's office gave it to the village."""
    from qunce.domain.matters.models import Category
    from qunce.domain.voices import actions
    from qunce.domain.voices.models import Voice
    from qunce.domain.voices.said import Said

    (secretary, office), (now, _today) = _posts(), _now()
    said = Said(
        kind="problem",
        channel="phone",
        text=text,
        town=office.unit,
        village=secretary.unit,
        submission=uuid.uuid4().hex,
        keyed_by=office,
    )
    voice = Voice.objects.get(pk=actions.receive(said=said, now=now - 3 * DAY).voice.pk)
    actions.register_voice(
        voice=voice,
        category=Category.objects.get(code="street-light"),
        unit=secretary.unit,
        actor=office,
        seen_version=voice.version,
        now=now - 2 * DAY,
    )


def _problem(title: str, *, days: int, begun: bool) -> None:
    """On the list for the secretary, due in so many days; begun, or still to be."""
    from qunce.domain.problems import actions
    from qunce.domain.problems.models import Problem

    (secretary, office), (now, today) = _posts(), _now()
    found = actions.find_problem(
        town=office.unit,
        unit=secretary.unit,
        title=title,
        statement=f"{title}，已到现场看过。",
        source="visit",
        found_on=today - 9 * DAY,
        actor=office,
        now=now - 9 * DAY,
    )
    problem = Problem.objects.get(pk=found.pk)
    actions.list_problem(
        problem=problem,
        lead_unit=secretary.unit,
        responsible=secretary,
        due_on=today + days * DAY,
        standard="雨后路面不积水，由别的单位到现场看过",
        mode="checking",
        actor=office,
        now=now - 8 * DAY,
        seen_version=problem.version,
    )
    if begun:
        problem = Problem.objects.get(pk=found.pk)
        actions.take_in_hand(problem=problem, actor=secretary, now=now - 7 * DAY)


def _due(evidence: str, count: int) -> None:
    """So many of the secretary's duties with this evidence fall into this week."""
    from qunce.domain.duties.actions import move_duty
    from qunce.domain.duties.queries import duties_of

    (secretary, office), (now, today) = _posts(), _now()
    for _ in range(count):
        duty = next(
            row.duty
            for row in duties_of(secretary, today)
            if row.is_open
            and row.duty.due_on > today + DAY
            and evidence in (row.duty.action.evidence, "any")
        )
        move_duty(duty=duty, to=today + DAY, reason="农忙以前办完", actor=office, now=now)


def _put_off() -> None:
    """Whatever else the demo has fall due in these weeks is due in two months."""
    from qunce.domain.duties.actions import move_duty
    from qunce.domain.duties.queries import duties_of

    (secretary, office), (now, today) = _posts(), _now()
    for row in duties_of(secretary, today):
        if row.is_open and row.duty.due_on <= today + 14 * DAY:
            later = today + 60 * DAY
            move_duty(duty=row.duty, to=later, reason="农忙以后再办", actor=office, now=now)


def _one_visit_left() -> None:
    """Of the demo's round everything is brought but one."""
    from qunce.domain.study.actions import make_delivery
    from qunce.domain.study.queries import to_bring

    (secretary, _office), (now, today) = _posts(), _now()
    for delivery in to_bring(secretary, today + 14 * DAY)[:-1]:
        make_delivery(
            delivery=delivery, done_on=today, way=delivery.way, said="", actor=secretary, now=now
        )


def _members(count: int) -> None:
    """Something is to be brought to so many more."""
    from qunce.domain.campaigns.models import Campaign
    from qunce.domain.study.actions import add_member, plan_deliveries

    (secretary, _office), (now, today) = _posts(), _now()
    for number in range(count):
        add_member(
            unit=secretary.unit,
            called=f"三组东头{number + 11}号",
            prefers="visited",
            actor=secretary,
            now=now,
        )
    plan_deliveries(
        unit=secretary.unit,
        campaign=Campaign.objects.get(),
        due_on=today + DAY,
        actor=secretary,
        now=now,
    )


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
    typed: int = 0
    began: float = field(default_factory=time.perf_counter)

    def seconds(self) -> float:
        """What the program took, and what a slow hand would beside it."""
        waited = time.perf_counter() - self.began
        return waited + self.total * A_TOUCH + self.typed * A_CHARACTER

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
        self.typed += len(words)

    def open(self, line: Any, act: str) -> Any:
        """The form of ``act`` on ``line``, which is unfolded; and the step, where it has others."""
        form = line.locator(f"form[action$='/{act}/']")
        for fold in (line.locator("> details"), form.locator("xpath=ancestor::details[1]")):
            if fold.get_attribute("open") is None:
                self.tap(fold.locator("> summary"))
        return form

    def send(self, form: Any) -> None:
        """The button of the form, and the wait until the line says that it is recorded."""
        line = form.locator("xpath=ancestor::li[1]")
        name = line.get_attribute("id")
        self.tap(form.locator("button"))
        self.page.locator(f"#{name}.week-recorded").wait_for(timeout=20_000)


def a_week(page: Any, address: str) -> Hand:
    """Everything a secretary's week holds, from the page one lands on after signing in."""
    hand = Hand(page)
    page.goto(f"{address}/demo/enter/secretary/")

    hand.at = "three duties, one of them by the session"
    for _ in range(2):
        line = page.locator("li.week-line", has=page.locator("form[action$='/tell/']")).first
        hand.send(hand.open(line, "tell"))

    hand.at = "one session"
    line = page.locator("li.week-line", has=page.locator("form[action$='/hold/']")).first
    form = hand.open(line, "hold")
    hand.write(form.locator("[name=present]"), "14")
    hand.write(form.locator("[name=lines]"), WORDS["lines"])
    hand.send(form)

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

    hand.at = "one home visit"
    line = page.locator("li[id^=line-delivery-]").first
    form = hand.open(line, "bring")
    hand.write(form.locator("[name=said]"), WORDS["said"])
    hand.send(form)
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
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path)
    said = parser.parse_args()
    if said.prepare or said.fill:
        prepare(full=said.fill)
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
            hand = a_week(telephone(started), address)
            took = hand.seconds()
            program = time.perf_counter() - hand.began
            started.close()
    for what, touches in hand.touches.items():
        print(f"{what:<44}{touches:>10}")
    print(f"{'touches in all':<44}{hand.total:>10}   (at most {TOUCHES})")
    print(f"{'characters typed':<44}{hand.typed:>10}")
    print(f"{'seconds of the program alone':<44}{program:>10.1f}")
    print(f"{'seconds with a slow hand':<44}{took:>10.1f}   (at most {SECONDS})")
    return 0 if hand.total <= TOUCHES and took <= SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
