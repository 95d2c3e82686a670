"""Voting slips: one for each code, as sheets of A4 for an office printer, printed on one side.

A slip has three parts.  The upper one is kept: code, QR code, where to look whether the slip was
counted, and what this does not protect against.  The middle one is handed in on top: code and QR
code, no answer.  The lower one has the questions and no code; it is folded inwards and cut off
unread.  The QR code holds the address with the code behind ``#``: browsers keep that part to
themselves, so no server and no log sees it.

Codes go to the presses through pipes and are on disk in the PDF files alone, which only their
owner may read.  If anything fails no file is left.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

import qunce
from qunce.exchange.paper.press import slips_pdf
from qunce.exchange.paper.typesetting import printable
from qunce.exchange.paper.words import SlipWords
from qunce.kernel.slipcodes import LENGTH

IN_ONE_FILE = 500
"""Slips; with one sheet each a file is a ream, and a jammed printer spoils one file at most."""

_FILES_OF_A_PRESS = 2
"""One after another; then the process ends, and with it the memory that the compiler keeps."""
_AIR = (1.0, 1.5, 2.0)
_NOUGHTS = "0" * (LENGTH - 1) + "1"


@dataclass(frozen=True, slots=True)
class SlipItem:
    text: str
    options: tuple[str, ...]
    """Without "don't know", which always follows them."""


@dataclass(frozen=True, slots=True)
class SlipBallot:
    title: str
    language: str
    """Of the texts, as Django writes it (``zh-hans``, ``en``)."""
    address: str
    """Where the slip is looked up and, if it may, cast; the code is put behind it with ``#``."""
    look_up: str
    """A sentence: where and from when on one can see whether the slip was counted."""
    hand_in: str
    """A sentence: where and until when it is handed in."""
    items: tuple[SlipItem, ...]
    words: SlipWords
    overall: SlipItem | None = None
    asked: str = ""
    """A sentence above the questions; may be empty."""
    own_words: int = 2
    """Lines for own words; none for 0."""


def make_slips(
    folder: Path,
    *,
    ballot: SlipBallot,
    strata: Mapping[str, Iterable[str]],
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """One slip for each code of each stratum (name → codes as drawn), in the order given.

    The files are ``01-NAME-001.pdf``, …: strata in their order, at most 500 slips in each.
    ``progress`` is told how many slips of how many are done.  ``folder`` is made if it is not
    there; a file of that name that is there already is not touched, FileExistsError is raised.
    Each file is counted: as many slips as codes, each with as many sheets as the others of its
    stratum, or RuntimeError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    jobs = list(_jobs(folder, ballot, strata))
    done, total = 0, sum(len(job["codes"]) for job in jobs)
    batches = [jobs[at : at + _FILES_OF_A_PRESS] for at in range(0, len(jobs), _FILES_OF_A_PRESS)]
    started: list[Path] = []
    try:
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as presses:
            running = {presses.submit(_print, batch, started): batch for batch in batches}
            try:
                for finished in as_completed(running):
                    finished.result()
                    done += sum(len(job["codes"]) for job in running[finished])
                    if progress is not None:
                        progress(done, total)
            except BaseException:
                presses.shutdown(cancel_futures=True)
                raise
    except BaseException:
        for path in started:
            path.unlink(missing_ok=True)
        raise
    return [Path(job["path"]) for job in jobs]


def sheets_of(ballot: SlipBallot, stratum: str = "") -> int:
    """How many sheets of A4 a slip takes; for a look before printing."""
    return _laid_out(ballot, stratum)[0]


def specimen(ballot: SlipBallot, stratum: str = "") -> bytes:
    """A slip to look at, whose code no ballot has: all noughts, and the check does not fit."""
    return slips_pdf(_job(ballot, stratum, [_NOUGHTS], _laid_out(ballot, stratum)), tagged=True)


def _laid_out(ballot: SlipBallot, stratum: str) -> tuple[int, float]:
    """Sheets for one slip, and how much air is between its lines: the most that costs no sheet."""
    sheets = {air: _pages(slips_pdf(_job(ballot, stratum, [_NOUGHTS], (1, air)))) for air in _AIR}
    fewest = min(sheets.values())
    return fewest, max(air for air in _AIR if sheets[air] == fewest)


def _jobs(
    folder: Path, ballot: SlipBallot, strata: Mapping[str, Iterable[str]]
) -> Iterator[dict[str, Any]]:
    for number, (stratum, codes) in enumerate(strata.items(), start=1):
        left, laid_out = iter(codes), _laid_out(ballot, stratum)
        for part in range(1, sys.maxsize):
            some = list(islice(left, IN_ONE_FILE))
            if not some:
                break
            path = folder / f"{number:02}-{_in_a_name(stratum)}-{part:03}.pdf"
            yield {"path": str(path), **_job(ballot, stratum, some, laid_out)}


def _job(
    ballot: SlipBallot, stratum: str, codes: list[str], laid_out: tuple[int, float]
) -> dict[str, Any]:
    dont_know = ballot.words.dont_know
    laid = asdict(ballot)
    for item in [*laid["items"], *([laid["overall"]] if ballot.overall else [])]:
        item["options"] = [*item["options"], dont_know]
    return {
        **laid,
        "language": ballot.language[:2],
        "limits": laid["words"].pop("limits"),
        "stratum": stratum,
        "codes": codes,
        "sheets": laid_out[0],
        "air": laid_out[1],
    }


def _print(jobs: Sequence[Mapping[str, Any]], started: list[Path]) -> None:
    """These files, by a process of its own."""
    for job in jobs:
        path = Path(job["path"])
        path.touch(mode=0o600, exist_ok=False)
        started.append(path)
    source = str(Path(qunce.__file__).parents[1])
    paths = filter(None, (source, os.environ.get("PYTHONPATH")))
    ended = subprocess.run(
        [sys.executable, "-m", "qunce.exchange.paper.press"],
        input=json.dumps(jobs).encode(),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        check=False,
    )
    if ended.returncode:
        # The press says what kind of error it was and no more: its words could quote a code.
        raise RuntimeError(f"a press stopped: {ended.stderr.decode(errors='replace')[-200:]}")
    for job in jobs:
        if _pages(Path(job["path"])) != job["sheets"] * len(job["codes"]):
            raise RuntimeError(f"{job['path']} has not {job['sheets']} sheets for each slip")


def _pages(pdf: Path | bytes) -> int:
    document = pdfium.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _in_a_name(stratum: str) -> str:
    """What of a name can stand in the name of a file, on any machine."""
    kept = "".join(sign if sign.isalnum() else "-" for sign in printable(stratum))
    return "-".join(filter(None, kept.split("-")))[:40] or "slips"
