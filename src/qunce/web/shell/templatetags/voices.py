"""Tags for messages: their state, and their clocks with article and calendar date."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.domain.voices import owed
from qunce.domain.voices.deadlines import State
from qunce.domain.voices.models import Clock, Step, Voice
from qunce.domain.voices.queries import ClockSeen
from qunce.domain.voices.states import ClockState, StepKind, VoiceState
from qunce.web.shell.templatetags.shell import day, due, state

register = template.Library()

SHAPES = {
    VoiceState.RECEIVED: "todo",
    VoiceState.REGISTERED: "todo",
    VoiceState.OBJECTED: "stuck",
    VoiceState.ANSWERED: "done",
    VoiceState.ENDED: "done",
    VoiceState.MERGED: "done",
    VoiceState.SPLIT: "done",
    VoiceState.SET_ASIDE: "todo",
}
"""Shapes beside the words; what is not named here is being done."""


@register.simple_tag
def voice_state(voice: Voice) -> str:
    """``{% voice_state voice %}`` → ◐ Accepted."""
    return state(SHAPES.get(VoiceState(voice.state), "doing"), voice.get_state_display())


OF_THE_SPEAKER = {
    StepKind.RECEIVED: gettext_lazy("The message arrived"),
    StepKind.ADDED: gettext_lazy("The speaker added something"),
    StepKind.SAID: gettext_lazy("The speaker said how it is now"),
    StepKind.REVIEW_ASKED: gettext_lazy("The speaker asked for a review"),
    StepKind.RE_REVIEW_ASKED: gettext_lazy("The speaker asked for a re-review"),
    StepKind.IDENTITY_OPENED: gettext_lazy("The contact was opened"),
    StepKind.IDENTITY_ERASED: gettext_lazy("The contact was erased"),
}
"""Steps whose label says “you” to the speaker, as the staff reads them."""


@register.simple_tag
def step_label(step: Step) -> str:
    """What happened, as the office says it."""
    return str(OF_THE_SPEAKER.get(StepKind(step.kind)) or StepKind(step.kind).label)


@register.simple_tag
def clock_label(clock: Clock) -> str:
    """What has to be done by then, in the reader's language."""
    rule = owed.rules().get(clock.rule)
    return _(rule.label) if rule is not None else clock.rule


@register.simple_tag
def clock_article(clock: Clock) -> str:
    """The law and its article, or whose rule it is."""
    if not clock.article:
        return clock.law
    return _("%(law)s, art. %(article)s") % {"law": clock.law, "article": clock.article}


@register.simple_tag(takes_context=True)
def clock_state(context: template.Context, seen: ClockSeen) -> SafeString:
    """Done, or by which calendar date; late only where somebody owes it."""
    clock = seen.clock
    if clock.state == ClockState.MET:
        return format_html("{} {}", state("done", _("Done in time")), day(context, clock.met_on))
    if clock.state == ClockState.MET_LATE:
        return format_html("{} {}", state("late", _("Done late")), day(context, clock.met_on))
    if seen.standing.state == State.STANDING:
        return format_html("{}", state("doing", _("Stands still")))
    if seen.standing.state == State.LATE and not seen.duty:
        return format_html("{} {}", _("was possible until"), day(context, clock.due_on))
    if seen.standing.state == State.LATE:
        return format_html("{} {}", state("late", _("Late")), due(context, clock.due_on))
    tail: Any = "" if clock.settled else _("(the work days of that year are not announced yet)")
    return format_html("{} {}", due(context, clock.due_on), tail)
