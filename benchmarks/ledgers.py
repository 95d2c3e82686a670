"""How long a ledger of 20,000 rows takes: reading, mapping and checking, CPU seconds and memory.

Run: python benchmarks/ledgers.py [ROWS]. A problem ledger of 14 columns is written as .xlsx and
.csv, then read in a fresh process each. CPU counts the reading process and the one it starts for
.xlsx; memory is the larger of the two at its peak. The promise is under 15 s.
"""

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import django
from django.conf import settings

settings.configure(USE_I18N=False)
django.setup()

from qunce.exchange.ledgers import (  # noqa: E402, the settings come first
    PROBLEMS,
    read_ledger,
    read_rows,
    write_csv,
    write_ledger,
)
from qunce.exchange.ledgers.writing import ledger_sheet  # noqa: E402

DAYS = ("2026.{m}.{d}", "2026年{m}月{d}日", "2026-{m}-{d}", "{m}月底", "{m}月{d}日前")


def entry(number: int) -> dict[str, str | int | float | date | None]:
    month, day = number % 12 + 1, number % 28 + 1
    return {
        "number": number,
        "branch": f"第{number % 30}村党支部",
        "spot": f"柳溪村{number % 200}号",
        "category": ("道路", "照明", "环境", "饮水")[number % 4],
        "statement": f"第{number}处路灯不亮，群众夜间出行不便，多次反映没有结果。" * 2,
        "found_on": date(2026, 1, 1) + timedelta(days=number % 300),
        "mode": ("立行立改", "限期整改", "边查边改")[number % 3],
        "standard": "路灯全部恢复照明，半年内不再熄灭。",
        "measures": "更换灯泡，检修线路，明确管护人员，每月巡查一次。",
        "lead_unit": "经济发展办公室",
        "responsible": "办公室主任",
        "due_on": DAYS[number % len(DAYS)].format(m=month, d=day),
        "closed": ("未销号", "已销号", "整改中")[number % 3],
        "remarks": "" if number % 50 else "=待核实",
    }


def read(path: Path) -> None:
    begun = time.process_time()
    ledger = read_ledger(path.read_bytes(), path.name)
    good = bad = 0
    for row in read_rows(ledger, year=2026):
        good, bad = good + (not row.problems), bad + bool(row.problems)
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = resource.getrusage(resource.RUSAGE_SELF)
    seconds = time.process_time() - begun + child.ru_utime + child.ru_stime
    peak = max(own.ru_maxrss, child.ru_maxrss) / 1024
    sys.stdout.write(f"{path.suffix:>6} {good:>8} {bad:>6} {seconds:>8.2f} {peak:>9.0f}\n")


def main() -> None:
    if len(sys.argv) == 3:
        read(Path(sys.argv[2]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        for ending in (".xlsx", ".csv"):
            sheet = ledger_sheet(PROBLEMS, "问题清单", (entry(n) for n in range(1, count + 1)))
            data = write_ledger([sheet]) if ending == ".xlsx" else write_csv(sheet)
            (Path(folder) / f"ledger{ending}").write_bytes(data)
        sys.stdout.write(f"{'kind':>6} {'good':>8} {'bad':>6} {'CPU s':>8} {'peak MB':>9}\n")
        sys.stdout.flush()
        for ending in (".xlsx", ".csv"):
            path = str(Path(folder) / f"ledger{ending}")
            subprocess.run([sys.executable, __file__, "read", path], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
