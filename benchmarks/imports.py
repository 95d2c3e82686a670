"""How long a ledger takes: seconds and CPU for reading with preview, and for taking over.

    python benchmarks/imports.py [ROWS]

Writes ledgers of ROWS (20,000) problems and messages as .xlsx, then does what the worker does, on
SQLite in a temporary folder with the product's settings, or on the database of DATABASE_URL, which
should be empty.  The promise: 20,000 rows in under a minute.
"""

# ruff: noqa: T201

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000

folder = tempfile.TemporaryDirectory()
os.environ["QUNCE_DATA"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "qunce.config.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from qunce.cli.demo.seed import seed_once  # noqa: E402
from qunce.domain.accounts.models import Post  # noqa: E402
from qunce.domain.imports.actions import look_through, take, take_over, upload  # noqa: E402
from qunce.domain.imports.models import LedgerImport  # noqa: E402
from qunce.domain.organisations.models import Unit  # noqa: E402
from qunce.exchange.ledgers import OutSheet, write_ledger  # noqa: E402
from qunce.web.office.imports.work import LedgerFiles, queue_reading, queue_taking  # noqa: E402

NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)
PROBLEMS = (
    *("序号", "单位", "点位", "问题表述", "检查时间", "整改类型", "整改标准", "整改措施"),
    *("责任单位", "责任人", "完成时限", "整改进展", "是否销号"),
)
MESSAGES = ("编号", "信访时间", "反映人", "联系电话", "住址", "地点", "问题类型", "诉求内容")


def problem_rows(villages: list[Unit]) -> list[list[str | int]]:
    return [
        [
            number,
            (village := villages[number % len(villages)]).name,
            f"{number % 40}组路口",
            f"第{number}盏路灯不亮，晚上学生走路看不清，要求更换灯泡并检查线路。",
            "2026.3.5",
            "立行立改",
            "灯亮，线路不裸露",
            "更换灯泡，排查线路，登记在册",
            village.name,
            "党支部书记",
            "2026年12月31日",
            "已联系电工" if number % 3 else "",
            "否" if number % 5 else "已销号",
        ]
        for number in range(1, ROWS + 1)
    ]


def message_rows(villages: list[Unit]) -> list[list[str | int]]:
    return [
        [
            number,
            "2026-03-05",
            f"王某{number}",
            f"1390000{number:05d}"[:11],
            f"{villages[number % len(villages)].name}{number % 40}组",
            villages[number % len(villages)].name,
            "求决" if number % 2 else "建议",
            f"第{number}户门前的水渠堵了，下雨进水，希望镇里派人清理。",
        ]
        for number in range(1, ROWS + 1)
    ]


def timed(name: str, act: Callable[..., None], pk: int) -> None:
    """Wall seconds, and CPU of this process and of the one that opens the file."""

    def cpu() -> float:
        both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, both))

    wall, spent = time.perf_counter(), cpu()
    act(pk=pk, files=LedgerFiles(), now=NOW)
    print(f"{name:<34}{time.perf_counter() - wall:>10.1f}{cpu() - spent:>10.1f}")


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    seed_once(NOW)
    office = Post.objects.select_related("unit__parent").get(code="qingquan-office")
    villages = list(Unit.objects.within(office.unit).filter(kind="village"))
    print(f"{connection.vendor}, {ROWS} rows")
    print(f"{'':<34}{'seconds':>10}{'CPU s':>10}")
    for kind, headings, rows in (
        ("problems", PROBLEMS, problem_rows(villages)),
        ("messages", MESSAGES, message_rows(villages)),
    ):
        data = write_ledger([OutSheet("台账", headings, rows)])
        ledger = upload(
            kind=kind,
            data=data,
            label="",
            submission=f"benchmark{kind}",
            actor=office,
            now=NOW,
            queue=queue_reading,
        )
        timed(f"{kind}: reading and preview", look_through, ledger.pk)
        ledger = LedgerImport.objects.get(pk=ledger.pk)
        take(
            ledger_import=ledger,
            actor=office,
            now=NOW,
            queue=queue_taking,
            seen_version=ledger.version,
        )
        timed(f"{kind}: taking over", take_over, ledger.pk)
        ledger = LedgerImport.objects.get(pk=ledger.pk)
        print(
            f"{'':<6}{len(data) / 1e6:.1f} MB, taken {ledger.rows_taken}, "
            f"set aside {ledger.rows_bad}, there already {ledger.rows_doubled}, "
            f"{ledger.rows.filter(listed=True).count()} listed"
        )


if __name__ == "__main__":
    main()
