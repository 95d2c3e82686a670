"""Who stands how to a problem, and which step its state allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from unicodedata import category

from django.db.models import Q

from qunce.domain.accounts.models import Holding, Post, User
from qunce.domain.accounts.states import PostRole
from qunce.domain.problems.models import Problem
from qunce.domain.problems.querysets import TOWN_WIDE
from qunce.domain.problems.states import STEPS, ProblemState
from qunce.domain.voices.models import Interest
from qunce.domain.voices.words import says_something
from qunce.kernel.refusals import Refusal, gettext_noop

Known = TypeVar("Known")

LOOKING_ON = (PostRole.VIEWER,)
"""Roles that look and do not touch."""

LONGEST_WORDS = 4_000


def looked_up(problem: Problem, what: str, look: Callable[[], Known]) -> Known:
    """What ``look`` finds, asked once of this instance: a page asks twenty rules about it.

    An action reads its own instance, so nothing that is decided rests on what is remembered.
    """
    known: dict[str, Any] = problem.__dict__.setdefault("_looked_up", {})
    if what not in known:
        known[what] = look()
    found: Known = known[what]
    return found


def why_not_step(problem: Problem, to: str) -> list[Refusal]:
    """Why the table of states does not lead from where the problem is to ``to``."""
    if to in STEPS[problem.state]:
        return []
    return [not_in_this_state(problem)]


def why_not_in(problem: Problem, states: Iterable[str]) -> list[Refusal]:
    """Why something that leaves the state as it is cannot be done in this state."""
    return [] if problem.state in states else [not_in_this_state(problem)]


def not_in_this_state(problem: Problem) -> Refusal:
    return Refusal(
        "problem_step_not_allowed",
        gettext_noop("The problem is “%(state)s”; this cannot be done with it now."),
        {"state": ProblemState(problem.state).label},
    )


def keeps_list(problem: Problem, post: Post) -> bool:
    """Whether ``post`` is of the office or leading officials of the town, or of a unit above."""
    return post.role in TOWN_WIDE and problem.town.path.startswith(post.unit.path)


def works_on(problem: Problem, post: Post) -> bool:
    """Whether the work is the post's: it is responsible, or of the leading or an assisting unit."""
    if post.role in LOOKING_ON or post.role == PostRole.GUIDANCE:
        return False
    if post.pk == problem.responsible_id or post.unit_id == problem.lead_unit_id:
        return True
    return post.unit_id in looked_up(
        problem, "assisting", lambda: {unit.pk for unit in problem.assisting.all()}
    )


def may_read_words(problem: Problem, post: Post) -> bool:
    """Whether ``post`` reads what those concerned said in their own words.

    Who puts it right and who keeps the list need them; whoever only looks on reads the answers.
    """
    return post.role not in LOOKING_ON and (keeps_list(problem, post) or works_on(problem, post))


def is_doer(problem: Problem, post: Post, holder: User | None) -> bool:
    """Whether ``post`` or the person who holds it did the work, or answers for it.

    The person counts as well as the post: one person may hold two posts and is still one person.
    """
    if post.pk in (problem.claimed_by_id, problem.responsible_id):
        return True
    if holder is None:
        return False
    if holder.pk == problem.doer_id:
        return True
    theirs = [pk for pk in (problem.claimed_by_id, problem.responsible_id) if pk is not None]
    held = Holding.objects.filter(user=holder, until__isnull=True, post_id__in=theirs)
    return looked_up(problem, f"doer {holder.pk}", held.exists)


def why_not_be_the_doer(problem: Problem, post: Post | None, holder: User | None) -> list[Refusal]:
    """The doer neither checks, asks, nor closes."""
    if post is None:
        return [no_post()]
    if holder is None:
        return [no_holder()]
    if is_doer(problem, post, holder):
        return [
            Refusal(
                "problem_own_work",
                gettext_noop(
                    "You did this work or answer for it. Somebody else has to check, ask and close."
                ),
            )
        ]
    return []


def why_not_decide(post: Post | None) -> list[Refusal]:
    """A post that looks on decides nothing."""
    if post is None or post.role not in LOOKING_ON:
        return []
    return [
        Refusal(
            "problem_post_looks_on",
            gettext_noop("A viewer's post looks on and decides nothing."),
        )
    ]


def why_not_keep_list(problem: Problem, post: Post | None) -> list[Refusal]:
    """Listing, giving, deciding and closing belong to the town's office and leading officials."""
    if post is None:
        return [no_post()]
    if keeps_list(problem, post):
        return why_not_interested(problem, post)
    return [
        Refusal(
            "problem_list_of_the_office",
            gettext_noop(
                "Only the campaign office that keeps the list and its leading officials "
                "can do this."
            ),
        )
    ]


def why_not_work(problem: Problem, post: Post | None) -> list[Refusal]:
    """The work is reported by whoever does it."""
    if post is None:
        return [no_post()]
    if works_on(problem, post):
        return []
    return [
        Refusal(
            "problem_of_another_unit",
            gettext_noop("Only the responsible post and the units that do the work can do this."),
        )
    ]


def why_not_work_or_keep(problem: Problem, post: Post | None) -> list[Refusal]:
    if post is not None and keeps_list(problem, post):
        return []
    return why_not_work(problem, post)


def why_not_interested(problem: Problem, post: Post) -> list[Refusal]:
    """Who stated an interest in the unit or in a message behind it keeps out of deciding."""
    units = [pk for pk in (problem.unit_id, problem.lead_unit_id) if pk is not None]
    voices = problem.sources.values("voice_id") if problem.pk else []
    stated = Interest.objects.filter(
        Q(unit_id__in=units) | Q(voice_id__in=voices), post=post, ended_at__isnull=True
    )
    if not looked_up(problem, f"interest {post.pk}", stated.exists):
        return []
    return [
        Refusal(
            "problem_of_interest",
            gettext_noop("You stated an interest in this matter and keep out of deciding it."),
        )
    ]


def why_not_words(words: str, *, code: str, message: str, on: str) -> list[Refusal]:
    """Why ``words`` are not enough, or too many."""
    if any(category(one) == "Cs" for one in words):
        return [
            Refusal(
                "words_broken",
                gettext_noop("The text holds a broken character. Type it again, or leave it out."),
                on=on,
            )
        ]
    if not says_something(words):
        return [Refusal(code, message, on=on)]
    if len(words) > LONGEST_WORDS:
        return [words_too_long(on)]
    return []


def words_too_long(on: str) -> Refusal:
    return Refusal(
        "problem_words_too_long",
        gettext_noop("Write at most %(most)s characters."),
        {"most": LONGEST_WORDS},
        on,
    )


def no_post() -> Refusal:
    return Refusal(
        "no_post",
        gettext_noop("You hold no post at the moment. Ask the campaign office to appoint you."),
    )


def no_holder() -> Refusal:
    return Refusal(
        "post_without_holder",
        gettext_noop("Nobody holds this post at the moment, so nobody can act for it."),
    )
