"""How well emerging matters are noticed: ours, Farrington and EARS on the published simulation.

    python -m benchmarks.early_warning [--small] [--seed N] [PART ...]

Parts: published, stress, cold, speed, r; all of them by default.  Bounds are fixed on other series
than the ones that are scored.  With --small a tenth of the series: standard errors three times as
wide.  Needs no database.
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

if __package__ in (None, ""):  # run as a folder
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.early_warning.against_r import compare
from benchmarks.early_warning.cold_start import HISTORIES, beside_c1, share_of_first_weeks, towns
from benchmarks.early_warning.design import Flags, Floats, World, published
from benchmarks.early_warning.detectors import (
    ears_alarms,
    farrington_alarms,
    farrington_score,
    oracle,
    our_scores,
)
from benchmarks.early_warning.reference import REFERENCE
from benchmarks.early_warning.scoring import NAMES, Score, bound, score
from benchmarks.early_warning.speed import speeds
from benchmarks.early_warning.worlds import STRESS, stressed

PARTS = ("published", "stress", "cold", "speed", "r")


def all_scores(world: World) -> dict[str, Floats]:
    """The detectors whose bound is ours to choose."""
    return {**our_scores(world), **oracle(world), "Farrington, 2/3 power": farrington_score(world)}


def all_alarms(world: World) -> dict[str, Flags]:
    """The detectors that bring their own bound."""
    return {**farrington_alarms(world), **ears_alarms(world)}


def row(name: str, found: Score) -> None:
    print(f"{name:28}" + "".join(f"{found.value[n]:7.2f}±{found.error[n]:4.2f}" for n in NAMES))


def published_part(world: World, other: World, fixed: dict[str, Floats]) -> None:
    print(f"{world.counts.shape[0]:,} series, {int((~world.calm).sum()):,} outbreaks; bounds from")
    print(f"{other.counts.shape[0]:,} other series.  Percent ± standard error")
    print(f"{'':28}" + "".join(f"{name:>12}" for name in NAMES))
    scores = all_scores(world)
    print("At a false-alarm rate of 1 %")
    for name, values in scores.items():
        row(name, score(world, values > bound(fixed[name], other, 0.01)))
    print("Each rival in its own setting, and ours at its false-alarm rate (in the other series)")
    ahead = []
    elsewhere = all_alarms(other)
    for name, alarm in all_alarms(world).items():
        rate = float(elsewhere[name][other.calm].mean())
        theirs = score(world, alarm)
        row(name, theirs)
        for mine in ("ours, evidence", "ours, two windows"):
            found = score(world, scores[mine] > bound(fixed[mine], other, rate))
            row(f"  {mine}", found)
            if mine == "ours, evidence":
                won = [found.value[n] - theirs.value[n] for n in ("POD1week", "POD")]
                ahead.append((name, *won))
        if name in REFERENCE:
            said = "".join(f"{REFERENCE[name][n]:>12}" for n in NAMES)
            print(f"{'  R, 2,520 other series':28}{said}")
    for rival, first, ever in ahead:
        print(f"  ours ahead of {rival:22} POD1week {first:+6.2f}  POD {ever:+6.2f}")


def stress_part(other: World, fixed: dict[str, Floats], number: int, seed: int) -> None:
    print(f"Stress worlds, {number} series without and {number} with an outbreak:")
    print("  false alarms in % where the published design has 1 %; POD1week there, and at true 1 %")
    for kind in STRESS:
        world = stressed(kind, number, seed)
        again = stressed(kind, number, seed + 1)
        theirs = all_scores(again)
        for name, values in all_scores(world).items():
            here = score(world, values > bound(fixed[name], other, 0.01))
            true = score(world, values > bound(theirs[name], again, 0.01))
            print(
                f"  {kind:15}{name:24} FPR {here.value['FPR']:6.2f}±{here.error['FPR']:.2f}"
                f"  POD1week {here.value['POD1week']:5.1f}, {true.value['POD1week']:5.1f}"
                f"±{true.error['POD1week']:.1f}"
            )
        for name, alarm in all_alarms(world).items():
            here = score(world, alarm)
            print(
                f"  {kind:15}{name:24} FPR {here.value['FPR']:6.2f}±{here.error['FPR']:.2f}"
                f"  POD1week {here.value['POD1week']:5.1f}  (own setting)"
            )


def cold_part(number: int, seed: int) -> None:
    error = 100 * np.sqrt(0.3 * 0.7 / number)
    print(f"Cold start, {number} towns, shocks of sd 0 and 0.25; first week found at 1 % false")
    print(f"alarms; false alarms in the scored towns in brackets; SE about {error:.1f}")
    total: dict[tuple[int, str], list[float]] = {}
    for shocks in (0.0, 0.25):
        made, others = towns(number, shocks, seed), towns(number, shocks, seed + 1)
        for history in HISTORIES:
            for name, (hit, false) in share_of_first_weeks(history, made, others).items():
                print(f"  shocks {shocks:4}  {history:3} weeks  {name:32}{hit:5.1f} ({false:.2f})")
                total.setdefault((history, name), []).append(hit)
            first, wrong, ours, ours_wrong = beside_c1(history, made, others)
            where = f"  shocks {shocks:4}  {history:3} weeks"
            print(f"{where}  EARS C1 0.01, own setting  {first:9.1f}", end="")
            print(f" ({wrong:.2f}); ours handed over at its rate {ours:.1f} ({ours_wrong:.2f})")
    print("  mean of both, ours handed over as so many times that, and its ratio to the oracle")
    for (history, name), hits in total.items():
        mean = float(np.mean(hits))
        ours = float(np.mean(total[history, "ours, handed over"]))
        best = float(np.mean(total[history, "oracle"]))
        print(f"  {history:3} weeks  {name:32}{mean:5.1f}  {ours / mean:5.2f}  {mean / best:4.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="early_warning")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--small", action="store_true", help="a tenth of the series")
    parser.add_argument("--seed", type=int, default=20261126)
    asked = parser.parse_args()
    parts = asked.parts or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    begin, cpu = time.perf_counter(), time.process_time()
    less = 10 if asked.small else 1
    if "published" in parts or "stress" in parts:
        other = published(100 // less, 0, asked.seed + 1)
        fixed = all_scores(other)
    if "published" in parts:
        published_part(published(100 // less, 50 // less, asked.seed), other, fixed)
    if "stress" in parts:
        stress_part(other, fixed, 700 // (5 if asked.small else 1), asked.seed + 2)
    if "cold" in parts:
        cold_part(3000 // less, asked.seed + 3)
    if "speed" in parts or "r" in parts:
        world = published(4, 2, asked.seed + 5)
        if "speed" in parts:
            speeds(world)
        if "r" in parts:
            compare(world, 14 if asked.small else 42)
    print(f"{time.perf_counter() - begin:.0f} s, {time.process_time() - cpu:.0f} s CPU", flush=True)


if __name__ == "__main__":
    main()
