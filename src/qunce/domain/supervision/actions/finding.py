"""What comes of a finding: a problem or an answer, and a day to look again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.matters.models import Category
from qunce.domain.problems.actions import find_problem
from qunce.domain.problems.models import Problem
from qunce.domain.problems.rules.finding import LONGEST_TITLE
from qunce.domain.problems.states import Mode, Source
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.supervision import notifying, rules
from qunce.domain.supervision.models import Finding, FollowUp
from qunce.domain.supervision.reading import (
    day,
    read_finding,
)
from qunce.domain.voices.words import cleaned, one_line
from qunce.kernel.refusals import Refused, gettext_noop, refuse

register("finding.answered", gettext_noop("What a visit found was answered"))
register("follow_up.set", gettext_noop("Day set to look again at what a visit found"))
register("follow_up.done", gettext_noop("What a visit found was looked at again"))


@transaction.atomic
def finding_to_problem(
    *,
    finding: Finding,
    actor: Post,
    now: datetime,
    title: str = "",
    category: Category | None = None,
) -> Problem:
    """What was found is on the town's problem list, once; the unit is told.

    ``title`` is the beginning of the words unless it is given.  Recorded by ``problems``.
    """
    current, visit = read_finding(finding, actor, now)
    refuse(rules.why_not_take_up(current))
    problem = find_problem(
        town=visit.group.town,
        unit=visit.unit,
        title=one_line(title) or one_line(current.words)[:LONGEST_TITLE],
        statement=current.words,
        source=Source.VISIT,
        source_ref=f"visit-finding:{current.pk}",
        found_on=visit.made_on or day(now),
        mode=Mode.CHECKING,
        category=category,
        actor=actor,
        now=now,
    )
    taken = Finding.objects.filter(pk=current.pk, problem__isnull=True, answered_at__isnull=True)
    if taken.update(problem=problem) != 1:
        raise Refused(rules.TAKEN_UP)
    notifying.tell(
        notifying.posts_visited(visit),
        notifying.TAKEN_UP,
        visit,
        now,
        but=actor,
        each=str(current.pk),
    )
    return problem


@transaction.atomic
def answer_finding(*, finding: Finding, answer: str, actor: Post, now: datetime) -> None:
    """The unit has an answer instead of a problem; it is told.  ``finding.answered``."""
    current, visit = read_finding(finding, actor, now)
    answer = cleaned(answer)
    refuse(rules.why_not_answer(current, answer))
    open_ones = Finding.objects.filter(
        pk=current.pk, problem__isnull=True, answered_at__isnull=True
    )
    if open_ones.update(answer=answer, answered_at=now, answered_by=actor) != 1:
        raise Refused(rules.TAKEN_UP)
    notifying.tell(
        notifying.posts_visited(visit),
        notifying.TAKEN_UP,
        visit,
        now,
        but=actor,
        each=str(current.pk),
    )
    append(
        kind="finding.answered",
        actor=actor.ref,
        subject=visit.ref,
        facts={"number": current.position},
        now=now,
    )


@transaction.atomic
def follow_up(*, finding: Finding, on: date, words: str, actor: Post, now: datetime) -> FollowUp:
    """On the day ``on`` the group looks again; it is told that day.  ``follow_up.set``."""
    current, visit = read_finding(finding, actor, now)
    words = one_line(words)
    open_ones = current.follow_ups.filter(done_at__isnull=True).count()
    refuse(
        rules.why_not_follow_up(current, on=on, words=words, today=day(now), open_ones=open_ones)
    )
    try:
        with transaction.atomic():
            made = FollowUp.objects.create(
                finding=current, on=on, words=words, by=actor, made_at=now
            )
    except IntegrityError:  # somebody else set one at this moment
        raise Refused(
            rules.why_not_follow_up(current, on=on, words=words, today=day(now), open_ones=1)
        ) from None
    append(
        kind="follow_up.set",
        actor=actor.ref,
        subject=visit.ref,
        facts={"number": current.position, "on": on.isoformat()},
        now=now,
    )
    return made


@transaction.atomic
def look_again(*, follow_up: FollowUp, seen: str, actor: Post, now: datetime) -> None:
    """What was seen then is noted, and another day can be set.  ``follow_up.done``."""
    row = FollowUp.objects.select_related("finding").get(pk=follow_up.pk)
    current, visit = read_finding(row.finding, actor, now)
    seen = one_line(seen)
    refuse(rules.why_not_look_again(row, seen))
    still = FollowUp.objects.open().filter(pk=row.pk)
    if still.update(done_at=now, done_by=actor, seen=seen) != 1:
        row.refresh_from_db()
        raise Refused(rules.why_not_look_again(row, seen))
    append(
        kind="follow_up.done",
        actor=actor.ref,
        subject=visit.ref,
        facts={"number": current.position},
        now=now,
    )
