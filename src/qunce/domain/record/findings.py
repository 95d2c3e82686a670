"""What a check found: one sentence each, with the entry it concerns."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
