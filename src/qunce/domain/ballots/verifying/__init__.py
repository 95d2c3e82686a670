"""Checking published files offline: draw, commitment, spent codes, count, recount, receipts.

Pure: needs no database and no installation.  Each finding names the file and what in it is wrong.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

from qunce.domain.ballots.verifying.asked import Asked
from qunce.domain.ballots.verifying.counted import Counted
from qunce.domain.ballots.verifying.part import FILES, LARGEST, MANIFEST, RECEIPTS, Checked
from qunce.domain.ballots.verifying.recorded import Recorded
from qunce.domain.record.keys import PublicKey
from qunce.kernel.refusals import gettext_noop
from qunce.kernel.slipcodes import tag

__all__ = ["FILES", "LARGEST", "MANIFEST", "RECEIPTS", "Checked", "code_says", "verify_files"]


def verify_files(files: Mapping[str, bytes], key: PublicKey | None = None) -> Checked:
    """Everything that is wrong with ``files``; never raises, whatever is in them."""
    checked = Checked(key=key)
    missing = [name for name in (*FILES, MANIFEST, RECEIPTS) if name not in files]
    for name in missing:
        checked.found("file_missing", gettext_noop("%(file)s is missing."), file=name)
    if missing:
        return checked
    parsed = _parsed(files, checked)
    if parsed is None:
        return checked
    _Verification(files, parsed, checked).run()
    return checked


def code_says(files: Mapping[str, bytes], code: str) -> str:
    """ "counted", "spoiled", "not_counted" or "not_issued": what became of a well-read code."""
    spent = json.loads(files["spent.json"])
    commitment = json.loads(files["commitment.json"])
    wanted = tag(bytes.fromhex(spent["codes_key"]), spent["ballot"], code)
    if wanted in spent["counted"]:
        return "counted"
    if wanted in spent["spoiled"]:
        return "spoiled"
    if any(wanted in stratum["codes"] for stratum in commitment["strata"]):
        return "not_counted"
    return "not_issued"


def _parsed(files: Mapping[str, bytes], checked: Checked) -> dict[str, Any] | None:
    parsed: dict[str, Any] = {}
    for name in (*FILES, MANIFEST, RECEIPTS):
        try:
            text = files[name].decode()
            if name.endswith(".json"):
                parsed[name] = json.loads(text)
            else:
                parsed[name] = list(csv.reader(io.StringIO(text)))
        except (ValueError, RecursionError, csv.Error):
            checked.found("file_unreadable", gettext_noop("%(file)s cannot be read."), file=name)
    return parsed if not checked.findings else None


class _Verification(Recorded, Asked, Counted):
    def run(self) -> None:
        parts: tuple[tuple[str, Callable[[], None]], ...] = (
            (RECEIPTS, self.receipts),
            (MANIFEST, self.manifest),
            ("frame.json", self.frame),
            ("draw.json", self.draw),
            ("commitment.json", self.commitment),
            ("spent.json", self.spent),
            ("counts.json", self.slips),
            ("lines.csv", self.lines),
            ("counts.json", self.estimates),
            ("recount.json", self.recount),
        )
        for name, check in parts:
            try:
                check()
            except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
                self.wrong(
                    "file_has_another_form",
                    gettext_noop("%(file)s does not have the form of such a file."),
                    file=name,
                )
