"""Answering: what this is, what one says to it, which village, a receipt."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from qunce.domain.consultations.actions import send_sheet
from qunce.domain.consultations.models import Consultation, Sheet
from qunce.domain.consultations.rules import Asked, why_not_send, why_not_speak_now
from qunce.domain.consultations.said import SheetSaid
from qunce.domain.consultations.states import PUBLIC
from qunce.domain.gates.states import Way
from qunce.domain.organisations.models import Unit
from qunce.domain.organisations.states import UnitKind
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused, gettext_noop
from qunce.web.resident import kept
from qunce.web.resident.asking import own
from qunce.web.resident.asking.forms import NO, AnswerForm, strays
from qunce.web.resident.asking.sealing import comes_back
from qunce.web.resident.asking.steps import at_first_error, split, step
from qunce.web.resident.asking.ways import ways_of
from qunce.web.shell.limits import Limit, Window
from qunce.web.shell.words import add_refusals, say

ANSWERING = Limit("ask", (Window(120, 3_600),))
"""Sheets of one network: a whole village behind one address can answer."""

_RESIDENTIAL = (UnitKind.VILLAGE, UnitKind.COMMUNITY)
_SUBMISSION = re.compile(r"[0-9a-f]{32}")


def begun(pk: int) -> Consultation:
    """The consultation, if people were ever asked; a draft is not there."""
    found = Consultation.objects.public().select_related("unit", "campaign", "asking", "gate")
    return get_object_or_404(found, pk=pk)


@comes_back(seal_lost=lambda request, pk: _Answering(request, begun(pk)).seal_lost())
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """What people are asked, and the form to say something to it."""
    return _Answering(request, begun(pk)).answer()


class _Answering:
    """One visit: the empty form, a step of it, the wrong one with its words, or the receipt."""

    def __init__(self, request: HttpRequest, consultation: Consultation) -> None:
        self.request = request
        self.consultation = consultation
        self.today = clock.day_of(clock.now(), settings.TIME_ZONE)
        self.paragraphs = list(consultation.paragraphs.all())
        self.questions = list(consultation.questions.all())
        self.villages = _villages(consultation.unit)
        self.steps = split(consultation, self.paragraphs, self.questions, len(self.villages))

    def answer(self) -> HttpResponse:
        request = self.request
        if request.method != "POST":
            initial = {
                "submission": uuid.uuid4().hex,
                "village": request.session.get(kept.VILLAGE, ""),
            }
            return self._page(self._form(initial=initial), at=self._step(request.GET, "part"))
        if "go" in request.POST:
            return self._page(self._unchecked(), at=self._step(request.POST, "go"))
        form = self._sent()
        if not form.is_valid():
            return self._wrong(form)
        return self._send(form)

    def seal_lost(self) -> HttpResponse:
        """The form again with everything typed, to be sent once more."""
        sent = self.request.POST
        at = self._step(sent, "go" if "go" in sent else "step")
        return self._page(self._unchecked(), at=at, seal_lost=True, status=403)

    def _send(self, form: AnswerForm) -> HttpResponse:
        request, now = self.request, clock.now()
        said = self._said(form)
        if reasons := why_not_send(said, today=self.today, asked=self._asked()):
            add_refusals(form, _on_the_page(reasons))
            return self._wrong(form)
        if wait := ANSWERING.spend(request):
            answer = self._page(
                form, at=self._step(request.POST, "step"), too_many=True, status=429
            )
            answer["Retry-After"] = str(wait)
            return answer
        try:
            sent = send_sheet(said=said, now=now)
        except Refused as refused:
            ANSWERING.give_back(request)
            add_refusals(form, _on_the_page(refused.refusals))
            return self._wrong(form)
        if not sent.new:
            ANSWERING.give_back(request)
        self._remember(sent.sheet, form.where)
        return redirect("resident:ask_receipt")

    def _remember(self, sheet: Sheet, village: Unit | None) -> None:
        own.remember(self.request, sheet)
        self.request.session[own.RECEIPT] = sheet.pk
        if village is not None:
            self.request.session[kept.VILLAGE] = village.code

    def _form(
        self, data: QueryDict | None = None, initial: dict[str, str] | None = None
    ) -> AnswerForm:
        return AnswerForm(
            data,
            initial=initial,
            paragraphs=self.paragraphs,
            questions=self.questions,
            villages=self.villages,
        )

    def _unchecked(self) -> AnswerForm:
        """The form with what was filled in so far, and not a word about it."""
        sent = self.request.POST
        form = self._form()
        form.initial = {name: sent[name] for name in form.fields if name in sent}
        form.initial["submission"] = _sound(sent.get("submission", ""))
        return form

    def _sent(self) -> AnswerForm:
        """The form as it was sent; words to paragraphs that are not here stand in general."""
        data = self.request.POST.copy()
        data["submission"] = _sound(data.get("submission", ""))
        form = self._form(data)
        lost = strays(data, form.fields)
        if lost:
            data["text"] = "\n".join([data.get("text", ""), *lost]).strip()
            form.full_clean()
            form.add_error("text", _paragraph_gone())
        return form

    def _said(self, form: AnswerForm) -> SheetSaid:
        points, choices = form.points, form.choices
        village, helped = form.where, bool(form.cleaned_data["helped"])
        parts = [f"{one.paragraph.pk if one.paragraph else 0}:{one.words}" for one in points]
        parts += [f"{pk}={code}" for pk, code in sorted(choices.items())]
        parts += [village.code if village else "", str(helped)]
        return SheetSaid(
            consultation=self.consultation,
            submission=_sending(form.cleaned_data["submission"], parts),
            points=points,
            choices=choices,
            village=village,
            helped=helped,
            wants_answer=form.cleaned_data["told"] != NO,
            channel=Way.WEB,
        )

    def _asked(self) -> Asked:
        rule = self.consultation.asking.rule if self.consultation.asking else {"ways": ()}
        return Asked(
            paragraphs=frozenset(one.pk for one in self.paragraphs),
            questions=self.questions,
            ways=frozenset(rule["ways"]),
        )

    def _step(self, sent: QueryDict, field: str) -> int:
        """The step that was asked for; the first for anything else."""
        text = sent.get(field, "")
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 1
        return min(max(number, 1), len(self.steps)) - 1

    def _wrong(self, form: AnswerForm) -> HttpResponse:
        return self._page(form, at=at_first_error(form, self.steps))

    def _page(
        self,
        form: AnswerForm,
        *,
        at: int,
        status: int = 200,
        too_many: bool = False,
        seal_lost: bool = False,
    ) -> HttpResponse:
        consultation = self.consultation
        ways = ways_of(consultation)
        reasons = why_not_speak_now(consultation, today=self.today)
        typed = self.request.method == "POST"
        context = {
            "consultation": consultation,
            "form": form,
            "step": step(form, self.steps, at),
            "ways": ways,
            "reasons": reasons,
            # What was typed stays in sight even when the last day is over.
            "shows_form": typed or (not reasons and ways.web),
            "can_send": not reasons and ways.web,
            "over": any(one.code == "consultation_is_over" for one in reasons),
            "said_by_others": consultation.points.filter(state__in=PUBLIC).count(),
            "too_many": too_many,
            "seal_lost": seal_lost,
        }
        return render(self.request, "resident/asking/ask.html", context, status=status)


def _villages(town: Unit) -> list[Unit]:
    """Where one can live in the town; where there is no village, its wards or departments."""
    below = list(Unit.objects.within(town).to_choose().exclude(pk=town.pk).order_by("path"))
    return [one for one in below if one.kind in _RESIDENTIAL] or below


def _sound(submission: str) -> str:
    """The name of this sending; a new one where what came is no good."""
    return submission if _SUBMISSION.fullmatch(submission) else uuid.uuid4().hex


def _sending(submission: str, parts: list[str]) -> str:
    """One name for one sending: a double tap is one sheet, changed words are another."""
    named = "\0".join([submission, *parts]).encode("utf-8", "surrogatepass")
    return hashlib.sha256(named).hexdigest()[:32]


def _on_the_page(reasons: Iterable[Refusal]) -> list[Refusal]:
    """The rules name fields of a sheet; here the box for words in general stands for them."""
    return [
        Refusal(one.code, one.message, one.params, "text" if one.on == "words" else "")
        for one in reasons
    ]


def _paragraph_gone() -> ValidationError:
    gone = Refusal(
        "paragraph_of_another_consultation",
        gettext_noop("This paragraph does not stand in what is asked about here."),
    )
    return ValidationError(say(gone), code=gone.code)
