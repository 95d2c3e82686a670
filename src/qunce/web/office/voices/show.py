"""One message with its story, its clocks, what may be the same matter, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunce.domain.accounts.models import Post
from qunce.domain.matters.queries import unit_for
from qunce.domain.problems.queries import problems_of
from qunce.domain.problems.rules import why_not_find
from qunce.domain.voices import queries
from qunce.domain.voices.models import Step, Voice
from qunce.domain.voices.rules import why_not_open_identity, why_not_register_voice
from qunce.domain.voices.sentences import shown
from qunce.domain.voices.states import VoiceState
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal
from qunce.web.office.voices.forms import OpenForm, RegisterForm, StepForm
from qunce.web.office.voices.steps import NEXT, OFFERS, Offer, open_extension
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
    "partner",
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
    if post is None or pk > 2**62:
        raise Http404
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    voices = Voice.objects.visible_to(post, on=today).select_related(*WITH)
    return get_object_or_404(voices, pk=pk), post


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    voice, post = own_voice(request, pk)
    return page(request, voice, post)


def page(
    request: HttpRequest, voice: Voice, post: Post, bound: dict[str, StepForm] | None = None
) -> HttpResponse:
    """The page of ``voice``; ``bound`` holds a form that was sent and refused."""
    bound = bound or {}
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    following = NEXT[VoiceState(voice.state)]
    extension = open_extension(voice)
    if extension is not None:
        following = ("decide-extension", *following)
    first: list[Shown] = []
    more: list[Shown] = []
    for code, offer in OFFERS.items():
        reasons = offer.why_not(voice, post)
        if code in bound:
            first.append(Shown(offer, bound[code], reasons))
        elif code in following:
            first.append(Shown(offer, None if reasons else _fresh(offer, voice, post), reasons))
        elif not reasons:
            more.append(Shown(offer, offer.form(voice, post), []))
    order = {code: place for place, code in enumerate((*bound, *following))}
    first.sort(key=lambda one: order[one.offer.code])
    identity = queries.identity_of(voice)
    context: dict[str, Any] = {
        "voice": voice,
        "first": first,
        "more": more,
        "extension": extension,
        "story": _story(voice),
        "clocks": queries.clocks_of(voice, today),
        "answers": queries.answers_of(voice),
        "pictures": voice.pictures.all(),
        "verdicts": voice.verdicts.all(),
        "candidates": queries.candidates(voice, post, today) if _joinable(voice, post) else [],
        "parts": queries.parts_of(voice),
        "problems": problems_of(voice),
        "may_list": not why_not_find(post=post, town=voice.town, unit=voice.town),
        "has_contact": identity is not None and identity.forgotten_at is None,
        "openings": queries.openings_of(voice),
        "contact_reasons": why_not_open_identity(voice, post, known=identity is not None),
        "contact_form": OpenForm(),
    }
    return render(request, "office/voices/voice.html", context)


def _fresh(offer: Offer, voice: Voice, post: Post) -> StepForm:
    """The form of the next step; sorting begins with the unit the dispatch list names."""
    form = offer.form(voice, post)
    if isinstance(form, RegisterForm) and voice.responsible_id is None:
        unit = unit_for(voice.category, voice.town)
        if unit is not None:
            form.initial["unit"] = unit.pk
    return form


def _joinable(voice: Voice, post: Post) -> bool:
    return not OFFERS["merge"].why_not(voice, post) or not why_not_register_voice(voice, post)


def _story(voice: Voice) -> list[Told]:
    """Everything that happened, with the notes of the staff; of a joined one, the other's too."""
    steps = voice.steps.select_related("post__unit").order_by("at", "id")
    return [Told(step, shown(step)) for step in steps]
