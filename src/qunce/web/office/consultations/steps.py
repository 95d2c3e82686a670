"""Every step of a consultation as the page offers it: its words, its form, its rule, its action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunce.domain.accounts.models import Post
from qunce.domain.consultations import actions, rules
from qunce.domain.consultations.models import Consultation, Paragraph, Question
from qunce.domain.consultations.rules import Standing
from qunce.domain.consultations.states import ConsultationState
from qunce.domain.gates import rules as gates
from qunce.domain.gates.rules import Evidence
from qunce.kernel.refusals import Refusal
from qunce.web.office.consultations.forms import (
    ExtendForm,
    NothingForm,
    ReasonForm,
    StartForm,
    WaysForm,
)


@dataclass(frozen=True, slots=True)
class Look:
    """What the rules need to know of a consultation, read once."""

    today: date
    standing: Standing
    evidence: Evidence | None = None
    """None while it is a draft."""
    checks: Mapping[str, bool] | None = None
    """Whether each of the four checks that were made holds."""
    running: bool = False
    """Whether another consultation at the gate is a draft or runs."""
    paragraphs: tuple[Paragraph, ...] = ()
    questions: tuple[Question, ...] = ()

    def last_day(self, days: int) -> date:
        """The earliest last day, when people are asked from today on for ``days`` days."""
        return self.today + timedelta(days=days - 1)


Why = Callable[[Consultation, Post, Look], list[Refusal]]
Do = Callable[[Consultation, dict[str, Any], Post, datetime], object]


@dataclass(frozen=True, slots=True)
class Offer:
    """One step: what the button says, what the form asks, why not, and the one call."""

    code: str
    label: str | Promise
    form: type[forms.Form]
    why_not: Why
    do: Do
    hint: str | Promise = ""
    danger: bool = False


def _plain(action: Callable[..., object]) -> Do:
    """The action takes the form's fields by their names."""

    def do(consultation: Consultation, said: dict[str, Any], post: Post, now: datetime) -> object:
        return action(consultation=consultation, actor=post, now=now, **said)

    return do


def _why_not_start(one: Consultation, post: Post, look: Look) -> list[Refusal]:
    return rules.why_not_start(
        one, post, paragraphs=look.paragraphs, questions=look.questions, today=look.today
    )


def _why_not_settle(one: Consultation, post: Post, look: Look) -> list[Refusal]:
    """The consultation's reasons; when there are none, those of the gate."""
    reasons = rules.why_not_settle(one, post)
    if reasons or one.asking is None or look.evidence is None:
        return reasons
    return gates.why_not_settle(
        one.asking, look.evidence, checks=look.checks or {}, today=look.today, post=post
    )


def _why_not_not_passed(one: Consultation, post: Post, look: Look) -> list[Refusal]:
    """As the action refuses; what is missing at the gate is what this step is for."""
    reasons = rules.why_not_look_after(one, post) + rules.why_not_step(one, ConsultationState.ENDED)
    if reasons or one.asking is None or look.evidence is None:
        return reasons
    missing = gates.what_is_missing(one.asking, look.evidence, checks=look.checks or {})
    if look.today <= one.asking.closes_on or not missing:
        return [Refusal("nothing_to_find", "")]
    return []


def _why_not_again(one: Consultation, post: Post, look: Look) -> list[Refusal]:
    return rules.why_not_ask_again(one, one.gate, post, running=look.running)


START, CLOSE, TELL, SETTLE = "start", "close", "tell", "settle"
EXTEND, NOT_PASSED, BREAK_OFF, AGAIN = "extend", "not-passed", "break-off", "again"
WAYS = "ways"

OFFERS: dict[str, Offer] = {
    offer.code: offer
    for offer in (
        Offer(
            START,
            _("Begin asking people"),
            StartForm,
            _why_not_start,
            _plain(actions.start),
            _(
                "Afterwards nothing can be changed: no word of the text, no question, no answer "
                "of a question. Whoever wants another text breaks off and asks everybody anew."
            ),
        ),
        Offer(
            CLOSE,
            pgettext_lazy("an asking", "Close it"),
            NothingForm,
            lambda one, post, look: rules.why_not_close(one, post, today=look.today),
            _plain(actions.close),
            _(
                "After the last day. Sheets that came in time can still be entered, until the "
                "answers are published."
            ),
        ),
        Offer(
            TELL,
            _("Publish the answers"),
            NothingForm,
            lambda one, post, look: rules.why_not_tell(one, post, standing=look.standing),
            _plain(actions.tell),
            _(
                "Everybody reads “you said, we did”, and whoever left a code reads what came of "
                "their words. No answer can be changed after that."
            ),
        ),
        Offer(
            SETTLE,
            _("Pass the gate"),
            NothingForm,
            _why_not_settle,
            _plain(actions.settle),
            _("What the gate guards can be issued or begun after that."),
        ),
        Offer(
            NOT_PASSED,
            _("Say that it did not pass"),
            NothingForm,
            _why_not_not_passed,
            _plain(actions.find_not_passed),
            _("What is missing stands at the gate, open to everybody; people can be asked again."),
            danger=True,
        ),
        Offer(
            AGAIN,
            _("Ask again"),
            NothingForm,
            _why_not_again,
            _plain(actions.ask_again),
            _("A new draft begins with the same text; change it, then begin."),
        ),
        Offer(
            WAYS,
            _("Say how to answer without a phone"),
            WaysForm,
            lambda one, post, look: rules.why_not_tell_ways(one, post),
            _plain(actions.tell_ways),
        ),
        Offer(
            EXTEND,
            _("Give people more days"),
            ExtendForm,
            lambda one, post, look: rules.why_not_extend(one, post),
            _plain(actions.extend),
        ),
        Offer(
            BREAK_OFF,
            _("Break it off"),
            ReasonForm,
            lambda one, post, look: rules.why_not_break_off(one, post),
            _plain(actions.break_off),
            _("What was said stays readable, and everybody is asked anew."),
            danger=True,
        ),
    )
}

NEXT: Mapping[str, tuple[str, ...]] = {
    ConsultationState.DRAFT: (START,),
    ConsultationState.OPEN: (CLOSE,),
    ConsultationState.CLOSED: (TELL,),
    ConsultationState.ANSWERED: (SETTLE,),
    ConsultationState.ENDED: (AGAIN,),
}
"""What comes next in each state: shown with its reasons where it may not be yet."""
