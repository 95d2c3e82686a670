"""The legal clocks: time limits as data with their articles, and pure counting of days.

Owns: which clocks there are, and on which day each ends.  Promises: nothing here reads a clock or
a database; a time limit without a source cannot be read in.  Leaves to others: which clocks of a
message run, and what happens when one ends.
"""

from qunce.domain.voices.deadlines.clocks import ClockRule, Extension, RuleSet
from qunce.domain.voices.deadlines.counting import (
    STATE_LABELS,
    Counting,
    Due,
    Pause,
    Standing,
    State,
    due_on,
    latest_extension,
    standing,
    why_not_extend,
)
from qunce.domain.voices.deadlines.reading import rule_set
from qunce.domain.voices.deadlines.words import (
    CITATION,
    EVENT_LABELS,
    HOLDER_LABELS,
    STAY_LABELS,
    UNIT_LABELS,
    Event,
    Holder,
    Stay,
    Unit,
)

REGULATION = rule_set("regulation")
"""信访工作条例, articles 22 to 36."""

__all__ = [
    "CITATION",
    "EVENT_LABELS",
    "HOLDER_LABELS",
    "REGULATION",
    "STATE_LABELS",
    "STAY_LABELS",
    "UNIT_LABELS",
    "ClockRule",
    "Counting",
    "Due",
    "Event",
    "Extension",
    "Holder",
    "Pause",
    "RuleSet",
    "Standing",
    "State",
    "Stay",
    "Unit",
    "due_on",
    "latest_extension",
    "rule_set",
    "standing",
    "why_not_extend",
]
