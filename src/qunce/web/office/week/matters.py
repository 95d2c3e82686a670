"""Lines of what is there already: messages, problems, and those who are to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from qunce.domain.problems.actions import note_neighbour, note_speaker
from qunce.domain.problems.models import Asking, Problem
from qunce.domain.problems.states import Asked, ProblemState
from qunce.domain.voices.models import Voice
from qunce.domain.voices.states import VoiceState
from qunce.web.office.problems.forms import SaysForm
from qunce.web.office.problems.steps import OFFERS as PROBLEM_STEPS
from qunce.web.office.voices.queue import row as queued
from qunce.web.office.voices.show import WITH as VOICE_WITH
from qunce.web.office.voices.steps import OFFERS as VOICE_STEPS
from qunce.web.office.voices.steps import Look
from qunce.web.office.week.lines import Kind, Me, Step

PROBLEM_WITH = ("town", "unit", "place", "lead_unit", "responsible__unit", "claimed_by")


class Messages(Kind):
    """What people said and the unit has to take on or answer."""

    code = "voice"
    template = "office/week/_voice.html"
    steps: Mapping[str, tuple[str, ...]] = {
        VoiceState.REGISTERED: ("accept", "answer"),
        VoiceState.ACCEPTED: ("answer",),
    }
    """What needs no list of units: sorting and reviewing are done on the message's own page."""

    def own(self, me: Me, pk: int, sent: Mapping[str, Any]) -> Voice:
        seen = Voice.objects.visible_to(me.post, on=me.today).select_related(*VOICE_WITH)
        return get_object_or_404(seen, pk=pk)

    def title(self, row: Voice) -> str:
        return str(queued(row)["words"])

    def offered(self, row: Voice, me: Me) -> list[str]:
        look = Look(me.today, [], None)  # these two ask about no clock
        return [
            act
            for act in self.steps.get(VoiceState(row.state), ())
            if not VOICE_STEPS[act].why_not(row, me.post, look)
        ]

    def step(self, row: Voice, me: Me, act: str, sent: Mapping[str, Any] | None = None) -> Step:
        if act not in ("accept", "answer"):
            raise Http404
        offer = VOICE_STEPS[act]
        form = offer.form(row, me.post, sent, auto_id=self.ids(row.pk, act))
        return Step(act, offer.label, form, self.address(row.pk, act), offer.hint)

    def do(self, row: Voice, act: str, form: Any, me: Me, now: datetime) -> None:
        VOICE_STEPS[act].do(row, form, me.post, now)


class Problems(Kind):
    """What is stuck until the unit takes its next step."""

    code = "problem"
    template = "office/week/_problem.html"
    steps: Mapping[str, tuple[str, ...]] = {
        ProblemState.LISTED: ("take-in-hand",),
        ProblemState.REOPENED: ("take-in-hand",),
        ProblemState.IN_HAND: ("claim", "progress", "finish-measure"),
        ProblemState.NOT_NOW: ("take-up",),
    }

    def own(self, me: Me, pk: int, sent: Mapping[str, Any]) -> Problem:
        seen = Problem.objects.visible_to(me.post, on=me.today).select_related(*PROBLEM_WITH)
        return get_object_or_404(seen, pk=pk)

    def title(self, row: Problem) -> str:
        return row.title

    def offered(self, row: Problem, me: Me) -> list[str]:
        return [
            act
            for act in self.steps.get(ProblemState(row.state), ())
            if (bool(getattr(row, "open_measures", [])) if act == "finish-measure" else True)
            and not PROBLEM_STEPS["progress" if act == "finish-measure" else act].why_not(
                row, me.post, me.user
            )
        ]

    def step(self, row: Problem, me: Me, act: str, sent: Mapping[str, Any] | None = None) -> Step:
        if not any(act in acts for acts in self.steps.values()):
            raise Http404
        offer = PROBLEM_STEPS[act]
        form = offer.form(row, me.post, sent, auto_id=self.ids(row.pk, act))
        measures = getattr(row, "open_measures", None)
        if act == "finish-measure" and measures:
            # read with the problem, so that a line costs no statement more
            form.fields["measure"].choices = [(one.pk, str(one)) for one in measures]  # type: ignore[attr-defined]
        return Step(act, offer.label, form, self.address(row.pk, act), offer.hint)

    def do(self, row: Problem, act: str, form: Any, me: Me, now: datetime) -> None:
        PROBLEM_STEPS[act].do(row, form.cleaned_data, me.post, now)


class Askings(Kind):
    """Whom somebody else than the doer asks whether it is put right."""

    code = "asking"
    template = "office/week/_asking.html"

    def own(self, me: Me, pk: int, sent: Mapping[str, Any]) -> Asking:
        seen = Problem.objects.visible_to(me.post, on=me.today).order_by().values("pk")
        askings = Asking.objects.filter(problem__in=seen)
        return get_object_or_404(askings.select_related("problem__unit", "draw"), pk=pk)

    def title(self, row: Asking) -> str:
        return row.problem.title

    def offered(self, row: Asking, me: Me) -> list[str]:
        return ["note"]

    def step(self, row: Asking, me: Me, act: str, sent: Mapping[str, Any] | None = None) -> Step:
        if act != "note":
            raise Http404
        form = SaysForm(sent, prefix=f"asking-{row.pk}", auto_id=self.ids(row.pk, act))
        return Step(act, _("Write down what they say"), form, self.address(row.pk, act))

    def do(self, row: Asking, act: str, form: Any, me: Me, now: datetime) -> None:
        note = note_neighbour if row.who == Asked.NEIGHBOUR else note_speaker
        note(asking=row, actor=me.post, now=now, **form.cleaned_data)
