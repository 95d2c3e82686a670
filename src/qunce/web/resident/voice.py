"""One's own message: its story, and what one can add, say or ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qunce.domain.problems.actions import hear_speaker
from qunce.domain.voices.actions import add_words, ask_review, forget_identity
from qunce.domain.voices.models import Voice, VoicePicture
from qunce.domain.voices.states import Says
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.resident import kept
from qunce.web.resident.forms import AddForm, ResultForm, ReviewForm
from qunce.web.resident.say import SAYING
from qunce.web.resident.shown import ShownVoice
from qunce.web.resident.uploads import takes_pictures
from qunce.web.shell.pictures import send_picture
from qunce.web.shell.words import say


@never_cache
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The words, the story, whom it lies with, and what can be done."""
    return _page(request, kept.own_voice(request, pk))


def _seal_lost(request: HttpRequest, pk: int) -> HttpResponse:
    """The page again with what was typed, to be sent once more."""
    form = AddForm(request.POST, request.FILES)
    return _page(request, kept.own_voice(request, pk), add_form=form, seal_lost=True, status=403)


@never_cache
@takes_pictures(seal_lost=_seal_lost)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """More words, more photos."""
    voice = kept.own_voice(request, pk)
    if request.method != "POST":
        return redirect("resident:voice", pk=pk)
    form = AddForm(request.POST, request.FILES)
    if SAYING.wait(request):
        return _page(request, voice, add_form=form, too_many=True, status=429)
    if form.is_valid():
        try:
            add_words(
                voice=voice,
                words=form.cleaned_data["words"],
                pictures=form.cleaned_data["pictures"],
                now=clock.now(),
            )
        except Refused as refused:
            _add_refusals(form, refused, words="words")
        else:
            SAYING.spend(request)
            return _done(request, pk, _("Added. Whoever handles it has been told."), "add")
    return _page(request, voice, add_form=form, photos_again="pictures" in request.FILES)


@never_cache
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Fixed, partly, not fixed: as whoever spoke sees it."""
    voice = kept.own_voice(request, pk)
    if request.method != "POST":
        return redirect("resident:voice", pk=pk)
    form = ResultForm(request.POST)
    if form.is_valid():
        says = form.cleaned_data["says"]
        try:
            hear_speaker(
                voice=voice, says=says, words=form.cleaned_data["result_words"], now=clock.now()
            )
        except Refused as refused:
            _add_refusals(form, refused, words="result_words")
        else:
            said = (
                _("Thank you for telling us. It is taken up again.")
                if says == Says.NOT_FIXED
                else _("Thank you for telling us. It stands in the story below.")
            )
            return _done(request, pk, said, "result")
    return _page(request, voice, result_form=form)


@never_cache
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the next higher unit to look again (art. 35, 36)."""
    voice = kept.own_voice(request, pk)
    if request.method != "POST":
        return redirect("resident:voice", pk=pk)
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            ask_review(voice=voice, words=form.cleaned_data["review_words"], now=clock.now())
        except Refused as refused:
            _add_refusals(form, refused, words="review_words")
        else:
            return _done(request, pk, _("Asked. The unit above has been told."), "review")
    return _page(request, voice, review_form=form)


@never_cache
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """The contact is erased; the message stays."""
    voice = kept.own_voice(request, pk)
    if request.method == "POST":
        try:
            forget_identity(voice=voice, now=clock.now())
        except Refused as refused:
            for refusal in refused.refusals:
                messages.error(request, say(refusal))
        else:
            messages.success(request, _("Your contact is erased. Nobody can open it any more."))
    return redirect("resident:voice", pk=pk)


def picture(request: HttpRequest, pk: int, picture_pk: int, size: str) -> HttpResponseBase:
    """A photo of one's own message; to everybody else there is none."""
    voice = kept.own_voice(request, pk)
    found = get_object_or_404(VoicePicture, pk=picture_pk, voice=voice)
    name = f"{voice.number}-{found.pk}.jpg"
    wanted = size if size == "small" else "large"
    return send_picture(large=found.picture, small=found.small, size=wanted, name=name)


def _page(
    request: HttpRequest,
    voice: Voice,
    *,
    add_form: AddForm | None = None,
    result_form: ResultForm | None = None,
    review_form: ReviewForm | None = None,
    too_many: bool = False,
    photos_again: bool = False,
    seal_lost: bool = False,
    status: int = 200,
) -> HttpResponse:
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    wrong = add_form or result_form or review_form
    context: dict[str, Any] = {
        "shown": ShownVoice(voice, today),
        "voice": voice,
        "add_form": add_form or AddForm(),
        "result_form": result_form or ResultForm(),
        "review_form": review_form or ReviewForm(),
        "wrong": wrong,
        "too_many": too_many,
        "photos_again": photos_again,
        "seal_lost": seal_lost,
        "done": request.session.pop("resident_done", ""),
    }
    return render(request, "resident/voice.html", context, status=status)


def _done(request: HttpRequest, pk: int, sentence: str, form: str) -> HttpResponse:
    messages.success(request, sentence)
    # The page after it tells the browser to forget what was kept of this form.
    request.session["resident_done"] = form
    return redirect("resident:voice", pk=pk)


def _add_refusals(form: forms.Form, refused: Refused, *, words: str) -> None:
    """The rules name the field ``words``; on this page every form has its own."""
    for refusal in refused.refusals:
        on = words if refusal.on == "words" else refusal.on
        error = forms.ValidationError(say(refusal), code=refusal.code)
        form.add_error(on if on in form.fields else None, error)
