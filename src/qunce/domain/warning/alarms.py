"""What is looked at and what is found: series of one town by numbers, changes known, alarms.

Plain values without the database, between the counts, the detectors and the alerts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from qunce.domain.warning.states import METHOD
from qunce.statistics.detection import rolling

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Label:
    """A series: numbers of the unit, the category and, of accusations, of who is accused.

    With the town for a unit and nobody accused it is the whole town's, what names no place among
    it; with ``places`` it is theirs alone, and the town only answers for it.
    """

    unit: int
    category: int
    accused: int | None = None
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownChange:
    """From a day on reporting is different: in a unit or all, in a category or all.

    One that is not ``lasting`` (people are asked for some weeks) makes levels unsure while it is
    fresh, and leaves history what it was.
    """

    from_on: date
    unit: int | None = None
    category: int | None = None
    lasting: bool = True

    def touches(self, label: Label) -> bool:
        return self.unit in (None, label.unit) and self.category in (None, label.category)


@dataclass(frozen=True, slots=True)
class Parts:
    """What ``observed`` is made of, in speakers; they add up to it.

    ``town_wide``: what the same matter elsewhere and the same place in other matters bring more
    now; of the whole town's series what all other matters share.
    """

    usual: float
    season: float
    town_wide: float
    own: float


@dataclass(frozen=True, slots=True)
class Alarm:
    """A series in the days from ``first_on`` to ``last_on``, on which the first and last spoke."""

    label: Label
    first_on: date
    last_on: date
    observed: int
    expected: float
    low: int
    high: int
    p: float
    once_in_weeks: float
    method: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class Found:
    """``alarms``: series over the level that were not asked about.  ``standing``: those asked
    about by ``since``, as they are now; one in which nobody spoke since is not there.
    ``calm``: those asked about whose longest window is within the usual range again."""

    alarms: list[Alarm] = field(default_factory=list)
    standing: dict[Label, Alarm] = field(default_factory=dict)
    calm: set[Label] = field(default_factory=set)


def alarm_of(one: rolling.Alarm, label: Label, today: date, method: str = METHOD) -> Alarm:
    """What the detector says of the series ``label``, with days for numbers of days."""
    return Alarm(
        label=label,
        first_on=today - timedelta(days=one.first),
        last_on=today - timedelta(days=one.last),
        observed=int(one.observed),
        expected=one.expected,
        low=one.low,
        high=one.high,
        p=one.p,
        once_in_weeks=one.once_in_weeks,
        method=method,
        parts=Parts(one.usual, one.season, one.shared, one.own),
    )
