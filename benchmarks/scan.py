"""What the space-time permutation scan costs, on one core.

    OMP_NUM_THREADS=1 python benchmarks/scan.py [REPLICATES]

Needs no database.  Towns are made up from a seed: places at random points, 365 days, a window of
seven days; ``cases`` are those of the whole year, ``recent`` those of the window.  The peer's time
(SaTScan, 365 days, 999 replicates) is 0.6 s for 100 places, 1.5 s for 500, 5.8 s for 2,000.
"""

# ruff: noqa: T201

import sys
import time

import numpy as np

from qunce.statistics.detection.scan import scan
from qunce.statistics.detection.scan_zones import by_coordinates, half_of

REPLICATES = int(sys.argv[1]) if len(sys.argv) > 1 else 999
DAYS, WINDOW = 365, 7


def main() -> None:
    print(f"{REPLICATES} replicates, {DAYS} days, a window of {WINDOW} days")
    print(" places   largest zone     cases   recent   zones s    scan s     CPU s")
    for places, rate in ((100, 0.05), (500, 0.05), (2000, 0.005), (2000, 0.05), (2000, 0.2)):
        rng = np.random.default_rng(places)
        cases = rng.poisson(rate * rng.gamma(2, 0.5, places)[:, None], (places, DAYS))
        points = rng.uniform(0, 30, (places, 2))
        for limit in (None, half_of(places)):
            if limit and places == 2000 and rate != 0.05:
                continue
            start = time.perf_counter()
            zones = by_coordinates(points, limit)
            made, cpu = time.perf_counter(), time.process_time()
            scan(cases, zones, rng=rng, window_days=WINDOW, replicates=REPLICATES)
            took, cpu = time.perf_counter() - made, time.process_time() - cpu
            print(
                f"{places:7,}{len(zones.order):15,}{cases.sum():10,}{cases[:, -WINDOW:].sum():9,}"
                f"{made - start:10.2f}{took:10.2f}{cpu:10.2f}"
            )


if __name__ == "__main__":
    main()
