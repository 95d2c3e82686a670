"""R's ``surveillance`` on the same series, where it is installed: agreement and speed.

On Debian: ``apt-get install r-cran-surveillance``.  R is only asked for its answers.
"""

# ruff: noqa: T201, S603

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from benchmarks.early_warning.design import AT, Flags, Floats, World

from qunce.statistics.detection.ears import Method, ears
from qunce.statistics.detection.farrington import Bounds, Settings, Threshold, flexible, upper_bound

PUBLISHED_MS = 14.9
"""What R 4.2.2 with surveillance 1.20.3 was measured to cost per fit."""
ALPHA = 0.01
FARRINGTON: tuple[tuple[Threshold, str], ...] = (
    ("delta", "delta"),
    ("nb", "nbPlugin"),
    ("muan", "muan"),
)
"""Our name of a threshold, and R's."""
EARS: tuple[Method, ...] = ("C1", "C2", "C3")
LISTED = 20

ASKED = """
suppressPackageStartupMessages(library(surveillance))
counts <- as.matrix(read.csv("series.csv", header = FALSE))
weeks <- %(first)d:%(last)d
one <- function(i) sts(observed = matrix(counts[i, ], ncol = 1), start = c(2000, 1), frequency = 52)
say <- function(name, ask) {
  rows <- vector("list", nrow(counts))
  took <- system.time(for (i in seq_along(rows)) rows[[i]] <- ask(one(i)))
  write.table(do.call(rbind, lapply(rows, function(said) {
    expected <- said@control$expected
    if (is.null(expected)) expected <- rep(NA, length(weeks))
    cbind(as.vector(expected), as.vector(upperbound(said)), as.vector(alarms(said)))
  })), paste0(name, ".csv"), sep = ",", col.names = FALSE, row.names = FALSE)
  cat(name, took[["user.self"]] + took[["sys.self"]], "\\n")
}
for (threshold in c("delta", "nbPlugin", "muan")) say(threshold, function(series)
  farringtonFlexible(series, list(range = weeks, b = 5, w = 3, noPeriods = 10, reweight = TRUE,
    weightsThreshold = 2.58, pastWeeksNotIncluded = 26, alpha = %(alpha)s, trend = TRUE,
    pThresholdTrend = 1, thresholdMethod = threshold, powertrans = "2/3", limit54 = c(0, 4),
    verbose = FALSE, glmWarnings = FALSE)))
for (ears in c("C1", "C2", "C3")) say(ears, function(series)
  earsC(series, list(range = weeks, method = ears, baseline = 7, alpha = %(alpha)s)))
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What R answers for each series and week, and the CPU seconds of one."""

    expected: Floats
    upper: Floats
    alarm: Flags
    seconds: float


def missing() -> str:
    """Why R cannot be asked; empty if it can."""
    program = shutil.which("Rscript")
    if program is None:
        return "Rscript is not installed"
    look = 'quit(status = as.integer(!requireNamespace("surveillance", quietly = TRUE)))'
    if subprocess.run([program, "-e", look], capture_output=True, check=False).returncode:
        return "R is there, its package surveillance is not"
    return ""


