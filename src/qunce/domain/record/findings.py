"""What a check found: one sentence each, with the entry it concerns."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_FINDINGS = 100
"""How many findings a check keeps word for word; the rest are only counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a stable ``code`` and a sentence with ``%(name)s`` gaps.

    The sentence is English and is translated only where it is printed.
    """

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    index: int | None = None
    """The entry concerned; None when it concerns the record as a whole."""

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


@dataclass
class Findings:
    """The findings of one check as they come in, and the first entry any of them concerns."""

    told: list[Finding] = field(default_factory=list)
    more: int = 0
    first_bad: int | None = None

    def __len__(self) -> int:
        return len(self.told) + self.more

    def add(self, code: str, message: str, index: int | None = None, **params: object) -> None:
        """One more; ``index`` is also a gap of the sentence."""
        if index is not None:
            params["index"] = index
            if self.first_bad is None or index < self.first_bad:
                self.first_bad = index
        if len(self.told) < MOST_FINDINGS:
            self.told.append(Finding(code, message, params, index))
        else:
            self.more += 1

    def drop(self, code: str) -> None:
        """Forget the findings of one code, because one sentence will say it for all."""
        self.told = [finding for finding in self.told if finding.code != code]
        self.more = 0
