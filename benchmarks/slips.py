"""How long it takes to draw codes and to print a slip for each.

    python benchmarks/slips.py [SLIPS [ITEMS]]

Forty strata of equal size, five questions and an overall mark, in Chinese; the PDF files go into
a temporary folder.  Wall time is what an office waits; CPU is that of all presses together.
"""

# ruff: noqa: T201

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

SLIPS = int(sys.argv[1]) if len(sys.argv) > 1 else 40_000
ITEMS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
STRATA = 40

os.environ["DJANGO_SETTINGS_MODULE"] = "qunce.config.settings"
os.environ.setdefault("QUNCE_DATA", tempfile.mkdtemp())

import django  # noqa: E402

django.setup()

from django.utils.translation import override  # noqa: E402

from qunce.exchange.paper.slips import SlipBallot, SlipItem, make_slips, sheets_of  # noqa: E402
from qunce.exchange.paper.words import slip_words  # noqa: E402
from qunce.kernel.slipcodes import draw_code  # noqa: E402

SCALE = ("很满意", "满意", "不太满意", "不满意")


def main() -> None:
    with override("zh-hans"):
        ballot = SlipBallot(
            title="聚龙镇整改结果群众评判",
            language="zh-hans",
            address="https://qunce.julong.example/judge/3/",
            look_up="12月20日以后，到 qunce.julong.example/judge 输入这个号码，就知道计入没有。",
            hand_in="12月15日（星期二）以前投进村委会的票箱。",
            items=(SlipItem("村里的路灯、自来水坏了，现在修得快不快？", SCALE),) * ITEMS,
            overall=SlipItem("总的来说，这次整改的结果您满意吗？", SCALE),
            words=slip_words(),
        )
    begun = time.perf_counter()
    codes = [draw_code() for _ in range(SLIPS)]
    print(f"{SLIPS:,} codes drawn in {time.perf_counter() - begun:.2f} s")
    strata = {f"第{at + 1}村": codes[at::STRATA] for at in range(STRATA)}
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        own = time.process_time()
        files = make_slips(Path(folder) / "slips", ballot=ballot, strata=strata)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        size = sum(path.stat().st_size for path in files)
        print(
            f"{SLIPS:,} slips of {sheets_of(ballot)} sheet(s) in {len(files)} files: "
            f"{time.perf_counter() - begun:.1f} s wall, "
            f"{cpu:.1f} s CPU of the presses, "
            f"{time.process_time() - own:.1f} s of the caller; {size / 1e6:.0f} MB; "
            f"a press had at most {after.ru_maxrss / 1024:.0f} MB"
        )


if __name__ == "__main__":
    main()
