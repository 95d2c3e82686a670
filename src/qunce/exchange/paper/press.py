"""Slips as PDF, and a process that makes some files of them and ends.

``python -m qunce.exchange.paper.press`` reads jobs from standard input and writes each into the
file it names.  All processor cores work that way, and the memory the compiler keeps for its next
document goes with the process.  It knows no settings and no database.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qunce.exchange.paper.typesetting import typeset
from qunce.exchange.qr import drawings
from qunce.kernel.slipcodes import printed


def slips_pdf(job: Mapping[str, Any], *, tagged: bool = False) -> bytes:
    """The PDF with a slip for each code of a job, as ``qunce.exchange.paper.slips`` makes jobs."""
    data = {name: value for name, value in job.items() if name not in ("codes", "path")}
    data["slips"] = [printed(code) for code in job["codes"]]
    drawn = [*drawings(f"{job['address']}#", job["codes"])]
    return typeset("slips", data, drawn, tagged=tagged)


def main() -> int:
    try:
        for job in json.load(sys.stdin.buffer):
            Path(job["path"]).write_bytes(slips_pdf(job))
    except Exception as error:
        # Its words could quote what was to be printed.
        sys.stderr.write(type(error).__name__)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
