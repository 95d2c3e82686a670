"""Every step of a message as the page offers it: its words, its form, its rule, its action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post
from qunce.domain.voices import actions, rules
from qunce.domain.voices.models import Extension, Voice
from qunce.domain.voices.states import VoiceState
from qunce.kernel.refusals import Refusal, gettext_noop
from qunce.web.office.voices import forms

Why = Callable[[Voice, Post], list[Refusal]]
Do = Callable[[Voice, Any, Post, datetime], object]


@dataclass(frozen=True, slots=True)
class Offer:
    """One step: what the button says, what the form asks, why not, and the one call."""

    code: str
    label: str | Promise
    form: type[forms.StepForm]
    why_not: Why
    do: Do
    hint: str | Promise = ""


def _plain(action: Callable[..., object]) -> Do:
    """The action takes the form's fields by their names."""

    def do(voice: Voice, form: Any, post: Post, now: datetime) -> object:
        return action(voice=voice, actor=post, now=now, **form.cleaned_data)

    return do


def _register(voice: Voice, form: Any, post: Post, now: datetime) -> object:
    return actions.register_voice(voice=voice, actor=post, now=now, **form.cleaned_data)


def _decide_objection(voice: Voice, form: Any, post: Post, now: datetime) -> object:
    said = form.cleaned_data
    return actions.decide_objection(
        voice=voice,
        agreed=said["agreed"] == "yes",
        unit=said["unit"] if said["agreed"] == "yes" else None,
        reason=said["reason"],
        actor=post,
        now=now,
    )


def open_extension(voice: Voice) -> Extension | None:
    """The request for more time that nobody has decided yet."""
    return (
        Extension.objects.filter(clock__voice=voice, decided_at__isnull=True)
        .select_related("asked_by__unit", "clock")
        .first()
    )


def _why_not_decide_extension(voice: Voice, post: Post) -> list[Refusal]:
    extension = open_extension(voice)
    if extension is None:
        return [_NOTHING_ASKED]
    return rules.why_not_decide_extension(extension, post, voice=voice)


_NOTHING_ASKED = Refusal("no_extension_asked", gettext_noop("No more time is asked for."))


def _decide_extension(voice: Voice, form: Any, post: Post, now: datetime) -> object:
    extension = open_extension(voice)
    if extension is None:
        return None
    return actions.decide_extension(
        extension=extension,
        granted=form.cleaned_data["granted"] == "yes",
        words=form.cleaned_data["words"],
        actor=post,
        now=now,
    )


def _split(voice: Voice, form: Any, post: Post, now: datetime) -> object:
    return actions.split(voice=voice, texts=form.texts(), actor=post, now=now)


OFFERS: dict[str, Offer] = {
    offer.code: offer
    for offer in (
        Offer(
            "register",
            _("Sort it"),
            forms.RegisterForm,
            rules.why_not_register_voice,
            _register,
            _("What it is about and which unit is responsible. The speaker is told."),
        ),
        Offer(
            "decide-objection",
            _("Decide who is responsible"),
            forms.DecideObjectionForm,
            rules.why_not_decide_objection,
            _decide_objection,
        ),
        Offer(
            "accept",
            _("Accept it"),
            forms.AcceptForm,
            rules.why_not_accept,
            _plain(actions.accept),
            _("From this day the time for handling runs."),
        ),
        Offer(
            "answer",
            _("Answer"),
            forms.AnswerForm,
            rules.why_not_answer,
            _plain(actions.answer),
            _("What is claimed, the facts, what is done, and the law it rests on (art. 32)."),
        ),
        Offer(
            "review",
            _("Give the opinion on review"),
            forms.PaperForm,
            rules.why_not_give_review,
            _plain(actions.give_review),
        ),
        Offer(
            "decide-extension",
            _("Decide on more time"),
            forms.DecideExtensionForm,
            _why_not_decide_extension,
            _decide_extension,
        ),
        Offer(
            "end",
            _("End it"),
            forms.WordsForm,
            rules.why_not_end_voice,
            _plain(actions.end_voice),
            _("Only after an answer. The speaker can still say that it is not put right."),
        ),
        Offer(
            "object",
            _("It is not ours"),
            forms.ObjectForm,
            rules.why_not_object_to,
            _plain(actions.object_to),
            _("Within five work days (art. 23(3)); the office decides."),
        ),
        Offer(
            "send",
            _("Send it on"),
            forms.SendForm,
            rules.why_not_send_on,
            _plain(actions.send_on),
        ),
        Offer(
            "extend",
            _("Ask for more time"),
            forms.ExtendForm,
            rules.why_not_ask_extension,
            _plain(actions.ask_extension),
            _("Before the last day; the head of the unit decides and the speaker reads why."),
        ),
        Offer(
            "pause",
            _("Let the clock stand"),
            forms.ReasonForm,
            rules.why_not_pause_clock,
            _plain(actions.pause_clock),
        ),
        Offer(
            "resume",
            _("Let the clock run again"),
            forms.NothingForm,
            rules.why_not_resume_clock,
            _plain(actions.resume_clock),
        ),
        Offer(
            "split",
            _("It speaks of several matters"),
            forms.SplitForm,
            rules.why_not_split,
            _split,
            _("Each matter becomes a message of its own; the speaker's code opens all of them."),
        ),
        Offer(
            "merge",
            _("Join it to another message"),
            forms.MergeForm,
            rules.why_not_merge,
            _plain(actions.merge),
            _("The number after the year, without noughts. Every speaker is told."),
        ),
        Offer(
            "reroute",
            _("It accuses a unit"),
            forms.RerouteForm,
            rules.why_not_reroute,
            _plain(actions.reroute),
            _("Passed above the accused unit, so that nothing reaches it (art. 30(3))."),
        ),
        Offer(
            "set-aside",
            _("Set it aside"),
            forms.ReasonForm,
            rules.why_not_set_aside,
            _plain(actions.set_aside),
            _("It is kept and can be taken back; the speaker reads why."),
        ),
        Offer(
            "restore",
            _("Take it back into the queue"),
            forms.ReasonForm,
            rules.why_not_restore,
            _plain(actions.restore),
        ),
        Offer(
            "note",
            _("Note for the staff"),
            forms.WordsForm,
            rules.why_not_note,
            _plain(actions.note),
            _("The speaker does not read this; everybody who handles the message does."),
        ),
    )
}

NEXT: dict[str, tuple[str, ...]] = {
    VoiceState.RECEIVED: ("register",),
    VoiceState.REGISTERED: ("accept", "object"),
    VoiceState.OBJECTED: ("decide-objection",),
    VoiceState.ACCEPTED: ("answer",),
    VoiceState.ANSWERED: ("end",),
    VoiceState.IN_REVIEW: ("review",),
    VoiceState.IN_RE_REVIEW: ("review",),
    VoiceState.ENDED: (),
    VoiceState.MERGED: ("restore",),
    VoiceState.SPLIT: (),
    VoiceState.SET_ASIDE: ("restore",),
}
"""What comes next in each state; everything else stands under “more”."""
