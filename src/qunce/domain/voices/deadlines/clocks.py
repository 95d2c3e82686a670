"""A clock as a rule of law: from when, how long, who, and what may lengthen it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from qunce.domain.voices.deadlines.words import Event, Holder, Stay, Unit


@dataclass(frozen=True, slots=True)
class Extension:
    """How far a clock may be lengthened, and what that takes."""

    days: int
    """All extensions together, in the unit of the clock."""
    times: int
    """How often."""
    approved_by_head: bool
    """Whether the head of the unit must approve."""
    reason_told: bool
    """Whether the speaker must be told why."""


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One time limit, with the place where it is written."""

    code: str
    law: str
    """The rule's own name, in its own language."""
    article: str
    """``23(3)`` is article 23, paragraph 3; empty when the rule has no numbered articles."""
    source: str
    """Where the text stands, for a rule without numbered articles."""
    number: int
    unit: Unit
    starts_from: Event
    held_by: Holder
    label: str
    """What is to be done: an English sentence marked for translation, or the county's own."""
    extension: Extension | None = None
    stands_for: tuple[Stay, ...] = ()
    """Why this clock may stand; any other pause leaves it running."""

    @property
    def max_extension(self) -> int:
        """The longest extension in the unit of the clock; 0 when there is none."""
        return self.extension.days if self.extension else 0

    @property
    def hearing_excluded(self) -> bool:
        """Whether the time of a hearing is not counted (信访工作条例, art. 36(2))."""
        return Stay.HEARING in self.stands_for


class RuleSet(Mapping[str, ClockRule]):
    """Clocks by code, in the order they were written; a code stands for one clock only."""

    __slots__ = ("_clocks",)

    def __init__(self, clocks: Iterable[ClockRule]) -> None:
        written = tuple(clocks)
        self._clocks = MappingProxyType({clock.code: clock for clock in written})
        if len(self._clocks) != len(written):
            raise ValueError("a code stands for one clock only")

    def __getitem__(self, code: str) -> ClockRule:
        return self._clocks[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._clocks)

    def __len__(self) -> int:
        return len(self._clocks)

    def __repr__(self) -> str:
        return f"RuleSet({', '.join(self)})"

    def starting_from(self, event: Event) -> tuple[ClockRule, ...]:
        """The clocks that ``event`` sets going."""
        return tuple(clock for clock in self.values() if clock.starts_from == event)
