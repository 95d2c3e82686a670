"""A problem at each point of its way, made by the actions; what is unsaid is ordinary.

The secretary of the village puts it right, the leader checks, whoever spoke confirms, the clerk
closes.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from cast import NOW, TODAY, Cast, kept
from qunce.domain.problems import actions
from qunce.domain.problems.models import Asking, Draw, Problem
from qunce.domain.problems.queries import speakers_of
from qunce.domain.voices.actions import receive
from qunce.domain.voices.models import Voice
from qunce.domain.voices.said import Said

DAY = timedelta(days=1)
DUE_ON = TODAY + 20 * DAY
MESSAGE = "上清村三组的路灯坏了半个多月，晚上老人出门看不见路，希望尽快来人修一下，谢谢大家。"


def a_message(cast: Cast, text: str = MESSAGE, **changes: Any) -> Voice:
    """A message from the village, through the web page."""
    given: dict[str, Any] = {
        "kind": "problem",
        "channel": "web",
        "town": cast.town,
        "village": cast.village,
        "submission": uuid.uuid4().hex,
    }
    now = changes.pop("now", NOW)
    return receive(said=Said(text=text, **{**given, **changes}), now=now).voice


def fresh(problem: Problem) -> Problem:
    """The problem as it is now, read again with nothing remembered."""
    return Problem.objects.get(pk=problem.pk)


def a_problem(cast: Cast, **changes: Any) -> Problem:
    """Found by the clerk in the village, from one message unless ``voices`` says otherwise."""
    if "voices" not in changes:
        changes["voices"] = [a_message(cast)]
    given: dict[str, Any] = {
        "town": cast.town,
        "unit": cast.village,
        "title": "三组路灯不亮",
        "statement": "三组十二号路灯损坏。",
        "source": "voice" if changes["voices"] else "visit",
        "found_on": TODAY,
        "actor": cast.clerk,
        "now": NOW,
    }
    return actions.find_problem(**{**given, **changes})


@kept
def listed(cast: Cast, problem: Problem | None = None, **changes: Any) -> Problem:
    problem = fresh(problem or a_problem(cast))
    given: dict[str, Any] = {
        "lead_unit": cast.village,
        "responsible": cast.secretary,
        "due_on": DUE_ON,
        "standard": "路灯夜间常亮",
        "mode": "checking",
        "actor": cast.clerk,
        "now": NOW,
        "seen_version": problem.version,
    }
    actions.list_problem(problem=problem, **{**given, **changes})
    return fresh(problem)


@kept
def in_hand(cast: Cast, problem: Problem | None = None, **changes: Any) -> Problem:
    problem = problem or listed(cast)
    actions.take_in_hand(problem=problem, **{"actor": problem.responsible, "now": NOW, **changes})
    return fresh(problem)


@kept
def claimed(cast: Cast, problem: Problem | None = None, **changes: Any) -> Problem:
    problem = problem or in_hand(cast)
    given = {"done": "换了灯泡和线路", "actor": problem.responsible, "now": NOW}
    actions.claim_fixed(problem=problem, **{**given, **changes})
    return fresh(problem)


@kept
def checked(cast: Cast, problem: Problem | None = None, **changes: Any) -> Problem:
    problem = problem or claimed(cast)
    given = {"passed": True, "finding": "夜间到现场看过，灯亮", "actor": cast.leader, "now": NOW}
    actions.check_problem(problem=problem, **{**given, **changes})
    return fresh(problem)


@kept
def confirmed(cast: Cast, problem: Problem | None = None, **changes: Any) -> Problem:
    """Confirmed by everybody who spoke, or by neighbours drawn where nobody did."""
    problem = problem or checked(cast)
    given: dict[str, Any] = {"words": "亮了", "now": NOW, **changes}
    spoke = speakers_of(problem)
    for voice in spoke:
        actions.hear_speaker(voice=voice, says="fixed", **given)
    if not spoke:
        drawn = a_draw(cast, problem)
        for asking in drawn.askings.all():
            actions.note_neighbour(asking=asking, says="fixed", actor=cast.clerk, **given)
    return fresh(problem)


@kept
def closed(cast: Cast, problem: Problem | None = None, **changes: Any) -> Problem:
    problem = problem or confirmed(cast)
    given = {"outcome": "三组路灯恢复照明", "actor": cast.clerk, "now": NOW}
    actions.close_problem(problem=problem, **{**given, **changes})
    return fresh(problem)


@kept
def not_now(cast: Cast, problem: Problem | None = None, **changes: Any) -> Problem:
    problem = problem or in_hand(cast)
    given = {
        "reason": "线路改造资金下半年到位",
        "until": TODAY + 60 * DAY,
        "actor": cast.clerk,
        "now": NOW,
    }
    actions.not_now(problem=problem, **{**given, **changes})
    return fresh(problem)


@kept
def reopened(cast: Cast, problem: Problem | None = None, **changes: Any) -> Problem:
    problem = problem or closed(cast)
    say(problem, "not_fixed", **changes)
    return fresh(problem)


def say(problem: Problem, says: str, words: str = "又不亮了", **changes: Any) -> None:
    """The first who spoke says how it is."""
    voice = problem.sources.get().voice
    actions.hear_speaker(voice=voice, **{"says": says, "words": words, "now": NOW, **changes})


def a_draw(cast: Cast, problem: Problem, **changes: Any) -> Draw:
    given = {"households": 40, "actor": cast.clerk, "now": NOW}
    return actions.draw_neighbours(problem=problem, **{**given, **changes})


def asked(problem: Problem, **narrowed: Any) -> list[Asking]:
    return list(problem.askings.filter(**narrowed).order_by("pk"))


def steps(problem: Problem) -> list[str]:
    """The story as its kinds."""
    return list(problem.steps.values_list("kind", flat=True))


def after(days: int) -> dict[str, Any]:
    """The same hour so many days later, for an action."""
    return {"now": NOW + days * DAY}


def day_after(days: int) -> date:
    return TODAY + days * DAY
