"""What happened in a time, in figures and public titles: what a bulletin is drafted from."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from qunce.domain.gates.states import GateKind
from qunce.domain.publicity.counting import COUNTABLE, Rows, Scope, count, rows_of
from qunce.domain.publicity.drafting import Happened, PutOff, Spoken
from qunce.domain.publicity.models import Publication, Story
from qunce.domain.publicity.months import whole_months
from qunce.domain.publicity.phrases import MOST_NAMED, Named

TOLD = tuple(
    code
    for code in COUNTABLE
    if not code.startswith("promises_standing")
    and code not in ("problems_on_list", "problems_in_work", "problems_put_right")
    and code != "problems_not_now"
)
"""What a bulletin tells of: what happened in a time, not how things stand."""


def happened(scope: Scope) -> Happened:
    """Each figure by its code, and the titles that everybody reads already.

    One statement for each figure, and one for each kind of title.
    """
    numbers = {code: count(code, scope) for code in TOLD}
    stories = Story.objects.public().filter(scope.at("public_at"), campaign=scope.campaign)
    return Happened(
        numbers=numbers,
        confirmed=_problems(scope, "problems_confirmed", numbers),
        reopened=_problems(scope, "problems_reopened", numbers),
        put_off=_put_off(scope) if numbers["problems_put_off"] else (),
        gates=[str(GateKind(kind).label) for kind in _few(scope, "gates_passed", "kind", numbers)],
        consultations=_few(scope, "consultations", "title", numbers),
        ballots=_few(scope, "ballots", "title", numbers),
        documents=_few(scope, "documents", "title", numbers),
        kept=_units(scope, "promises_kept", "text", numbers),
        finished=_units(scope, "projects_finished", "title", numbers),
        spoken=[
            Spoken(story.title, story.residents_view)
            for story in stories.exclude(residents_view="").order_by("public_at")[:MOST_NAMED]
        ],
        whole_months=len(whole_months(scope.from_on, scope.until_on)),
    )


def _few(scope: Scope, code: str, field: str, numbers: dict[str, int | None]) -> list[Any]:
    if not numbers[code]:
        return []
    return list(rows_of(code, scope).order_by("pk").values_list(field, flat=True)[:MOST_NAMED])


def _units(scope: Scope, code: str, field: str, numbers: dict[str, int | None]) -> list[Named]:
    if not numbers[code]:
        return []
    rows = rows_of(code, scope).order_by("unit__path", "pk").values_list(field, "unit__name")
    return [Named(title, unit) for title, unit in rows[:MOST_NAMED]]


def _public(problems: Rows) -> QuerySet[Publication]:
    return (
        Publication.objects.public()
        .filter(problem__in=problems.order_by().values("pk"))
        .select_related("problem__unit")
        .order_by("problem__unit__path", "pk")
    )


def _problems(scope: Scope, code: str, numbers: dict[str, int | None]) -> list[Named]:
    if not numbers[code]:
        return []
    shown = _public(rows_of(code, scope))[:MOST_NAMED]
    return [Named(one.title, one.problem.unit.name) for one in shown]


def _put_off(scope: Scope) -> list[PutOff]:
    shown = _public(rows_of("problems_put_off", scope)).exclude(reason="")
    return [
        PutOff(one.title, one.problem.unit.name, one.reason, one.problem.not_now_until)
        for one in shown[:MOST_NAMED]
    ]
