"""How long a form takes: measured where enough was saved, estimated from its fields where not.

The estimate of a field is the keystroke-level model of Card, Moran and Newell, "The
keystroke-level model for user performance time with interactive systems", Communications of the
ACM 23 (1980), 396-410: think (M, 1.35 s), point at the field (P, 1.10 s), move the hand (H, 0.40 s)
and press ten keys, each 1.20 s for somebody who is not used to a keyboard (K, the slowest of their
table).  That is 14.85 s; a secretary in the evening is not an office typist.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from qunce.domain.budgets.states import LONGEST, STEPS, UNTIMED

SECONDS_PER_FIELD = 15
"""1.35 + 1.10 + 0.40 + 10 x 1.20 = 14.85, rounded up."""
FEWEST = 10
"""Savings below which no time is told: it would be about somebody."""
WEEKS = 4
"""Whole weeks of use from which a week is averaged."""
WEEKS_TIMED = 12
"""Whole weeks of use from which the usual time of a form is taken."""


def step_of(seconds: float | None) -> int:
    """The step in which a saving of ``seconds`` is counted; untimed when unknown or too long."""
    if seconds is None or not 0 <= seconds <= LONGEST:
        return UNTIMED
    return STEPS[bisect_left(STEPS, seconds)]


def median(counts: Mapping[int, int]) -> float | None:
    """The usual time in seconds from ``counts`` by step; None when fewer than :data:`FEWEST`.

    Within its step the median is taken in proportion, as if the times of a step lay evenly.
    """
    timed = {step: counts[step] for step in STEPS if counts.get(step)}
    total = sum(timed.values())
    if total < FEWEST:
        return None
    half, below = total / 2, 0
    for step, number in timed.items():
        if below + number >= half:
            start = STEPS[STEPS.index(step) - 1] if step != STEPS[0] else 0
            return start + (step - start) * (half - below) / number
        below += number
    raise AssertionError("half of the savings lie below the last step")


def per_field(counts: Mapping[int, int], fields: int) -> float | None:
    """Seconds for one field of a form with so many, by its median; None when not known."""
    usual = median(counts)
    return usual / fields if usual is not None and fields else None


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def times_in(days: int) -> Fraction:
    """How often a week something is asked that is asked once in so many days.

    Asked once in three days it is still asked once in that week.
    """
    return Fraction(7, max(days, 7))
