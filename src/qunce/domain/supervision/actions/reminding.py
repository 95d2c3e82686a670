"""Reminding a unit of what is stuck there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.notices.actions import tell_posts
from qunce.domain.problems.models import Problem
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.supervision import notifying, rules
from qunce.domain.supervision.models import Group
from qunce.domain.supervision.queries import acts_for, stuck_problems, units_of
from qunce.domain.supervision.reading import (
    day,
    read_group,
)
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("guidance.reminded", gettext_noop("Guidance group reminded of a problem"))


@transaction.atomic
def remind_of_problem(*, group: Group, problem: Problem, actor: Post, now: datetime) -> bool:
    """Who puts the problem right has a notice, at most once a week; False when they had it.

    Recorded as ``guidance.reminded``.  Refuses what is not stuck, and what the post may not see.
    """
    today = day(now)
    current = read_group(group)
    refuse(rules.why_not_act(actor, current, acts=acts_for(actor, current)))
    stuck = stuck_problems(actor, units_of(current.area_id, today), today)
    found = stuck.filter(pk=problem.pk).select_related("responsible__unit", "leader__unit").first()
    if found is None:
        raise Refused(
            Refusal(
                "problem_is_not_stuck",
                gettext_noop("This problem is not stuck any more. Look at the list again."),
            )
        )
    posts = [post for post in (found.responsible, found.leader) if post is not None]
    may = [
        post.pk
        for post in dict.fromkeys(posts)
        if Problem.objects.visible_to(post, on=today).filter(pk=found.pk).exists()
    ]
    year, week, _day = today.isocalendar()
    told = tell_posts(
        posts=may,
        kind=notifying.REMINDED,
        key=f"{notifying.REMINDED}:{found.pk}:{year}-{week}",
        about=found.ref,
        params={"area": current.area.name, "number": found.number},
        path=f"/office/problems/{found.pk}/",
        now=now,
    )
    if not told:
        return False
    append(
        kind="guidance.reminded",
        actor=actor.ref,
        subject=found.ref,
        facts={"area": current.area.code},
        now=now,
    )
    return True
