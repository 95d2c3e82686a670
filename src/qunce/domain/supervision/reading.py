"""Groups, visits and findings as they are now, read again by the post that wants to change them."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings

from qunce.domain.accounts.models import Post
from qunce.domain.supervision import rules
from qunce.domain.supervision.models import Finding, Group, Visit
from qunce.domain.supervision.queries import acts_for
from qunce.kernel.clock import day_of
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse


def day(now: datetime) -> date:
    return day_of(now, settings.TIME_ZONE)


def read_group(group: Group) -> Group:
    return Group.objects.select_related("area", "town", "leader__unit").get(pk=group.pk)


def read_visit(visit: Visit, actor: Post, now: datetime) -> Visit:
    """The visit as it is now, locked where the engine locks rows; hidden ones are not there."""
    seen = Visit.objects.visible_to(actor, on=day(now)).filter(pk=visit.pk)
    if not seen.exists():
        raise Refused(
            Refusal("visit_not_there", gettext_noop("There is no such visit for your post."))
        )
    rows = Visit.objects.select_for_update(of=("self",))
    return rows.select_related("group__area", "group__town", "unit", "call").get(pk=visit.pk)


def read_for_group(visit: Visit, actor: Post, now: datetime) -> Visit:
    """The same for who acts for the group; refuses everybody else."""
    current = read_visit(visit, actor, now)
    refuse(rules.why_not_act(actor, current.group, acts=acts_for(actor, current.group)))
    return current


def read_finding(finding: Finding, actor: Post, now: datetime) -> tuple[Finding, Visit]:
    """What was found, as it is now, and its visit; for who acts for the group."""
    visit = read_for_group(Visit(pk=finding.visit_id), actor, now)
    rows = Finding.objects.select_for_update(of=("self",))
    return rows.get(pk=finding.pk), visit
