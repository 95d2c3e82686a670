"""A person reads the points through for names, and puts together what says nearly the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.actions.acting import (
    as_it_is,
    changed_meanwhile,
    keep,
)
from qunce.domain.consultations.models import Grouping, Point
from qunce.domain.consultations.rules import (
    why_not_check_point,
    why_not_group,
    why_not_ungroup,
)
from qunce.domain.consultations.states import PointState
from qunce.domain.consultations.words import spoken
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refused, gettext_noop, refuse

register("consultation.point_checked", gettext_noop("Point of a consultation read through"))
register("consultation.points_grouped", gettext_noop("Points saying nearly the same put together"))
register("consultation.point_ungrouped", gettext_noop("Point taken out of its group"))


@transaction.atomic
def check_point(
    *,
    point: Point,
    decision: str,
    actor: Post,
    now: datetime,
    public_text: str = "",
    reason: str = "",
) -> Point:
    """It is decided what everybody reads: the words, a masked wording, or that they are withheld.

    ``decision`` is a :class:`~..states.PointState`; ``public_text`` belongs to a masked point,
    ``reason`` to a withheld one, and whoever said it reads the reason.  Can be decided anew at any
    time.  Recorded as ``consultation.point_checked`` with the decision, never the words.
    """
    as_it_is(pk=point.consultation_id)
    read = _points([point.pk])[0]
    text = spoken(public_text) if decision == PointState.MASKED else ""
    why = spoken(reason) if decision == PointState.WITHHELD else ""
    refuse(why_not_check_point(read, actor, decision=decision, public_text=text, reason=why))
    seen = Point.objects.filter(pk=read.pk, state=read.state, checked_at=read.checked_at)
    checked = seen.update(
        state=decision,
        public_text=text,
        withheld_because=why,
        checked_by=actor,
        checked_at=now,
    )
    if checked != 1:
        raise Refused(changed_meanwhile())
    keep(
        kind="consultation.point_checked",
        consultation=read.consultation,
        actor=actor.ref,
        facts={"point": str(read.pk), "decision": str(decision)},
        now=now,
    )
    return _points([read.pk])[0]


@transaction.atomic
def group_points(*, points: Sequence[Point], actor: Post, now: datetime) -> Grouping:
    """The points stand together and will get one answer; a group among them takes in the others.

    Refuses answered points, points of two groups, and when one was answered meanwhile.  Recorded
    as ``consultation.points_grouped``.
    """
    if points:
        as_it_is(pk=points[0].consultation_id)
    read = _points([one.pk for one in points])
    refuse(why_not_group(read, actor))
    there = next((one.grouping for one in read if one.grouping is not None), None)
    if there is not None:
        # Of a group everything must still be unanswered, also what was not chosen here.
        refuse(why_not_group([*read, *_of(there)], actor))
    grouping = there or Grouping.objects.create(
        consultation=read[0].consultation, made_by=actor, made_at=now
    )
    joining = [one.pk for one in read if one.grouping_id is None]
    taken = Point.objects.filter(pk__in=joining, answer__isnull=True, grouping__isnull=True)
    if taken.update(grouping=grouping) != len(joining):
        raise Refused(changed_meanwhile())
    keep(
        kind="consultation.points_grouped",
        consultation=read[0].consultation,
        actor=actor.ref,
        facts={"group": str(grouping.pk), "points": sorted(str(one.pk) for one in read)},
        now=now,
    )
    return grouping


@transaction.atomic
def ungroup_point(*, point: Point, actor: Post, now: datetime) -> Point:
    """The point stands by itself again; a group of one is none.  Recorded.

    Refuses once it has an answer.
    """
    as_it_is(pk=point.consultation_id)
    read = _points([point.pk])[0]
    refuse(why_not_ungroup(read, actor))
    grouping = read.grouping
    out = Point.objects.filter(pk=read.pk, grouping=grouping, answer__isnull=True)
    if out.update(grouping=None) != 1:
        raise Refused(changed_meanwhile())
    if grouping is not None and len(left := _of(grouping)) < 2:
        Point.objects.filter(pk__in=[one.pk for one in left]).update(grouping=None)
        Grouping.objects.filter(pk=grouping.pk).delete()
    keep(
        kind="consultation.point_ungrouped",
        consultation=read.consultation,
        actor=actor.ref,
        facts={"point": str(read.pk)},
        now=now,
    )
    return _points([read.pk])[0]


def _points(pks: Sequence[int]) -> list[Point]:
    """As they are now, locked where the engine locks rows."""
    return list(
        Point.objects.select_for_update(of=("self",))
        .filter(pk__in=pks)
        .select_related("consultation__unit", "grouping", "paragraph")
        .order_by("pk")
    )


def _of(grouping: Grouping) -> list[Point]:
    return list(Point.objects.filter(grouping=grouping).select_related("consultation__unit"))
