"""Who belongs to the guidance group of an area."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.organisations.models import Area, Unit
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.domain.supervision import rules
from qunce.domain.supervision.models import Group, Visit
from qunce.domain.supervision.reading import (
    day,
    read_group,
)
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("guidance_group.set", gettext_noop("Guidance group set up"))
register("guidance_group.ended", gettext_noop("Guidance group ended"))


@transaction.atomic
def set_up_group(
    *,
    town: Unit,
    area: Area,
    leader: Post,
    members: Sequence[Post],
    actor: Post,
    now: datetime,
) -> Group:
    """The group of ``area`` is led by ``leader`` and staffed by ``members``.

    A group that is there already gets these instead of those it had; its visits stay.  Recorded
    as ``guidance_group.set``.  Refuses everybody but the town's office, a leader who is no leading
    official, and an area outside the town.
    """
    units = list(Unit.objects.filter(area=area).in_being(day(now)))
    members = list(dict.fromkeys(members))
    there = Group.objects.in_being().select_for_update(of=("self",)).select_related("town")
    group = there.filter(area=area).first()
    refuse(
        rules.why_not_set_up_group(
            actor,
            town=town,
            area=area,
            units=units,
            leader=leader,
            members=members,
            before=group,
        )
    )
    if group is None:
        try:
            with transaction.atomic():
                group = Group.objects.create(
                    town=town, area=area, leader=leader, made_by=actor, made_at=now
                )
        except IntegrityError:
            raise Refused(_set_up_at_once()) from None
    elif Group.objects.in_being().filter(pk=group.pk).update(leader=leader) != 1:
        raise Refused(_set_up_at_once())
    group.members.set(members)
    append(
        kind="guidance_group.set",
        actor=actor.ref,
        subject=group.ref,
        facts={
            "area": area.code,
            "leader": leader.code,
            "members": sorted(member.code for member in members),
        },
        now=now,
    )
    return read_group(group)


@transaction.atomic
def end_group(*, group: Group, actor: Post, now: datetime) -> None:
    """The area has no guidance group any more; what it did can be read.

    Recorded as ``guidance_group.ended``.  Refuses while visits are planned.
    """
    current = read_group(group)
    planned = Visit.objects.planned().filter(group=current).select_related("unit")
    refuse(rules.why_not_end_group(actor, current, list(planned[:1])))
    if Group.objects.in_being().filter(pk=current.pk).update(ended_at=now) != 1:
        raise Refused(_set_up_at_once())
    append(
        kind="guidance_group.ended",
        actor=actor.ref,
        subject=current.ref,
        facts={"area": current.area.code},
        now=now,
    )


def _set_up_at_once() -> Refusal:
    return Refusal(
        "group_changed_meanwhile",
        gettext_noop("Somebody changed this group in the meantime. Look at it again."),
    )
