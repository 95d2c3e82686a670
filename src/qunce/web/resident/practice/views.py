"""One question: is it done?  The answer is kept without a name."""

from __future__ import annotations

import hashlib
import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from qunce.domain.consultations.words import spoken
from qunce.domain.practice import queries
from qunce.domain.practice.actions import hear_view
from qunce.domain.practice.models import Project, Promise
from qunce.domain.practice.rules import Heard, is_submission, why_not_hear, why_not_say_now
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.resident.asking.sealing import comes_back
from qunce.web.resident.practice.forms import ViewForm
from qunce.web.shell.limits import Limit, Window
from qunce.web.shell.words import add_refusals

SAYING = Limit("promise", (Window(120, 3_600),))
"""Views of one network: a whole village behind one address can speak."""


def _about(kind: str, pk: int) -> Project | Promise:
    if kind == "promise":
        return get_object_or_404(queries.promise_to_read(), pk=pk)
    if kind == "project":
        return get_object_or_404(queries.project_to_read(), pk=pk)
    raise Http404


@comes_back(seal_lost=lambda request, kind, pk: _Saying(request, kind, pk).seal_lost())
def say(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The promise or project in its own words, and four answers."""
    return _Saying(request, kind, pk).answer()


def said(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """It was taken; what is shown of it and when."""
    about = _about(kind, pk)
    return render(request, "resident/practice/said.html", {"about": about, "kind": kind})


class _Saying:
    """One visit: the empty form, the wrong one with its words, or the thanks."""

    def __init__(self, request: HttpRequest, kind: str, pk: int) -> None:
        self.request = request
        self.kind = kind
        self.about = _about(kind, pk)
        self.today = clock.day_of(clock.now(), settings.TIME_ZONE)

    def answer(self) -> HttpResponse:
        request = self.request
        if request.method != "POST":
            return self._page(ViewForm(initial={"submission": uuid.uuid4().hex}))
        form = self._sent()
        if not form.is_valid():
            return self._page(form)
        heard = self._heard(form)
        if reasons := why_not_hear(heard, None, self.today):
            add_refusals(form, reasons)
            return self._page(form)
        if wait := SAYING.spend(request):
            answer = self._page(form, too_many=True, status=429)
            answer["Retry-After"] = str(wait)
            return answer
        try:
            _view, new = hear_view(heard=heard, now=clock.now())
        except Refused as refused:
            SAYING.give_back(request)
            add_refusals(form, refused)
            return self._page(form)
        if not new:
            SAYING.give_back(request)
        return redirect("resident:promise_said", self.kind, self.about.pk)

    def seal_lost(self) -> HttpResponse:
        """The form again with everything typed, to be sent once more."""
        return self._page(self._sent(), seal_lost=True, status=403)

    def _sent(self) -> ViewForm:
        data = self.request.POST.copy()
        if not is_submission(data.get("submission", "")):
            data["submission"] = uuid.uuid4().hex
        return ViewForm(data)

    def _heard(self, form: ViewForm) -> Heard:
        data = form.cleaned_data
        return Heard(
            about=self.about,
            says=data["says"],
            words=spoken(data["words"]),
            submission=_sending(data["submission"], self.kind, self.about.pk),
        )

    def _page(
        self,
        form: ViewForm,
        *,
        status: int = 200,
        too_many: bool = False,
        seal_lost: bool = False,
    ) -> HttpResponse:
        context = {
            "form": form,
            "about": self.about,
            "kind": self.kind,
            "reasons": why_not_say_now(self.about),
            "typed": form.is_bound,
            "too_many": too_many,
            "seal_lost": seal_lost,
        }
        return render(self.request, "resident/practice/say.html", context, status=status)


def _sending(submission: str, kind: str, pk: int) -> str:
    """One name for one form of one promise: whatever is changed in it, it counts once."""
    return hashlib.sha256(f"{submission}\0{kind}\0{pk}".encode()).hexdigest()[:32]
