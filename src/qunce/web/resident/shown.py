"""One message as its speaker reads it: where it lies, by when, what happened, what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from qunce.domain.identities.queries import openings_of
from qunce.domain.problems.models import Problem, ProblemStep
from qunce.domain.problems.queries import open_askings, problems_of
from qunce.domain.voices import owed
from qunce.domain.voices.models import Clock, Step, Voice
from qunce.domain.voices.queries import (
    ClockSeen,
    answers_of,
    clocks_of,
    followed,
    identity_of,
    parts_of,
    story,
)
from qunce.domain.voices.rules import why_not_ask_review
from qunce.domain.voices.sentences import filled
from qunce.domain.voices.states import (
    ClockState,
    StepKind,
    VoiceKind,
    VoiceState,
)
from qunce.kernel.refusals import gettext_noop
from qunce.web.shell.words import say_day

_S = VoiceState
SHAPES: Mapping[str, str] = {
    _S.RECEIVED: "todo",
    _S.REGISTERED: "doing",
    _S.OBJECTED: "doing",
    _S.ACCEPTED: "doing",
    _S.IN_REVIEW: "doing",
    _S.IN_RE_REVIEW: "doing",
    _S.ANSWERED: "done",
    _S.ENDED: "done",
    _S.MERGED: "done",
    _S.SPLIT: "done",
    _S.SET_ASIDE: "stuck",
}


@dataclass(frozen=True, slots=True)
class ShownClock:
    """A time limit in words: what is to be done, by whom, by which day, and where that stands."""

    clock: Clock
    label: str
    late: bool
    met: bool
    paused: bool
    duty: bool


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One line of the story."""

    at: datetime
    title: str
    who: str
    sentence: str
    words: str
    number: str
    """Of another message, where the line is told of that one; else empty."""


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem made from the message: where it stands and what was done; no words of others."""

    problem: Problem
    steps: list[ProblemStep]


PLAIN: Mapping[str, str] = {
    "register": gettext_noop("It is registered and given to the unit responsible"),
    "tell": gettext_noop("You are told that it arrived and what happens now"),
    "tell_handed_over": gettext_noop("You are told who has it now and how it goes on"),
    "object": gettext_noop("The unit may say that another one is responsible"),
    "handle": gettext_noop("It is settled, and you have the written answer"),
    "ask_review": gettext_noop("You may ask the unit above for a review"),
    "review": gettext_noop("You have the review opinion in writing"),
    "ask_re_review": gettext_noop("You may ask for a re-review"),
    "re_review": gettext_noop("You have the opinion of the re-review in writing"),
}
"""What a clock means to who spoke; a county's own clock keeps its own sentence."""


def what_is_owed(clock: Clock) -> str:
    """What happens before this clock ends, in the reader's words."""
    rule = owed.rules().get(clock.rule)
    return _(PLAIN.get(clock.rule) or (rule.label if rule is not None else clock.rule))


class ShownVoice:
    """Everything the page of a message needs; its statements do not grow with the story."""

    def __init__(self, voice: Voice, today: date) -> None:
        self.voice = voice
        self.case = followed(voice)
        self.today = today
        self.shape = SHAPES[self.case.state]
        self.parts = parts_of(voice)
        seen = clocks_of(self.case, today)
        self.clocks = [self._clock(one) for one in seen]
        self.steps = [self._step(one) for one in story(voice)]
        self.answers = answers_of(voice)
        self.pictures = list(voice.pictures.all())
        self.problems = _problems(voice)
        self.askings = open_askings(voice)
        identity = identity_of(voice)
        self.identity = identity
        self.openings = openings_of(identity) if identity is not None else []
        self.review_clock = _review_clock(seen)
        self.review_reasons = self._why_not_review()

    # --- where it lies

    @property
    def next_clock(self) -> ShownClock | None:
        """The duty that is due first."""
        running = [one for one in self.clocks if one.duty and not one.met and not one.paused]
        return min(running, key=lambda one: one.clock.due_on, default=None)

    @property
    def lies_with(self) -> str:
        """Who owes the next step, as people name it; empty when nobody does."""
        case = self.case
        if case.state in (_S.RECEIVED, _S.OBJECTED):
            return case.receiver.name
        if case.state in (_S.REGISTERED, _S.ACCEPTED):
            if case.post is not None:
                return str(case.post)
            return case.responsible.name if case.responsible else case.receiver.name
        if case.state in (_S.IN_REVIEW, _S.IN_RE_REVIEW) and case.reviewer is not None:
            return case.reviewer.name
        return ""

    # --- what the speaker can do

    @property
    def may_say(self) -> bool:
        """Whether “fixed, partly, not fixed” is asked for now."""
        if self.voice.state == _S.SPLIT:
            return False
        answered = self.case.state in (_S.ANSWERED, _S.ENDED)
        return bool(self.askings) or (answered and self.case.kind != VoiceKind.THANKS)

    @property
    def may_review(self) -> bool:
        return not self.review_reasons

    @property
    def review_again(self) -> bool:
        """Whether it is the second review, of the review's own opinion (art. 36)."""
        return self.review_clock is not None and self.review_clock.rule == "ask_re_review"

    def _why_not_review(self) -> list[Any]:
        last = self.answers[-1] if self.answers else None
        return why_not_ask_review(self.case, last=last, clock=self.review_clock, today=self.today)

    @property
    def may_erase(self) -> bool:
        return self.identity is not None and self.identity.forgotten_at is None

    # --- words

    def _clock(self, seen: ClockSeen) -> ShownClock:
        clock = seen.clock
        met = clock.state in (ClockState.MET, ClockState.MET_LATE)
        paused = clock.state == ClockState.PAUSED
        running_late = not met and not paused and clock.due_on < self.today
        return ShownClock(
            clock=clock,
            label=what_is_owed(clock),
            late=seen.duty and (running_late or clock.state == ClockState.MET_LATE),
            met=met,
            paused=paused,
            duty=seen.duty,
        )

    def _step(self, step: Step) -> ShownStep:
        sentence = filled(step.sentence, _days_in_words(step.params, self.today))
        # What happens to the problem is said by its sentence; one title for all would repeat.
        told = step.kind == StepKind.PROBLEM and sentence
        return ShownStep(
            at=step.at,
            title="" if told else str(StepKind(step.kind).label),
            who=str(step.post) if step.post is not None else "",
            sentence=sentence,
            words=step.words,
            number=step.voice.number if step.voice_id != self.voice.pk else "",
        )


def _days_in_words(params: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Days stand in the story as 2026-03-17; people read 3月17日 星期二."""
    shown = dict(params)
    for name, value in params.items():
        if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
            try:
                shown[name] = say_day(date.fromisoformat(value), today)
            except ValueError:
                continue
    return shown


def _review_clock(seen: list[ClockSeen]) -> Clock | None:
    """The thirty days in which a review may be asked, while they have not been used."""
    asking = set(owed.met_by("ask"))
    for one in seen:
        if one.clock.rule in asking and one.clock.state in (ClockState.RUNNING, ClockState.PAUSED):
            return one.clock
    return None


def _problems(voice: Voice) -> list[ShownProblem]:
    found = problems_of(voice)
    if not found:
        return []
    steps: dict[int, list[ProblemStep]] = {}
    rows = ProblemStep.objects.filter(problem__in=found).select_related("post__unit")
    for step in rows:
        steps.setdefault(step.problem_id, []).append(step)
    return [ShownProblem(one, steps.get(one.pk, [])) for one in found]
