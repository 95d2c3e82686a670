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
TRIES = 3


def main() -> None:
    print(f"{REPLICATES} replicates, {DAYS} days, a window of {WINDOW} days")
    print(f" places   largest zone     cases   recent   zones s   scan s   (CPU, best of {TRIES})")
    for places, rate in ((100, 0.05), (500, 0.05), (2000, 0.005), (2000, 0.05), (2000, 0.2)):
        rng = np.random.default_rng(places)
        cases = rng.poisson(rate * rng.gamma(2, 0.5, places)[:, None], (places, DAYS))
        points = rng.uniform(0, 30, (places, 2))
        for limit in (50, half_of(places)):
            made, took = [], []
            for _ in range(TRIES):
                start = time.process_time()
                zones = by_coordinates(points, limit)
                made.append(time.process_time() - start)
                start = time.process_time()
                scan(cases, zones, rng=rng, window_days=WINDOW, replicates=REPLICATES)
                took.append(time.process_time() - start)
            print(
                f"{places:7,}{limit:15,}{cases.sum():10,}{cases[:, -WINDOW:].sum():9,}"
                f"{min(made):10.2f}{min(took):9.2f}"
            )


if __name__ == "__main__":
    main()
