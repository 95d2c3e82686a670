"""One message with its story, its clocks, what may be the same matter, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunce.domain.accounts.models import Post
from qunce.domain.matters.models import Category
from qunce.domain.matters.queries import unit_for
from qunce.domain.problems.models import Problem
from qunce.domain.problems.queries import problems_of
from qunce.domain.problems.rules import why_not_find
from qunce.domain.voices import queries
from qunce.domain.voices.models import Step, Voice
from qunce.domain.voices.rules import why_not_open_identity
from qunce.domain.voices.sentences import shown
from qunce.domain.voices.states import VoiceState
from qunce.kernel.refusals import Refusal
from qunce.web.office.voices.forms import RegisterForm, StepForm, today
from qunce.web.office.voices.steps import NEXT, OFFERS, Offer, look_at
from qunce.web.shell.acting import acting_post

WITH = (
    "town",
    "village",
    "place",
    "category",
    "receiver",
    "responsible",
    "reviewer",
    "accused",
    "post__unit",
    "keyed_by__unit",
    "merged_into",
    "split_from",
    "identity",
)
"""What the page shows of a message, read in one statement."""


@dataclass
class Shown:
    """A step on the page: open with its form, or grey with the reasons."""

    offer: Offer
    form: StepForm | None
    reasons: list[Refusal]


@dataclass
class Told:
    """A line of the story with its sentence in the reader's language."""

    step: Step
    sentence: str


def own_voice(request: HttpRequest, pk: int) -> tuple[Voice, Post]:
    """The message and the post acted for; not yours and not there look alike."""
    post = acting_post(request)
    if post is None:
        raise Http404
    voices = Voice.objects.visible_to(post, on=today()).select_related(*WITH)
    return get_object_or_404(voices, pk=pk), post


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The message with the step that is next, or with the one that ``?step=`` names."""
    voice, post = own_voice(request, pk)
    return page(request, voice, post, wanted=request.GET.get("step", ""))


@login_required
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of units anew, beginning with whom the dispatch list names for the category."""
    voice, post = own_voice(request, pk)
    if OFFERS["register"].why_not(voice, post, look_at(voice, today())):
        raise Http404
    number = request.GET.get("category", "")
    chosen = int(number) if number.isdecimal() and len(number) < 18 else 0
    found = Category.objects.open().filter(pk=chosen).first()
    form = RegisterForm(voice, post)
    named = unit_for(found, voice.town)
    form.initial["unit"] = named.pk if named else voice.responsible_id
    return HttpResponse(str(form["unit"]))


def page(
    request: HttpRequest,
    voice: Voice,
    post: Post,
    *,
    wanted: str = "",
    bound: StepForm | None = None,
    changed: bool = False,
) -> HttpResponse:
    """The page of ``voice``; ``bound`` is the form of the step ``wanted``, sent and refused.

    ``changed``: somebody else was faster; what they did is shown beside what was typed.
    """
    look = look_at(voice, today())
    following = NEXT[VoiceState(voice.state)]
    if look.extension is not None:
        following = ("decide-extension", *following)
    steps = {
        code: Shown(offer, None, offer.why_not(voice, post, look)) for code, offer in OFFERS.items()
    }
    may = [code for code in (*following, *OFFERS) if not steps[code].reasons]
    if bound is None and wanted not in may:
        wanted = next((code for code in following if code in may), "")
    main = steps.get(wanted)
    if main is not None:
        main.form = bound or main.offer.form(voice, post)
    told = _story(voice)
    identity = queries.identity_of(voice)
    context: dict[str, Any] = {
        "voice": voice,
        "main": main,
        "grey": [steps[code] for code in following if steps[code].reasons and code != wanted],
        "more": [steps[code] for code in dict.fromkeys(may) if code != wanted],
        "extension": look.extension,
        "since_then": told[-1] if changed and told else None,
        "story": told,
        "running": [one for one in look.clocks if one.clock.met_on is None],
        "done": [one for one in look.clocks if one.clock.met_on is not None],
        "answers": queries.answers_of(voice),
        "pictures": voice.pictures.all(),
        "candidates": queries.candidates(voice, post, look.today)
        if wanted in ("register", "merge")
        else [],
        "parts": queries.parts_of(voice),
        "problems": _problems(voice, post, look.today),
        "may_list": not why_not_find(post=post, town=voice.town, unit=voice.town),
        "has_contact": identity is not None and identity.forgotten_at is None,
        "openings": queries.openings_of(voice),
        "contact_reasons": why_not_open_identity(
            queries.followed(voice), post, known=identity is not None
        ),
    }
    return render(request, "office/voices/voice.html", context)


def _problems(voice: Voice, post: Post, on: date) -> list[Problem]:
    """Those that this post may open; of the others not even the title is shown."""
    behind = [problem.pk for problem in problems_of(voice)]
    return list(Problem.objects.visible_to(post, on=on).filter(pk__in=behind)) if behind else []


def _story(voice: Voice) -> list[Told]:
    """Everything that happened here, with the notes of the staff."""
    steps = voice.steps.select_related("post__unit").order_by("at", "id")
    return [Told(step, shown(step)) for step in steps]
