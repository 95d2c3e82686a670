"""Every step of a message as the page offers it: its words, its form, its rule, its action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Post
from qunce.domain.voices import actions, owed, queries, rules
from qunce.domain.voices.deadlines import ClockRule
from qunce.domain.voices.models import Clock, Extension, Voice
from qunce.domain.voices.queries import ClockSeen
from qunce.domain.voices.states import ClockState, VoiceState
from qunce.kernel.refusals import Refusal, Refused, gettext_noop
from qunce.web.office.voices import forms


@dataclass(frozen=True, slots=True)
class Look:
    """What the page has read of a message's clocks, so that no rule asks for it again."""

    today: date
    clocks: list[ClockSeen]
    extension: Extension | None
    """The request for more time that nobody has decided yet."""

    def clock(
        self, states: tuple[ClockState, ...], fits: Callable[[ClockRule], bool]
    ) -> Clock | None:
        """The first clock in one of ``states`` whose rule ``fits``."""
        for one in self.clocks:
            rule = owed.rules().get(one.clock.rule)
            if one.clock.state in states and rule is not None and fits(rule):
                return one.clock
        return None


def look_at(voice: Voice, today: date) -> Look:
    """Two statements, three while more time is asked for."""
    clocks = queries.clocks_of(voice, today)
    asked = [
        extension.pk
        for one in clocks
        for extension in one.clock.extensions.all()
        if extension.decided_at is None
    ]
    return Look(today, clocks, open_extension(voice) if asked else None)


Why = Callable[[Voice, Post, Look], list[Refusal]]
Do = Callable[[Voice, Any, Post, datetime], object]
RUNS = (ClockState.RUNNING, ClockState.PAUSED)


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


def _plainly(why_not: Callable[[Voice, Post], list[Refusal]]) -> Why:
    """A rule that asks nothing about clocks."""

    def asked(voice: Voice, post: Post, look: Look) -> list[Refusal]:
        return why_not(voice, post)

    return asked


def _why_not_object(voice: Voice, post: Post, look: Look) -> list[Refusal]:
    clock = look.clock(RUNS, lambda rule: rule.code in owed.met_by("object"))
    return rules.why_not_object_to(voice, post, clock=clock, on=look.today)


def _why_not_extend(voice: Voice, post: Post, look: Look) -> list[Refusal]:
    clock = look.clock((ClockState.RUNNING,), lambda rule: rule.extension is not None)
    return rules.why_not_ask_extension(voice, post, clock=clock, on=look.today)


def _why_not_pause(voice: Voice, post: Post, look: Look) -> list[Refusal]:
    clock = look.clock((ClockState.RUNNING,), lambda rule: bool(rule.stands_for))
    return rules.why_not_pause_clock(voice, post, clock=clock, on=look.today)


def _why_not_resume(voice: Voice, post: Post, look: Look) -> list[Refusal]:
    clock = look.clock((ClockState.PAUSED,), lambda rule: bool(rule.stands_for))
    return rules.why_not_resume_clock(voice, post, clock=clock, on=look.today)


def _why_not_decide_extension(voice: Voice, post: Post, look: Look) -> list[Refusal]:
    if look.extension is None:
        return [_NOTHING_ASKED]
    return rules.why_not_decide_extension(look.extension, post, voice=voice)


_NOTHING_ASKED = Refusal("no_extension_asked", gettext_noop("No more time is asked for."))


def _decide_extension(voice: Voice, form: Any, post: Post, now: datetime) -> object:
    extension = open_extension(voice)
    if extension is None:
        raise Refused(_NOTHING_ASKED)
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
            _plainly(rules.why_not_register_voice),
            _plain(actions.register_voice),
            _("What it is about and which unit is responsible. The speaker is told."),
        ),
        Offer(
            "decide-objection",
            _("Decide who is responsible"),
            forms.DecideObjectionForm,
            _plainly(rules.why_not_decide_objection),
            _decide_objection,
        ),
        Offer(
            "accept",
            _("Accept it"),
            forms.AcceptForm,
            _plainly(rules.why_not_accept),
            _plain(actions.accept),
            _("From this day the time for handling runs."),
        ),
        Offer(
            "answer",
            _("Answer"),
            forms.AnswerForm,
            _plainly(rules.why_not_answer),
            _plain(actions.answer),
            _("What is claimed, the facts, what is done, and the law it rests on (art. 32)."),
        ),
        Offer(
            "review",
            _("Give the opinion on review"),
            forms.PaperForm,
            _plainly(rules.why_not_give_review),
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
            _plainly(rules.why_not_end_voice),
            _plain(actions.end_voice),
            _("Only after an answer. The speaker can still say that it is not put right."),
        ),
        Offer(
            "object",
            _("It is not ours"),
            forms.ObjectForm,
            _why_not_object,
            _plain(actions.object_to),
            _("Within five work days (art. 23(3)); the office decides."),
        ),
        Offer(
            "send",
            _("Send it on"),
            forms.SendForm,
            _plainly(rules.why_not_send_on),
            _plain(actions.send_on),
        ),
        Offer(
            "extend",
            _("Ask for more time"),
            forms.ExtendForm,
            _why_not_extend,
            _plain(actions.ask_extension),
            _("Before the last day; the head of the unit decides and the speaker reads why."),
        ),
        Offer(
            "pause",
            _("Let the clock stand"),
            forms.ReasonForm,
            _why_not_pause,
            _plain(actions.pause_clock),
        ),
        Offer(
            "resume",
            _("Let the clock run again"),
            forms.NothingForm,
            _why_not_resume,
            _plain(actions.resume_clock),
        ),
        Offer(
            "split",
            _("It speaks of several matters"),
            forms.SplitForm,
            _plainly(rules.why_not_split),
            _split,
            _("Each matter becomes a message of its own; the speaker's code opens all of them."),
        ),
        Offer(
            "merge",
            _("Join it to another message"),
            forms.MergeForm,
            _plainly(rules.why_not_merge),
            _plain(actions.merge),
            _("Every speaker is told, and later words go there. It can be undone."),
        ),
        Offer(
            "reroute",
            _("It accuses a unit"),
            forms.RerouteForm,
            _plainly(rules.why_not_reroute),
            _plain(actions.reroute),
            _("Passed above the accused unit, so that nothing reaches it (art. 30(3))."),
        ),
        Offer(
            "set-aside",
            _("Set it aside"),
            forms.ReasonForm,
            _plainly(rules.why_not_set_aside),
            _plain(actions.set_aside),
            _("It is kept and can be taken back; the speaker reads why."),
        ),
        Offer(
            "restore",
            _("Take it back into the queue"),
            forms.ReasonForm,
            _plainly(rules.why_not_restore),
            _plain(actions.restore),
        ),
        Offer(
            "note",
            _("Note for the staff"),
            forms.WordsForm,
            _plainly(rules.why_not_note),
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
