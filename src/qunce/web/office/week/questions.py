"""Lines of what the office wants to know: a question about an alert."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from qunce.domain.warning.actions import answer_question
from qunce.domain.warning.models import Alert
from qunce.domain.warning.queries import find_alert
from qunce.domain.warning.rules import why_not_answer
from qunce.web.office.warning.forms import AnswerForm
from qunce.web.office.week.lines import Kind, Me, Step


class Questions(Kind):
    """What the unit is asked about something of which more people than usual speak."""

    code = "question"
    template = "office/week/_question.html"

    def own(self, me: Me, pk: int, sent: Mapping[str, Any]) -> Alert:
        found = find_alert(me.post, pk, me.today)
        if found is None or not found.question:
            raise Http404
        return found

    def title(self, row: Alert) -> str:
        return row.question

    def offered(self, row: Alert, me: Me) -> list[str]:
        return [] if why_not_answer(row, me.post, answer="…") else ["answer"]

    def step(self, row: Alert, me: Me, act: str, sent: Mapping[str, Any] | None = None) -> Step:
        if act != "answer":
            raise Http404
        form = AnswerForm(sent, auto_id=self.ids(row.pk, act))
        address = self.address(row.pk, act)
        return Step(act, _("Answer"), form, address, upfront=("answer",))

    def do(self, row: Alert, act: str, form: Any, me: Me, now: datetime) -> None:
        answer_question(alert=row, actor=me.post, now=now, answer=form.cleaned_data["answer"])
