"""Asks R for Farrington's method and EARS with every option, on five series of our own.

    python -m benchmarks.early_warning.options_of_r tests/statistics/data

writes ``five_series.csv`` and ``options_of_r.csv`` there, with which the tests hold our options
without R.  R 4.2.2 with surveillance 1.20.3 gave the ones that are kept.
"""

# ruff: noqa: T201, S603

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from benchmarks.early_warning.design import Floats

WEEKS = 320

ASKED = """
suppressPackageStartupMessages(library(surveillance))
counts <- as.matrix(read.csv("series.csv", header = FALSE))
weeks <- 316:320
usual <- list(range = weeks, b = 5, w = 3, noPeriods = 10, reweight = TRUE,
  weightsThreshold = 2.58, pastWeeksNotIncluded = 26, alpha = 0.01, trend = TRUE,
  pThresholdTrend = 1, thresholdMethod = "delta", powertrans = "2/3", limit54 = c(0, 4),
  verbose = FALSE, glmWarnings = FALSE)
say <- function(name, run, expected = TRUE) for (i in seq_len(nrow(counts))) {
  said <- run(sts(observed = matrix(counts[i, ], ncol = 1), start = c(2000, 1), frequency = 52))
  of <- function(x) if (is.null(x)) rep(NA, length(weeks)) else as.vector(x)
  cat(paste(name, i - 1, weeks - 1, sprintf("%.9g", of(said@control$expected)),
    sprintf("%.9g", of(said@control$phiVector)), sprintf("%.9g", as.vector(upperbound(said))),
    as.integer(alarms(said)), sep = ","), sep = "\\n")
}
flexible <- function(name, ...) {
  asked <- modifyList(usual, list(...))
  say(name, function(series) farringtonFlexible(series, asked))
}
cat("option,series,week,expected,dispersion,upper,alarm\\n")
flexible("delta")
flexible("nb", thresholdMethod = "nbPlugin")
flexible("muan", thresholdMethod = "muan")
flexible("muan 0.05", thresholdMethod = "muan", alpha = 0.05)
flexible("no trend", trend = FALSE)
flexible("muan without trend", trend = FALSE, thresholdMethod = "muan")
flexible("trend 0.05", pThresholdTrend = 0.05)
flexible("no reweighting", reweight = FALSE)
flexible("muan without reweighting", reweight = FALSE, thresholdMethod = "muan")
flexible("reweight above 1", weightsThreshold = 1)
flexible("one period", noPeriods = 1, pThresholdTrend = 0.05)
flexible("nb and one period", noPeriods = 1, thresholdMethod = "nbPlugin")
flexible("five cases in four weeks", limit54 = c(5, 4))
flexible("two years of five periods", b = 2, noPeriods = 5, pThresholdTrend = 0.05)
flexible("window of two", b = 4, w = 2, noPeriods = 7, pastWeeksNotIncluded = 10)
flexible("R's own", noPeriods = 1, pThresholdTrend = 0.05, limit54 = c(5, 4), alpha = 0.05,
  pastWeeksNotIncluded = 3)
for (ears in c("C1", "C2", "C3")) local({
  method <- ears
  say(method, function(series) earsC(series, list(range = weeks, method = method, baseline = 7,
    alpha = 0.001)))
  say(paste(method, "of five"), function(series) earsC(series, list(range = weeks,
    method = method, baseline = 5, alpha = 0.01)))
})
"""


def few() -> Floats:
    """(5, 320): usual, rare, large, rising and falling, with outbreaks past and present."""
    rng = np.random.default_rng(20261126)
    t = np.arange(WEEKS)
    season = 0.5 * np.cos(2 * np.pi * t / 52)
    rows = []
    for level, trend, dispersion in (
        (3.0, 0.0, 1.5),
        (0.15, 0.0, 1.3),
        (140.0, 0.0, 1.2),
        (2.0, 0.004, 2.0),
        (12.0, -0.004, 1.5),
    ):
        mean = level * np.exp(season + trend * t)
        rows.append(rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion))
    counts = np.array(rows, dtype=np.float64)
    counts[0, 160:163] += (9, 12, 4)
    counts[3, 265:267] += 15
    counts[:, -3] += (9, 3, 40, 30, 12)
    counts[:, -2] += (4, 1, 25, 12, 0)
    return counts


def main() -> None:
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as own:
        np.savetxt(Path(own) / "series.csv", few(), fmt="%d", delimiter=",")
        (Path(own) / "asked.R").write_text(ASKED)
        answer = subprocess.run(
            [str(shutil.which("Rscript")), "asked.R"],
            cwd=own,
            capture_output=True,
            text=True,
            check=True,
        )
    np.savetxt(folder / "five_series.csv", few(), fmt="%d", delimiter=",")
    (folder / "options_of_r.csv").write_text(answer.stdout)
    print(f"{len(answer.stdout.splitlines()) - 1} answers")


if __name__ == "__main__":
    main()
