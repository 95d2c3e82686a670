"""What came of the points: an answer with its reason, a problem, and that people are told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.actions.acting import (
    as_it_is,
    changed_meanwhile,
    keep,
    move,
    today_of,
)
from qunce.domain.consultations.models import (
    Answer,
    Consultation,
    Grouping,
    Point,
    Posting,
    Sheet,
)
from qunce.domain.consultations.queries import standing_of
from qunce.domain.consultations.rules import (
    why_not_answer,
    why_not_make_problem,
    why_not_note_posted,
    why_not_take_back,
    why_not_tell,
)
from qunce.domain.consultations.states import ConsultationState
from qunce.domain.consultations.words import spoken
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.actions import find_problem
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import Mode, Source
from qunce.domain.record.kinds import register
from qunce.domain.voices.words import one_line
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("consultation.answered", gettext_noop("Point of a consultation answered"))
register("consultation.answer_taken_back", gettext_noop("Answer of a consultation taken back"))
register("consultation.told", gettext_noop("Answers of a consultation published"))
register("consultation.notice_posted", gettext_noop("Notice with the answers hung up"))


@transaction.atomic
def answer(
    *,
    to: Point | Grouping,
    outcome: str,
    reason: str,
    actor: Post,
    now: datetime,
    seen: Collection[int] | None = None,
) -> Answer:
    """A point, or all points of a group, are adopted, adopted in part, or not, and why.

    ``seen``: numbers (``pk``) of the points that whoever answers had before them; another that
    came to the group since then is not answered unread.
    Recorded as ``consultation.answered`` with the outcome and the hash of the reason.  Refuses
    points nobody read through, points with an answer, and when a point came to the group or was
    answered meanwhile.
    """
    current = as_it_is(pk=to.consultation_id)
    points = _points(to)
    if seen is not None and {one.pk for one in points} != set(seen):
        raise Refused(changed_meanwhile())
    reason = spoken(reason)
    refuse(why_not_answer(points, actor, outcome=outcome, reason=reason))
    made = Answer.objects.create(
        consultation=current, outcome=outcome, reason=reason, post=actor, at=now
    )
    grouping = points[0].grouping_id
    answered = Point.objects.filter(pk__in=[one.pk for one in points], answer__isnull=True)
    answered = answered.filter(grouping=grouping)
    everybody = grouping is None or Point.objects.filter(grouping=grouping).count() == len(points)
    if answered.update(answer=made) != len(points) or not everybody:
        raise Refused(changed_meanwhile())
    keep(
        kind="consultation.answered",
        consultation=current,
        actor=actor.ref,
        facts={
            "points": sorted(str(one.pk) for one in points),
            "outcome": str(outcome),
            "reason_sha256": sha256(reason.encode()).hexdigest(),
        },
        now=now,
    )
    return made


@transaction.atomic
def take_back_answer(*, answer: Answer, actor: Post, now: datetime) -> None:
    """The points have no answer again, and can get another.  Recorded.

    Refuses once people were told.
    """
    current = as_it_is(pk=answer.consultation_id)
    found = Answer.objects.filter(pk=answer.pk).select_related("consultation__unit").first()
    if found is None:
        raise Refused(changed_meanwhile())
    refuse(why_not_take_back(found, actor))
    points = list(Point.objects.filter(answer=found).values_list("pk", flat=True))
    Point.objects.filter(answer=found).update(answer=None)
    Answer.objects.filter(pk=found.pk).delete()
    keep(
        kind="consultation.answer_taken_back",
        consultation=current,
        actor=actor.ref,
        facts={"points": sorted(str(pk) for pk in points)},
        now=now,
    )


@transaction.atomic
def make_problem(
    *,
    of: Point | Grouping,
    title: str,
    statement: str,
    actor: Post,
    now: datetime,
    unit: Unit | None = None,
    mode: str = Mode.CHECKING,
) -> Problem:
    """What a point, or a group, speaks of is on the problem list as found, once.

    ``unit``: where it is; otherwise the village of whoever said it, or the town.  The words are
    the office's own.  Recorded by ``problems``.
    """
    current = as_it_is(pk=of.consultation_id)
    points = _points(of)
    refuse(why_not_make_problem(points, actor))
    first = points[0]
    where = (first.sheet.village if first.sheet else None) or (
        first.meeting.unit if first.meeting else None
    )
    group = first.grouping_id
    problem = find_problem(
        town=current.unit,
        unit=unit or where or current.unit,
        title=title,
        statement=statement,
        source=Source.CONSULTATION,
        source_ref=f"point:{first.pk}" if group is None else f"points:{group}",
        found_on=today_of(now=now),
        campaign=current.campaign,
        mode=mode,
        actor=actor,
        now=now,
    )
    made = Point.objects.filter(pk__in=[one.pk for one in points], problem__isnull=True)
    if made.update(problem=problem) != len(points):
        raise Refused(changed_meanwhile())
    return problem


@transaction.atomic
def tell(*, consultation: Consultation, actor: Post, now: datetime) -> Consultation:
    """The answers are published, and each sheet that wanted an answer reads what came of it.

    Those who left no code read the public page and the printed notice (:func:`note_posted`).
    Recorded as ``consultation.told`` with counts.  Refuses while a point has no answer.
    """
    current = as_it_is(pk=consultation.pk)
    standing = standing_of(current)
    refuse(why_not_tell(current, actor, standing=standing))
    move(consultation=current, state=ConsultationState.ANSWERED, told_at=now)
    told = Sheet.objects.filter(
        consultation=current, wants_answer=True, told_at__isnull=True
    ).update(told_at=now)
    keep(
        kind="consultation.told",
        consultation=current,
        actor=actor.ref,
        facts={"points": standing.points, "told": told},
        now=now,
    )
    return current


@transaction.atomic
def note_posted(
    *, consultation: Consultation, places: str, on: date, actor: Post, now: datetime
) -> Posting:
    """The printed notice with the answers hung at ``places`` on that day.  Recorded."""
    current = as_it_is(pk=consultation.pk)
    places = one_line(spoken(places))
    reasons = why_not_note_posted(current, actor, places=places)
    if on > today_of(now=now):
        reasons.append(
            Refusal("posting_in_the_future", gettext_noop("This day has not come yet."), on="on")
        )
    refuse(reasons)
    posting = Posting.objects.create(
        consultation=current, places=places, on=on, post=actor, noted_at=now
    )
    keep(
        kind="consultation.notice_posted",
        consultation=current,
        actor=actor.ref,
        facts={"places": places, "on": on.isoformat()},
        now=now,
    )
    return posting


def _points(of: Point | Grouping) -> list[Point]:
    """The point, or with it all that stand in its group, as they are now and locked."""
    found = Point.objects.select_for_update(of=("self",)).select_related(
        "consultation__unit", "sheet__village", "meeting__unit"
    )
    if isinstance(of, Grouping):
        return list(found.filter(grouping=of).order_by("pk"))
    point = found.get(pk=of.pk)
    if point.grouping_id is None:
        return [point]
    return list(found.filter(grouping=point.grouping_id).order_by("pk"))
