"""R's ``surveillance`` on the same series, where it is installed: agreement and speed."""

# ruff: noqa: T201, S603

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from benchmarks.early_warning.design import AT, World

from qunce.statistics.detection.farrington import flexible

PUBLISHED_MS = 14.9
"""What R 4.2.2 with surveillance 1.20.3 was measured to cost per fit."""

ASKED = """
suppressPackageStartupMessages(library(surveillance))
counts <- as.matrix(read.csv("series.csv", header = FALSE))
asked <- list(range = 576:624, b = 5, w = 3, noPeriods = 10, reweight = TRUE,
  weightsThreshold = 2.58, pastWeeksNotIncluded = 26, alpha = 0.01, trend = TRUE,
  pThresholdTrend = 1, thresholdMethod = "delta", powertrans = "2/3", limit54 = c(0, 4),
  verbose = FALSE, glmWarnings = FALSE)
took <- system.time(for (i in seq_len(nrow(counts))) {
  said <- farringtonFlexible(new("sts", observed = matrix(counts[i, ]), frequency = 52), asked)
  row <- data.frame(expected = said@control$expected, upper = as.vector(upperbound(said)),
    alarm = as.integer(alarms(said)))
  write.table(row, "said.csv", sep = ",", append = i > 1, col.names = FALSE, row.names = FALSE)
})
cat(took[["user.self"]] + took[["sys.self"]])
"""


def missing() -> str:
    """Why R cannot be asked; empty if it can."""
    program = shutil.which("Rscript")
    if program is None:
        return "Rscript is not installed"
    look = 'quit(status = as.integer(!requireNamespace("surveillance", quietly = TRUE)))'
    if subprocess.run([program, "-e", look], capture_output=True, check=False).returncode:
        return "R is there, its package surveillance is not"
    return ""


def compare(world: World, series: int = 42) -> None:
    """Prints how many decisions agree and how much faster ours is; or why that was skipped."""
    why = missing()
    if why:
        print(f"R on the same series: skipped, {why}")
        return
    counts = world.counts[:series]
    with tempfile.TemporaryDirectory() as folder:
        np.savetxt(Path(folder) / "series.csv", counts, fmt="%d", delimiter=",")
        (Path(folder) / "asked.R").write_text(ASKED)
        answer = subprocess.run(
            [str(shutil.which("Rscript")), "asked.R"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        said = np.genfromtxt(Path(folder) / "said.csv", delimiter=",")
    theirs = float(answer.stdout.split()[-1]) / len(said)
    begin = time.process_time()
    flexible(counts, AT)
    ours = (time.process_time() - begin) / len(said)
    as_r = flexible(counts, AT, as_r=True)
    same = (as_r.alarm.ravel() == said[:, 2].astype(bool)).sum()
    off = np.nanmax(np.abs(as_r.upper.ravel() / said[:, 1] - 1))
    print(f"R on the same series: {same} of {len(said)} decisions agree, bounds to {off:.1e};")
    print(f"  R {1e3 * theirs:.2f} ms a fit, ours {1e6 * ours:.0f} µs: {theirs / ours:.0f} times")
