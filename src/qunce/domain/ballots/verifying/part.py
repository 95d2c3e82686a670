"""What is checked, what holds and what does not: shared by all parts of a verification."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qunce.domain.record.findings import Finding
from qunce.domain.record.keys import PublicKey

FILES = (
    "frame.json",
    "draw.json",
    "commitment.json",
    "spent.json",
    "counts.json",
    "lines.csv",
    "recount.json",
)
MANIFEST, RECEIPTS = "manifest.json", "receipts.json"
LARGEST = 256 * 1024 * 1024


@dataclass
class Checked:
    """What holds, in sentences; what does not; and what cannot be checked from these files."""

    holds: list[Finding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    key: PublicKey | None = None

    @property
    def ok(self) -> bool:
        return not self.findings

    def found(self, code: str, message: str, **params: object) -> None:
        self.findings.append(Finding(code, message, params))


class Part:
    """Files as bytes and as they were read, and what the record says of the ballot."""

    def __init__(
        self, files: Mapping[str, bytes], parsed: dict[str, Any], checked: Checked
    ) -> None:
        self.files, self.parsed, self.checked = files, parsed, checked
        self.facts: dict[str, dict[str, Any]] = {}
        """Facts of the record's entries, by kind, from receipts that hold."""

    def wrong(self, code: str, message: str, **params: object) -> None:
        self.checked.found(code, message, **params)

    def right(self, code: str, message: str, **params: object) -> None:
        self.checked.holds.append(Finding(code, message, params))
