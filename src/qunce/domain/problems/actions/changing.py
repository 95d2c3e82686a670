"""What every change of a problem does: look again, guard, one line of the story, tell, record.

One transaction each.  The row is locked where the engine can (PostgreSQL) and changed by an
update that names the state and the version it was read with, so that of two who press at once
exactly one is served, whatever the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F

from qunce.domain.accounts.models import Post, User
from qunce.domain.notices.actions import tell_posts
from qunce.domain.problems.models import Problem, ProblemStep
from qunce.domain.problems.queries import followed_id, holder_of, speakers_of, today_of
from qunce.domain.problems.states import ProblemStepKind
from qunce.domain.record import Ref
from qunce.domain.record.actions import append
from qunce.domain.searching.actions import index_text
from qunce.domain.voices.actions import tell_speaker
from qunce.domain.voices.models import Voice
from qunce.domain.voices.querysets import codes_around
from qunce.domain.voices.said import HANDLER
from qunce.domain.voices.states import StepKind
from qunce.domain.voices.words import cleaned
from qunce.kernel.canonical import JSON
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

PROGRAM = Ref("program", "", "Qunce")
"""Who acts when a day has come."""
TELLING = ("unit", "post", "message")
"""Facts that would say, of a problem behind which an accusation stands, whom it accuses."""


@dataclass
class Acting:
    """A problem as it is now, and who wants to change it."""

    problem: Problem
    now: datetime
    post: Post | None = None
    holder: User | None = None
    by: Ref = PROGRAM
    """Who acts where no post does: the program, or whoever spoke."""
    today: date = field(init=False)
    entries: list[tuple[str, Ref, Mapping[str, JSON]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.today = today_of(self.now)

    @property
    def actor(self) -> Ref:
        return self.by if self.post is None else self.post.ref

    def refuse(self, *reasons: Sequence[Refusal]) -> None:
        """Raise with all the reasons, each said once."""
        found = {reason.code + reason.on: reason for some in reasons for reason in some}
        if found:
            raise Refused(found.values())

    def move(
        self,
        kind: ProblemStepKind,
        *,
        to: str = "",
        words: str = "",
        params: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> None:
        """The problem is in state ``to`` with these fields, and its story says so.

        Refuses when it changed since it was read.
        """
        problem, state = self.problem, self.problem.state
        fields = {
            name: cleaned(value) if isinstance(value, str) else value
            for name, value in fields.items()
        }
        changed = Problem.objects.filter(
            pk=problem.pk, state=state, version=problem.version
        ).update(state=to or state, touched_at=self.now, version=F("version") + 1, **fields)
        if changed != 1:
            raise Refused(changed_meanwhile())
        problem.state = to or state
        problem.version += 1
        for name, value in fields.items():
            setattr(problem, name, value)
        self.note(
            kind,
            words=words,
            params=params,
            from_state=state if to else "",
            to_state=to,
        )

    def mark(self, field: str) -> bool:
        """The instant in ``field`` is now, where it was empty; False: another was faster."""
        empty = {f"{field}__isnull": True}
        marked = Problem.objects.filter(
            pk=self.problem.pk, state=self.problem.state, **empty
        ).update(**{field: self.now})
        return marked == 1

    def note(
        self,
        kind: ProblemStepKind,
        *,
        words: str = "",
        params: Mapping[str, Any] | None = None,
        from_state: str = "",
        to_state: str = "",
    ) -> None:
        """One line of the story."""
        ProblemStep.objects.create(
            problem=self.problem,
            kind=kind,
            at=self.now,
            post=self.post,
            words=cleaned(words),
            params=dict(params or {}),
            from_state=from_state,
            to_state=to_state,
        )

    def tell_speakers(self, sentence: str, *, words: str = "", **params: str | int) -> None:
        """Each who spoke reads ``sentence`` in their story.

        Of messages that were joined, on the one that is followed: the others read it there.
        """
        cases = {followed_id(voice): voice for voice in speakers_of(self.problem)}
        for voice in cases.values():
            self.tell_speaker(voice, sentence, words=words, **params)

    def tell_speaker(
        self, voice: Voice, sentence: str, *, words: str = "", **params: str | int
    ) -> None:
        tell_speaker(
            voice=voice,
            kind=StepKind.PROBLEM,
            sentence=sentence,
            params=params,
            now=self.now,
            post=self.post,
            words=words,
        )

    def tell(
        self,
        posts: Iterable[Post | None],
        kind: str,
        *,
        due_on: date | None = None,
        each: str = "",
        **params: str | int,
    ) -> None:
        """Each of ``posts`` that may know of the problem has a notice, once in this state.

        ``each`` tells apart what may happen more than once in one version of the problem.
        """
        problem = self.problem
        told = {post.pk: post for post in posts if post is not None and post != self.post}
        if problem.hidden_from is not None:
            code = problem.hidden_from.code
            told = {
                pk: post for pk, post in told.items() if code not in codes_around(post, self.today)
            }
        tell_posts(
            posts=list(told),
            kind=kind,
            key=f"{kind}:{problem.pk}:{problem.reopened_times}:{problem.version}:{each}",
            about=problem.ref,
            params={"number": problem.number, **params},
            path=f"/office/problems/{problem.pk}/",
            now=self.now,
            due_on=due_on,
        )

    def enter(self, kind: str, **facts: JSON) -> None:
        """An entry that ``finish`` writes.

        Of a problem that is hidden from an accused unit it says neither who works on it nor where.
        """
        actor = self.actor
        if self.problem.hidden_from_id is not None:
            actor = HANDLER if actor.kind == "post" else actor
            facts = {name: fact for name, fact in facts.items() if name not in TELLING}
        self.entries.append((kind, actor, facts))

    def finish(self) -> None:
        """Last of all, when no other row is waited for any more: the entries in the record."""
        for kind, actor, facts in self.entries:
            append(kind=kind, actor=actor, subject=self.problem.ref, facts=facts, now=self.now)
        self.entries.clear()

    def record(self, kind: str, **facts: JSON) -> None:
        """One entry, and that is all."""
        self.enter(kind, **facts)
        self.finish()


def begin(*, problem: Problem, actor: Post | None, now: datetime) -> Acting:
    """The problem as it is now, for a post that may see it.

    Refuses ``problem_not_there`` alike when it is hidden and when it does not exist.
    """
    acting = Acting(read_again(pk=problem.pk), now, actor)
    if actor is not None:
        acting.holder = holder_of(actor, acting.today)
        if not Problem.objects.visible_to(actor, on=acting.today).filter(pk=problem.pk).exists():
            raise Refused(not_there())
    return acting


def read_again(*, pk: int) -> Problem:
    """The row as it is now, locked until the transaction ends where the engine locks rows."""
    return (
        Problem.objects.select_for_update(of=("self",))
        .select_related(
            "town",
            "unit",
            "lead_unit",
            "hidden_from",
            "responsible__unit",
            "leader__unit",
            "claimed_by__unit",
            "checked_by__unit",
            "closed_by__unit",
        )
        .get(pk=pk)
    )


def index(*, problem: Problem) -> None:
    """The problem is found by its number, title, statement and spot."""
    index_text(
        kind="problem",
        subject_id=problem.pk,
        text="\n".join((problem.number, problem.title, problem.statement, problem.spot)),
    )


def not_there() -> Refusal:
    return Refusal("problem_not_there", gettext_noop("There is no such problem for your post."))


def changed_meanwhile() -> Refusal:
    return Refusal(
        "problem_changed_meanwhile",
        gettext_noop("Somebody changed this problem in the meantime. Look at it again."),
    )
