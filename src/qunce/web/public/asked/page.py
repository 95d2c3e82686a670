"""You said, we did: one sentence, one picture, then the details."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunce.domain.consultations import queries
from qunce.domain.consultations.models import Consultation, Question, Sheet
from qunce.domain.consultations.queries.messages import messages_counted
from qunce.domain.consultations.states import AnswerOutcome, ConsultationState
from qunce.domain.gates.states import AskingState, GateKind, GateState, Way
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal
from qunce.web.public.asked.matters import Said, picture_of
from qunce.web.public.asked.results import ShownQuestion, shown_results

PER_PAGE = 25


def asked(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked, whom, how many answered; each point in its words, with what came of it."""
    found = get_object_or_404(_with_counts(), pk=pk)
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    over = is_over(found, today)
    said = Said.of(queries.what_was_said(found))
    ways = queries.ways_counted(found)
    messages = messages_counted(found) if found.kind == GateKind.PROBLEMS else None
    rule = found.asking.rule if found.asking else {}
    context: dict[str, Any] = {
        "consultation": found,
        "over": over,
        "can_answer": not over and found.opens_on is not None and found.opens_on <= today,
        "on_the_web": Way.WEB in rule.get("ways", ()),
        "told": found.told_at is not None,
        "asks": rule.get("asks", ""),
        "answered": sum(one.answered for one in ways) + (messages.number if messages else 0),
        "ways": [(Way(one.way).label, one) for one in ways],
        "meetings": queries.meetings_of(found),
        "said": said,
        "page": Paginator(said.shown, PER_PAGE).get_page(request.GET.get("page")),
        "picture": picture_of(said) if found.told_at is not None else None,
        "outcomes": [
            ("done", AnswerOutcome.ADOPTED),
            ("doing", AnswerOutcome.PARTLY),
            ("todo", AnswerOutcome.NOT_ADOPTED),
        ],
        "results": _results(found) if over else [],
        "postings": list(found.postings.all()) if found.told_at is not None else [],
        "missing": _missing(found),
        "of_messages": messages,
        "broken_off": found.asking is not None and found.asking.state == AskingState.BROKEN_OFF,
        "overridden": found.gate.state == GateState.OVERRIDDEN,
    }
    return render(request, "public/asked/asked.html", context)


def is_over(consultation: Consultation, today: date) -> bool:
    """Whether the last day has passed, or it ended before."""
    last = consultation.closes_on
    return consultation.state != ConsultationState.OPEN or (last is not None and today > last)


def _with_counts() -> QuerySet[Consultation]:
    """Begun ones, with how many are to be told and were; one statement for all of it."""
    return (
        Consultation.objects.public()
        .select_related("unit", "campaign", "gate", "asking", "again_of")
        .annotate(
            has_questions=Exists(Question.objects.filter(consultation=OuterRef("pk"))),
            to_tell=_sheets(Q(wants_answer=True)),
            told_sheets=_sheets(Q(told_at__isnull=False)),
        )
    )


def _sheets(which: Q) -> Subquery:
    counted = (
        Sheet.objects.filter(which, consultation=OuterRef("pk"))
        .order_by()
        .values("consultation")
        .annotate(amount=Count("pk"))
        .values("amount")
    )
    return Subquery(counted, output_field=IntegerField())


def _results(found: Consultation) -> list[ShownQuestion]:
    has_questions = getattr(found, "has_questions", True)
    return shown_results(queries.question_results(found)) if has_questions else []


def _missing(found: Consultation) -> list[Refusal]:
    """Why the gate was not passed in this round."""
    if found.asking is None or found.asking.state != AskingState.NOT_PASSED:
        return []
    return [
        Refusal(one["code"], one["message"], one.get("params") or {})
        for one in found.asking.missing
    ]
