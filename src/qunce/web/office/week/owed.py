"""Lines of what is owed: duties with what completes them, steps of the study plan, deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from qunce.domain.campaigns.states import Evidence
from qunce.domain.duties.queries import duties_of
from qunce.domain.duties.standings import Row
from qunce.domain.study.models import Delivery, PlanStep
from qunce.web.office.week.lines import Kind, Me

WHERE: Mapping[str, str] = {
    Evidence.DELIVERY_MADE: "office:study",
    Evidence.PLAN_MADE: "office:study",
    Evidence.PROMISE_MADE: "office:promise_new",
    Evidence.PROMISE_KEPT: "office:practice",
    Evidence.PROJECT_BEGUN: "office:project_new",
    Evidence.PROJECT_FINISHED: "office:practice",
    Evidence.PROBLEM_LISTED: "office:problem_new",
    Evidence.PROBLEM_CONFIRMED: "office:problems",
    Evidence.VOICE_HEARD: "office:voice_write",
    Evidence.VOICE_ANSWERED: "office:voices",
    Evidence.GATE_ASKED: "office:consultations",
    Evidence.CHECK_MADE: "office:checks",
    Evidence.PROBLEM_LED: "office:problems",
}
"""On which page the fact comes about that completes a duty."""


class Duties(Kind):
    """What is due, why, and how it comes to be done by itself."""

    code = "duty"
    template = "office/week/_duty.html"

    def number(self, row: Row) -> int:
        return row.duty.pk

    def title(self, row: Row) -> str:
        return row.duty.action.text

    def own(self, me: Me, pk: int, sent: Mapping[str, Any]) -> Row:
        for row in duties_of(me.post, me.today):
            if row.duty.pk == pk:
                return row
        raise Http404

    def where(self, row: Row) -> str:
        """The page on which it comes to be done; empty where it is told, or done by others."""
        name = WHERE.get(row.duty.action.evidence, "")
        try:
            return reverse(name) if name else ""
        except NoReverseMatch:
            return ""


class PlanSteps(Kind):
    """A step of the study plan: it is held as a session."""

    code = "step"
    template = "office/week/_plan_step.html"

    def own(self, me: Me, pk: int, sent: Mapping[str, Any]) -> PlanStep:
        raise Http404

    def title(self, row: PlanStep) -> str:
        return row.topic


class Deliveries(Kind):
    """What is brought home.  The address names the round; the form says which part of it."""

    code = "round"
    template = "office/week/_delivery.html"

    def number(self, row: Delivery) -> int:
        return row.round_id

    def name(self, row: Delivery) -> str:
        return f"delivery-{row.pk}"

    def hidden(self, row: Delivery) -> Mapping[str, Any]:
        return {"delivery": row.pk}

    def title(self, row: Delivery) -> str:
        return row.member.called

    def own(self, me: Me, pk: int, sent: Mapping[str, Any]) -> Delivery:
        number = str(sent.get("delivery", ""))
        seen = Delivery.objects.visible_to(me.post).filter(round=pk)
        wanted = int(number) if number.isdecimal() and len(number) < 18 else 0
        return get_object_or_404(
            seen.select_related("member", "round__material", "round__unit"), pk=wanted
        )
