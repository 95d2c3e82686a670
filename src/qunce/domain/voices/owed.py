"""Which clocks a message sets going, and what stops them: one table, each line with its article.

How long a clock runs is in ``deadlines`` (信访工作条例 and what a county adds); here stands only
for which kinds and routes it runs at all, and by which act it is met.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from qunce.domain.voices.deadlines import (
    REGULATION,
    ClockRule,
    Counting,
    Event,
    Holder,
    RuleSet,
    rule_set,
)
from qunce.domain.voices.deadlines.reading import SHIPPED
from qunce.domain.voices.states import Route, VoiceKind

_K = VoiceKind
CLAIMS = (_K.PROBLEM, _K.PETITION, _K.URGENT)
"""申诉求决: what wants something settled."""
HEARD = (*CLAIMS, _K.OPINION, _K.SUGGESTION)
"""信访事项 (art. 17): everything but thanks."""
ANY_ROUTE = ("", *Route.values)
SETTLED_HERE = ("", Route.HANDLING)
"""Answered without another procedure: art. 31(6), or before a route was chosen."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One line: this clock runs for these kinds and routes, and this act meets it."""

    rule: str
    kinds: tuple[str, ...]
    routes: tuple[str, ...]
    met_by: str
    """``register``, ``accept``, ``answer``, ``review``, ``ask``; an answer is an acceptance too."""
    article: str
    duty: bool = True
    """False: a right that ends; nobody is late when it has run out."""


OWED = (
    # register every petition, send it on or report it
    Owed("register", HEARD, ANY_ROUTE, "register", "22"),
    # who receives directly tells the speaker; the office that keeps a message itself does
    Owed("tell", HEARD, ANY_ROUTE, "accept", "23(2)"),
    Owed("tell_handed_over", HEARD, ANY_ROUTE, "accept", "23(3)"),
    Owed("object", HEARD, ANY_ROUTE, "object", "23(3)", duty=False),
    # only claims of the kind of art. 31(6); 31(1) to (5) are led into their own procedure
    Owed("handle", CLAIMS, (Route.HANDLING,), "answer", "34"),
    Owed("ask_review", CLAIMS, SETTLED_HERE, "ask", "35", duty=False),
    Owed("review", CLAIMS, ANY_ROUTE, "review", "35"),
    Owed("ask_re_review", CLAIMS, ANY_ROUTE, "ask", "36(1)", duty=False),
    Owed("re_review", CLAIMS, ANY_ROUTE, "review", "36(1)"),
    # an example of a county's own, to be switched on with QUNCE_CLOCKS
    Owed("hotline_return", HEARD, ANY_ROUTE, "object", "", duty=False),
)
_BY_RULE = {line.rule: line for line in OWED}

_MET_BY = {
    Holder.OFFICE: "register",
    Holder.UNIT: "answer",
    Holder.REVIEWER: "review",
    Holder.RE_REVIEWER: "review",
    Holder.SPEAKER: "ask",
}
"""Of a clock that a county adds: by whoever holds it."""


def line_of(rule: ClockRule) -> Owed:
    """The line of ``rule``; a county's own clock runs for every message but thanks."""
    known = _BY_RULE.get(rule.code)
    if known is not None:
        return known
    return Owed(
        rule.code,
        HEARD,
        ANY_ROUTE,
        _MET_BY[rule.held_by],
        rule.article,
        duty=rule.held_by is not Holder.SPEAKER,
    )


def started_by(event: Event, *, kind: str, route: str) -> list[ClockRule]:
    """The clocks that ``event`` sets going for a message of this kind and route."""
    return [
        rule
        for rule in rules().starting_from(event)
        if kind in (line := line_of(rule)).kinds and route in line.routes
    ]


def met_by(act: str) -> list[str]:
    """Codes of the clocks that ``act`` meets."""
    return [code for code, rule in rules().items() if line_of(rule).met_by == act]


def rights() -> list[str]:
    """Codes of the clocks that give a right and no duty."""
    return [code for code, rule in rules().items() if not line_of(rule).duty]


def rules() -> RuleSet:
    """The Regulation's clocks and those of the files that ``QUNCE_CLOCKS`` names."""
    added = tuple(settings.CLOCKS)
    return _with(added) if added else REGULATION


def counting() -> Counting:
    """How this installation counts days."""
    return _counting(settings.CLOCKS_FIRST_DAY_COUNTED, settings.CLOCKS_MOVE_OFF_HOLIDAYS)


@lru_cache(maxsize=8)
def _with(added: tuple[str, ...]) -> RuleSet:
    return rule_set("regulation", *(one if one in SHIPPED else Path(one) for one in added))


@lru_cache(maxsize=4)
def _counting(first_day_counted: bool, end_moves_off_holiday: bool) -> Counting:
    return Counting(
        first_day_counted=first_day_counted, end_moves_off_holiday=end_moves_off_holiday
    )
