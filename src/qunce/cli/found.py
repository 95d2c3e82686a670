"""What ``qunce warn`` found, as it is printed."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

from qunce.cli.speech import speak
from qunce.kernel.refusals import gettext_noop

EVERYWHERE = "*"
"""The place of an alarm of all places together."""


@dataclass(frozen=True, slots=True)
class Found:
    """One alarm, as it is printed."""

    place: str
    category: str
    since: str
    until: str
    observed: float
    expected: float
    low: float | None
    high: float | None
    p: float | None
    once_in_weeks: float | None
    method: str

    def as_json(self) -> dict[str, object]:
        told = asdict(self)
        told["from"], told["to"] = told.pop("since"), told.pop("until")
        return {
            name: None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in told.items()
        }

    def said(self) -> str:
        """In a sentence or two."""
        place = (
            speak(gettext_noop("All places together")) if self.place == EVERYWHERE else self.place
        )
        where = f"{place} · {self.category}" if self.category else place
        message = gettext_noop(
            "%(where)s: %(seen)s from %(since)s to %(until)s, usually %(usual)s."
        )
        usual = f"{self.expected:g}"
        if self.low is not None and self.high is not None:
            usual = f"{self.low:g}–{self.high:g}"
        told = speak(
            message,
            {
                "where": where,
                "seen": f"{self.observed:g}",
                "since": self.since,
                "until": self.until,
                "usual": usual,
            },
        )
        if self.once_in_weeks is None or not math.isfinite(self.once_in_weeks):
            return told
        rarely = speak(
            gettext_noop("Chance alone would show it about once in %(weeks)s weeks."),
            {"weeks": f"{self.once_in_weeks:,.0f}"},
        )
        return f"{told} {rarely}"
