"""What the record costs: statements and CPU per append, entries verified per second.

    python benchmarks/record.py [ENTRIES]

Uses SQLite in a temporary folder with the product's settings, or the empty PostgreSQL database
that DATABASE_URL names.
"""

# ruff: noqa: T201, S101

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ENTRIES = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000

folder = tempfile.TemporaryDirectory()
os.environ["QUNCE_DATA"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "qunce.config.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from qunce.domain.record import Ref, checking, kinds, queries, reading, receipts  # noqa: E402
from qunce.domain.record.actions import append  # noqa: E402
from qunce.domain.record.models import Entry  # noqa: E402

KIND = kinds.register("benchmark.happened", "Something happened")
POST = Ref("post", "12", "镇党委书记（第一责任人）")


def one(number: int) -> None:
    append(
        kind=KIND,
        actor=POST,
        subject=Ref("problem", str(number), "村口第三盏路灯不亮"),
        facts={"from": "open", "to": "done", "measures": ["换灯泡", "查线路"], "number": number},
        now=datetime.now(UTC),
    )


def timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    call_command("migrate", "record", verbosity=0)
    print(f"{connection.vendor}, {ENTRIES} entries")

    with transaction.atomic():
        one(0)
        with CaptureQueriesContext(connection) as asked:
            one(1)
    print(f"statements per append         {len(asked)}")

    singles = []
    for number in range(2, 302):
        with transaction.atomic():
            singles.append(timed(lambda number=number: one(number)))  # type: ignore[misc]
    print(f"CPU per append                {1e3 * statistics.median(s[1] for s in singles):.2f} ms")
    print(f"wall per append, no commit    {1e3 * statistics.median(s[0] for s in singles):.2f} ms")

    def fill() -> None:
        for start in range(302, ENTRIES, 1000):
            with transaction.atomic():
                for number in range(start, min(start + 1000, ENTRIES)):
                    one(number)

    wall, cpu = timed(fill)
    print(f"appends in long transactions  {(ENTRIES - 302) / wall:,.0f} a second")

    late = []
    for number in range(300):
        with transaction.atomic():
            late.append(timed(lambda number=number: one(number))[1])  # type: ignore[misc]
    print(f"CPU per append at the end     {1e3 * statistics.median(late):.2f} ms")

    first, last = Entry.objects.get(index=0), Entry.objects.newest_first()[0]
    size = last.size
    for what, work in {
        "receipt, first, last head": lambda: receipts.receipt(first, size),
        "receipt, own head": lambda: receipts.receipt(first),
        "consistency from half": lambda: queries.consistency_proof(size // 2, size),
    }.items():
        print(f"{what:<29} {1e3 * timed(work)[1]:.1f} ms CPU")

    with reading.of_connection(connection) as source:
        reports: list[checking.Report] = []
        wall, cpu = timed(lambda: reports.append(checking.check(source)))
    assert reports[0].ok, reports[0].findings
    rate = f"{size / wall:,.0f} entries a second, {1e6 * cpu / size:.0f} µs CPU each"
    print(f"verified                      {rate}")
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        octets = (Path(folder.name) / "qunce.sqlite3").stat().st_size
        print(f"file                          {octets / size:,.0f} bytes an entry")


if __name__ == "__main__":
    main()