def answers(counts: Floats) -> dict[str, Said]:
    """R's answers to ``counts`` (S, 624) by its own name of the method.

    Raises RuntimeError with what R says where it fails.
    """
    shape = (counts.shape[0], AT.size)
    with tempfile.TemporaryDirectory() as folder:
        np.savetxt(Path(folder) / "series.csv", counts, fmt="%d", delimiter=",")
        asked = ASKED % {"first": AT[0] + 1, "last": AT[-1] + 1, "alpha": ALPHA}
        (Path(folder) / "asked.R").write_text(asked)
        answer = subprocess.run(
            [str(shutil.which("Rscript")), "asked.R"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode:
            raise RuntimeError(f"R stopped: {answer.stderr.strip()}")
        found = {}
        for line in answer.stdout.splitlines():
            name, took = line.split()
            table = np.genfromtxt(Path(folder) / f"{name}.csv", delimiter=",").T
            expected, upper, alarm = (column.reshape(shape) for column in table)
            found[name] = Said(expected, upper, alarm == 1, float(took) / upper.size)
    return found


def balanced(world: World, number: int) -> Floats:
    """About ``number`` series spread over the scenarios, with outbreaks of all sizes."""
    each = world.counts.shape[0] / number
    rows = (np.arange(number) * each).astype(int) + np.arange(number) * 5 % max(1, int(each))
    picked: Floats = world.counts[rows]
    return picked


def compare(world: World, series: int) -> None:
    """Prints how many decisions agree and how much faster ours is; or why that was skipped."""
    why = missing()
    if why:
        print(f"R on the same series: skipped, {why}")
        return
    counts = balanced(world, series)
    said = answers(counts)
    print(f"R on the same {series} series, {AT.size} weeks each, CPU of one core")
    print(f"{'':12}{'decisions':>16}{'expected to':>13}{'bound to':>10}{'R ms':>9}{'ours µs':>9}")
    in_r_s_way = flexible(counts, AT, as_r=True)
    right = flexible(counts, AT)
    for ours, theirs in FARRINGTON:
        asked = Settings(alpha=ALPHA, threshold=ours)
        took = cost(partial(flexible, counts, AT, asked)) / right.upper.size
        as_r = _bounded(in_r_s_way, counts, asked)
        _row(f"Farrington {ours}", said[theirs], as_r.expected, as_r.upper, as_r.alarm, took)
    for method in EARS:
        mine = ears(counts, AT, method, alpha=ALPHA)
        took = cost(partial(ears, counts, AT, method, alpha=ALPHA)) / mine.upper.size
        _row(f"EARS {method}", said[method], mine.expected, mine.upper, mine.alarm, took)
    for ours, theirs in FARRINGTON:
        asked = Settings(alpha=ALPHA, threshold=ours)
        _explained(ours, counts, said[theirs], in_r_s_way, _bounded(right, counts, asked))


def _bounded(fitted: Bounds, counts: Floats, asked: Settings) -> Bounds:
    upper = upper_bound(
        fitted.expected, fitted.error, fitted.dispersion, asked.alpha, asked.threshold
    )
    with np.errstate(invalid="ignore"):
        return replace(fitted, upper=upper, alarm=counts[:, AT] > upper)


def _row(
    name: str, said: Said, expected: Floats, upper: Floats, alarm: Flags, seconds: float
) -> None:
    same = int((alarm == said.alarm).sum())
    unknown = int((np.isnan(upper) != np.isnan(said.upper)).sum())
    print(
        f"  {name:17}{same:>6,} of {alarm.size:,}{_apart(expected, said.expected):>10}"
        f"{_apart(upper, said.upper):>10}{1e3 * said.seconds:9.3f}{1e6 * seconds:9.2f}"
        f"{said.seconds / seconds:8.0f} times"
        + (f"; {unknown} bounds known to one only" if unknown else "")
    )


def _apart(mine: Floats, theirs: Floats) -> str:
    """The largest difference in parts of R's value; where that is 0 as it is."""
    known = ~np.isnan(mine) & ~np.isnan(theirs)
    if not known.any():
        return "-"
    off = np.abs(mine - theirs)[known] / np.where(theirs[known] == 0, 1, np.abs(theirs[known]))
    return f"{off.max():.0e}"


def _explained(
    name: Threshold, counts: Floats, said: Said, in_r_s_way: Bounds, right: Bounds
) -> None:
    """Where the corrected decision is another than R's, and what that comes from."""
    differ = np.argwhere(right.alarm != said.alarm)
    print(f"Farrington {name}: corrected, {len(differ)} of {right.alarm.size:,} decisions differ")
    # R's fit with nothing changed but the standard error.
    mended = upper_bound(in_r_s_way.expected, right.error, in_r_s_way.dispersion, ALPHA, name)
    for row, week in differ[:LISTED]:
        at = (row, week)
        seen = counts[row, AT[week]]
        from_error = (seen > mended[at]) == right.alarm[at]
        print(
            f"  series {row}, week {AT[week] + 1}: {seen:.0f} came, expected"
            f" {right.expected[at]:.3g}, R's bound {said.upper[at]:.4g},"
            f" ours {right.upper[at]:.4g}; R's standard error {in_r_s_way.error[at]:.3g},"
            f" right {right.error[at]:.3g}"
            + ("" if from_error else "; comes from where the fit ends")
        )
    if len(differ) > LISTED:
        print(f"  and {len(differ) - LISTED} more")


def cost(work: Callable[[], object]) -> float:
    """CPU seconds of the quickest of three."""
    took = []
    for _ in range(3):
        begin = time.process_time()
        work()
        took.append(time.process_time() - begin)
    return min(took)
