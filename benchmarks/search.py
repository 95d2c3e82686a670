"""What finding a text costs: CPU and wall per query among many texts, from one character up.

    python benchmarks/search.py [TEXTS]

Uses SQLite in a temporary folder with the product's settings, or the empty PostgreSQL database
that DATABASE_URL names; there the wall time holds the server's work.  Each query is joined to a
table of messages and asked for twice: the newest fifty of one unit of twenty, and how many there
are of all units.  The texts are made up from a seed, some eighty characters each.
"""

# ruff: noqa: T201, S101, S311, SIM905

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TEXTS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000

folder = tempfile.TemporaryDirectory()
os.environ["QUNCE_DATA"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "qunce.config.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from qunce.domain.searching.actions import forget_text, index_many, index_text  # noqa: E402
from qunce.domain.searching.queries import matching  # noqa: E402
from qunce.text.grams import normalise, parts  # noqa: E402

UNITS = 20

PLACES = (
    "村口 桥头 小学门前 卫生院旁 三组 七组 老街 集市 水库边 文化广场 12号楼 河堤 祠堂后面"
).split(" ")
THINGS = (
    "路灯 水管 井盖 垃圾桶 LED灯 电线杆 护栏 排水沟 健身器材 自来水 公交站牌 桥面 厕所"
).split(" ")
FAULTS = "坏了 不亮 漏水 堵住了 没人管 断了 松动 有异味 被占用 看不清 积水 裂开了".split(" ")
WISHES = "请尽快派人来修 希望村里给个说法 盼望早日解决 什么时候能办 辛苦各位了".split(" ")
WHO = "老人 孩子 上学的学生 送菜的村民 行动不便的人 骑车的人 接送孙子的奶奶".split(" ")
RARE = "磷化工"
OFTEN = 1_000
"""One text in so many has the rare word."""

QUERIES = {
    "1 character, everywhere": "的",
    "1 character, common": "灯",
    "1 character, rare": "磷",
    "2 characters, common": "路灯",
    "2 characters, rare": "化工",
    "3 characters, common": "灯坏了",
    "3 characters, rare": RARE,
    "4 characters, very common": "天还没黑",
    "across scripts": "LED灯",
    "digits and a character": "12号",
    "7 characters, common": "请尽快派人来修",
    "three parts": "路灯 老街 老人",
    "nothing to be found": "飞机场",
}


class Message(models.Model):
    """Stands for whatever is found: it has a unit and newer ones have higher numbers."""

    unit = models.IntegerField()
    text = models.TextField()

    class Meta:
        app_label = "benchmark"
        indexes = [models.Index(fields=["unit", "-id"], name="message_by_unit")]

    def __str__(self) -> str:
        return self.text


def a_text(dice: random.Random) -> str:
    said = (
        f"{dice.choice(PLACES)}的{dice.choice(THINGS)}{dice.choice(FAULTS)}，"
        f"已经有{dice.randrange(2, 90)}天了，{dice.choice(WHO)}每天都要从这里经过，"
    )
    if dice.random() < 0.5:
        said += "天还没黑就不敢出门。"
    if dice.random() < 0.5:
        said += f"上个月{dice.randrange(1, 29)}日反映过一次，来看过，没有下文。"
    said += f"{dice.choice(PLACES)}那边{dice.choice(THINGS)}也{dice.choice(FAULTS)}。"
    if dice.randrange(OFTEN) == 0:
        said += f"附近{RARE}厂的气味也很重。"
    # Surnames and places make the long tail of characters that real messages have.
    tail = "".join(chr(0x4E00 + min(int(dice.expovariate(1 / 1500)), 20_000)) for _ in range(8))
    return f"{said}{dice.choice(WISHES)}。{tail}"


def timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return 1e3 * (time.perf_counter() - wall), 1e3 * (time.process_time() - cpu)


def median(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU of the middle one of five, after one to warm up."""
    work()
    runs = sorted((timed(work) for _ in range(5)), key=lambda run: run[1] + run[0])
    return runs[2]


def fill() -> list[str]:
    dice = random.Random(20261123)
    said = [a_text(dice) for _ in range(TEXTS)]
    for start in range(0, TEXTS, 5_000):
        with transaction.atomic():
            batch = [
                Message(id=number + 1, unit=dice.randrange(UNITS), text=said[number])
                for number in range(start, min(start + 5_000, TEXTS))
            ]
            Message.objects.bulk_create(batch)
            index_many(kind="message", texts=((one.pk, one.text) for one in batch))
    return said


def main() -> None:
    call_command("migrate", "searching", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Message)
    wall, cpu = timed(lambda: said.extend(fill()))
    print(f"{connection.vendor}, {TEXTS} texts, {sum(map(len, said)) / len(said):.0f} characters")
    print(f"made and indexed in {wall / 1e3:.0f} s ({cpu / 1e3:.0f} s CPU)")

    def once(number: int) -> None:
        with transaction.atomic():
            index_text(kind="other", subject_id=number, text=said[number])

    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        index_text(kind="other", subject_id=999_999, text=said[0])
    print(f"index_text: {len(asked)} statement, ", end="")
    runs = sorted(timed(lambda number=number: once(number))[1] for number in range(1, 302))  # type: ignore[misc]
    print(f"{runs[150]:.2f} ms CPU, {runs[-4]:.2f} ms for one in a hundred; ", end="")
    long = "".join(said)[:4000]
    with transaction.atomic():
        _, cpu = timed(lambda: index_text(kind="other", subject_id=999_998, text=long))
    print(f"of 4,000 characters {cpu:.0f} ms")
    for number in [*range(1, 302), 999_999, 999_998]:
        forget_text(kind="other", subject_id=number)

    normal = [normalise(text) for text in said]
    if connection.vendor == "postgresql":
        connection.cursor().execute("VACUUM ANALYZE")  # what the server does by itself in time
    print(f"{'query':<28}{'found':>8}{'newest 50 of a unit':>24}{'count':>20}")
    print(f"{'':<36}{'CPU ms':>12}{'wall ms':>12}{'CPU ms':>10}{'wall ms':>10}")
    for name, query in QUERIES.items():

        def of_all(query: str = query) -> models.QuerySet[Message]:
            return Message.objects.filter(pk__in=matching("message", query))

        found = of_all().count()
        assert found == sum(all(part in text for part in parts(query)) for text in normal), name
        wall, cpu = median(lambda: list(of_all().filter(unit=3).order_by("-id")[:50]))
        wall_all, cpu_all = median(lambda: of_all().count())
        print(f"{name:<28}{found:>8}{cpu:>16.1f}{wall:>12.1f}{cpu_all:>10.1f}{wall_all:>10.1f}")
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        octets = (Path(folder.name) / "qunce.sqlite3").stat().st_size
        print(f"file {octets / TEXTS:,.0f} bytes a text, the text itself included")


said: list[str] = []

if __name__ == "__main__":
    main()
