"""What messages and problems cost among many: statements and CPU of each page and act.

    python benchmarks/voices.py [MESSAGES [PROBLEMS [REQUESTS]]]

Uses SQLite in a temporary folder with the product's settings, or the empty PostgreSQL database
that DATABASE_URL names.  Messages and problems are laid in rows, with their stories, clocks and
search texts, as the actions would leave them; then each page is asked through Django's test
client.  With PostgreSQL the second figure is the wall time, which holds the server's work.
"""

# ruff: noqa: T201, S311, SIM905

import os
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

MESSAGES = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
PROBLEMS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
REQUESTS = int(sys.argv[3]) if len(sys.argv) > 3 else 5

folder = tempfile.TemporaryDirectory()
os.environ["QUNCE_DATA"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "qunce.config.settings"
os.environ["QUNCE_HOSTS"] = "testserver"
os.environ["QUNCE_SECOND_FACTOR"] = "0"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from qunce.cli.demo.seed import seed_once  # noqa: E402
from qunce.domain.accounts.models import Post, User  # noqa: E402
from qunce.domain.identities.contents import Person  # noqa: E402
from qunce.domain.matters.models import Category  # noqa: E402
from qunce.domain.organisations.models import Unit  # noqa: E402
from qunce.domain.problems.models import Problem, ProblemStep  # noqa: E402
from qunce.domain.searching.actions import index_many  # noqa: E402
from qunce.domain.voices.actions import receive  # noqa: E402
from qunce.domain.voices.models import Clock, Step, Voice  # noqa: E402
from qunce.domain.voices.said import Said  # noqa: E402

NOW = datetime.now(UTC)
DRAWN = random.Random(2009)
BATCH = 5_000

PLACES = "村口 桥头 小学门前 卫生院旁 三组 七组 老街 集市 水库边 文化广场 河堤 祠堂后面".split()
THINGS = "路灯 水管 井盖 垃圾桶 电线杆 护栏 排水沟 自来水 公交站牌 桥面 厕所 水渠".split()
FAULTS = "坏了 不亮 漏水 堵住了 没人管 断了 松动 有异味 被占用 看不清 积水 裂开了".split()
WISHES = "请尽快派人来修 希望村里给个说法 盼望早日解决 什么时候能办 辛苦各位了".split()


def words(number: int) -> str:
    thing, place = DRAWN.choice(THINGS), DRAWN.choice(PLACES)
    said = (
        f"{place}的{thing}{DRAWN.choice(FAULTS)}，已经第{number % 40}天了，晚上老人小孩走路不方便。"
    )
    rare = "附近还有磷化工厂的气味。" if number % 1_000 == 0 else ""
    return said + rare + DRAWN.choice(WISHES) + "。"


def lay_messages(town: Unit, villages: list[Unit], categories: list[Category]) -> None:
    """Three in four are ended, the others in all open states; every row with its story."""
    states = ("received", "registered", "accepted", "accepted") + ("ended",) * 12
    for first in range(0, MESSAGES, BATCH):
        voices = []
        for number in range(first, min(first + BATCH, MESSAGES)):
            at = NOW - timedelta(minutes=5 * (MESSAGES - number) % 500_000)
            state = DRAWN.choice(states)
            village = DRAWN.choice(villages)
            voices.append(
                Voice(
                    uid=uuid.UUID(int=number).hex,
                    code_hash=f"{number:064x}",
                    submission=f"benchmark-{number}",
                    salt=f"{number:032x}",
                    kind="problem",
                    channel="web",
                    state=state,
                    text=words(number),
                    town=town,
                    village=village,
                    receiver=town,
                    responsible=None if state == "received" else village,
                    category=DRAWN.choice(categories),
                    said_on=at.date(),
                    received_at=at,
                    touched_at=at,
                    next_due_on=None if state == "ended" else (at + timedelta(days=15)).date(),
                    answered_at=at if state == "ended" else None,
                    ended_at=at if state == "ended" else None,
                )
            )
        with transaction.atomic():
            made = Voice.objects.bulk_create(voices, batch_size=500)
            Step.objects.bulk_create(
                (
                    Step(voice=one, kind=kind, at=one.received_at, to_state=one.state)
                    for one in made
                    for kind in ("received", "registered")
                ),
                batch_size=500,
            )
            Clock.objects.bulk_create(
                (
                    Clock(
                        voice=one,
                        rule=rule,
                        law="信访工作条例",
                        article=article,
                        unit=one.responsible or town,
                        starts_on=one.said_on,
                        due_on=one.said_on + timedelta(days=days),
                        state="met" if one.state == "ended" else "running",
                        met_on=one.said_on if one.state == "ended" else None,
                    )
                    for one in made
                    for rule, article, days in (("register", "22", 15), ("handle", "34", 60))
                ),
                batch_size=500,
            )
            index_many(kind="voice", texts=((one.pk, one.text) for one in made))


def lay_problems(
    town: Unit, villages: list[Unit], categories: list[Category], post: Post, other: Post
) -> None:
    states = ("found", "listed", "in_hand", "not_now", "closed", "closed", "closed")
    for first in range(0, PROBLEMS, BATCH):
        problems = []
        for number in range(first, min(first + BATCH, PROBLEMS)):
            at = NOW - timedelta(hours=number % 8_000)
            state = DRAWN.choice(states)
            village = DRAWN.choice(villages)
            closed = state == "closed"
            problems.append(
                Problem(
                    town=town,
                    unit=village,
                    category=DRAWN.choice(categories),
                    source="visit",
                    title=words(number)[:40],
                    statement=words(number),
                    found_on=at.date(),
                    standard="看得见的变化",
                    lead_unit=village,
                    responsible=post,
                    due_on=at.date() + timedelta(days=DRAWN.randrange(5, 90)),
                    state=state,
                    not_now_reason="等资金" if state == "not_now" else "",
                    not_now_until=NOW.date() + timedelta(days=60) if state == "not_now" else None,
                    claimed_by=post if closed else None,
                    doer_id=post.holdings.get().user_id if closed else None,
                    claimed_at=at if closed else None,
                    done="已修好" if closed else "",
                    checked_by=other if closed else None,
                    checker_id=other.holdings.get().user_id if closed else None,
                    checked_at=at if closed else None,
                    confirmation="speakers" if closed else "",
                    confirmed_at=at if closed else None,
                    closed_by=other if closed else None,
                    closer_id=other.holdings.get().user_id if closed else None,
                    closed_at=at if closed else None,
                    outcome="好了" if closed else "",
                    made_at=at,
                    touched_at=at,
                )
            )
        with transaction.atomic():
            made = Problem.objects.bulk_create(problems, batch_size=500)
            ProblemStep.objects.bulk_create(
                (ProblemStep(problem=one, kind="found", at=one.made_at) for one in made),
                batch_size=500,
            )
            index_many(
                kind="problem", texts=((one.pk, f"{one.title} {one.statement}") for one in made)
            )


def cost(act: Callable[[], Any]) -> tuple[int, float, float]:
    """Statements, CPU milliseconds and wall milliseconds of one act."""
    act()
    with CaptureQueriesContext(connection) as asked:
        act()
    statements = len(asked)
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(REQUESTS):
        act()
    return (
        statements,
        (time.process_time() - cpu) / REQUESTS * 1000,
        (time.perf_counter() - wall) / REQUESTS * 1000,
    )


def page(client: Client, address: str) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")

    return ask


def message(town: Unit, village: Unit, person: Person | None) -> Callable[[], None]:
    def say() -> None:
        receive(
            said=Said(
                kind="problem",
                channel="web",
                text="三组路口的路灯坏了，晚上看不见路。",
                town=town,
                village=village,
                person=person,
                submission=uuid.uuid4().hex,
            ),
            now=datetime.now(UTC),
        )

    return say


def sending(client: Client, village: Unit) -> Callable[[], None]:
    """The resident's form, sent as a browser without scripts sends it."""

    def send() -> None:
        answer = client.post(
            f"/say/in/{village.code}/",
            {
                "text": "三组路口的路灯坏了，晚上看不见路。",
                "contact": "no",
                "submission": uuid.uuid4().hex,
            },
        )
        if answer.status_code != 302:
            raise SystemExit(f"/say/in/: {answer.status_code}")

    return send


def main() -> None:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    seed_once(NOW)
    town = Unit.objects.get(code="qingquan")
    villages = list(Unit.objects.filter(kind="village"))
    categories = list(Category.objects.all())
    post = Post.objects.get(code="shangqing-secretary")
    other = Post.objects.get(code="liuxi-secretary")
    started = time.perf_counter()
    lay_messages(town, villages, categories)
    lay_problems(town, villages, categories, post, other)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as its own autovacuum does
    laid = time.perf_counter() - started
    print(f"{connection.vendor}: {MESSAGES} messages, {PROBLEMS} problems, laid in {laid:.0f} s")
    office, secretary, anybody = Client(), Client(), Client()
    office.force_login(User.objects.get(username="office"))
    secretary.force_login(User.objects.get(username="secretary"))
    last = Voice.objects.order_by("-pk")[0].pk
    of_town = Problem.objects.order_by("-pk")[0].pk
    acts: list[tuple[str, Callable[[], Any]]] = [
        ("create a message (action)", message(town, villages[0], None)),
        ("create, with contact (action)", message(town, villages[0], Person(phone="13800000009"))),
        ("create a message (page)", sending(anybody, villages[0])),
        ("queue: new", page(office, "/office/voices/")),
        ("queue: late", page(office, "/office/voices/?view=late")),
        ("queue: all", page(office, "/office/voices/?view=all")),
        ("queue of a village", page(secretary, "/office/voices/?view=mine")),
        ("search 1 character", page(office, "/office/voices/?view=all&words=灯")),
        ("search 2 characters", page(office, "/office/voices/?view=all&words=路灯")),
        ("search 2 characters, rare", page(office, "/office/voices/?view=all&words=化工")),
        ("search 4 characters", page(office, "/office/voices/?view=all&words=路灯坏了")),
        ("search, nothing found", page(office, "/office/voices/?view=all&words=龘龘")),
        ("one message", page(office, f"/office/voices/{last}/")),
        ("problem list of 100", page(office, "/office/problems/")),
        ("problem list, late", page(office, "/office/problems/?state=late")),
        ("problem list, search", page(office, "/office/problems/?words=路灯")),
        ("one problem", page(office, f"/office/problems/{of_town}/")),
        ("Open311: list", page(anybody, "/open311/v2/requests.json")),
    ]
    print(f"{'':<34}{'statements':>12}{'CPU ms':>10}{'wall ms':>10}")
    for name, act in acts:
        statements, cpu, wall = cost(act)
        print(f"{name:<34}{statements:>12}{cpu:>10.1f}{wall:>10.1f}", flush=True)


if __name__ == "__main__":
    main()
