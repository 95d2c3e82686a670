"""An area: whom to visit next and why, what is planned, what is looked at again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import PostRole
from qunce.domain.campaigns.models import Duty
from qunce.domain.duties.queries import SHOWN_AFTER, standing_of
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.models import Problem
from qunce.domain.supervision import queries
from qunce.domain.supervision.actions import remind_of_problem
from qunce.domain.supervision.models import Group, Visit
from qunce.domain.supervision.queries import Matter, Needs, Seen
from qunce.kernel import clock
from qunce.kernel.refusals import Refusal, Refused, gettext_noop
from qunce.web.office.access import tell
from qunce.web.shell.acting import acting_post


@dataclass(frozen=True, slots=True)
class Row:
    """A unit with what is stuck there, and when somebody was or will be there."""

    needs: Needs
    last: date | None
    next: Visit | None


def today_here() -> date:
    return clock.day_of(clock.now(), settings.TIME_ZONE)


@login_required
def guidance(request: HttpRequest) -> HttpResponse:
    """Whom to visit next and why; for a visited unit, the visits to it."""
    post = acting_post(request)
    today = today_here()
    seen = queries.groups_seen(post, today)
    chosen = _chosen(request, seen)
    group = chosen.group if chosen is not None else None
    area_id = group.area_id if group is not None else _own_area(post)
    units = queries.units_of(area_id, today)
    more = late_duties(post, units, today)
    needs = queries.needs_help(post, units, today, more=more)
    visits = queries.visits_of(group, units)
    rows = [Row(one, visits.last.get(one.unit.pk), visits.next.get(one.unit.pk)) for one in needs]
    return render(
        request,
        "office/supervision/guidance.html",
        {
            "group": group,
            "groups": [one.group for one in seen],
            "without_group": group is None and bool(units),
            "acts": chosen is not None and chosen.acts,
            "stuck": [row for row in rows if row.needs.matters],
            "fine": [row for row in rows if not row.needs.matters],
            "planned": visits.planned,
            "made": visits.made,
            "follow_ups": queries.follow_ups_open(group) if group is not None else [],
            "visits": [] if units else queries.visits_to(post, today),
            "sets_up": post is not None and post.role == PostRole.CAMPAIGN_OFFICE,
        },
    )


def _chosen(request: HttpRequest, seen: list[Seen]) -> Seen | None:
    """The group asked for, else the first: one's own stand first."""
    wanted = request.GET.get("group", "")
    if not wanted:
        return seen[0] if seen else None
    for one in seen:
        if str(one.group.pk) == wanted:
            return one
    raise Http404


def _own_area(post: Post | None) -> int | None:
    """The area a guidance post looks after, while no group is set up for it."""
    return post.area_id if post is not None else None


def late_duties(post: Post | None, units: list[Unit], today: date) -> dict[int, list[Matter]]:
    """Late duties of ``units`` as far as ``post`` sees them, by the number of the unit."""
    late = Duty.objects.visible_to(post, on=today).filter(
        unit__in=units,
        of_post=False,
        due_on__lt=today,
        action__campaign__ends_on__gte=today - SHOWN_AFTER,
    )
    found: dict[int, list[Matter]] = defaultdict(list)
    numbers = {unit.pk for unit in units}
    for row in standing_of(late, today) if units else ():
        duty = row.duty
        if not row.is_late or duty.unit_id not in numbers or duty.of_post:
            continue
        says = Refusal(
            "stuck_duty",
            gettext_noop("“%(what)s” was due on %(day)s."),
            {"day": duty.due_on.isoformat(), "what": _shortened(duty.action.text)},
        )
        found[duty.unit_id].append(Matter(says, duty.due_on, _address("office:duty", duty.pk)))
    return found


def _shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _address(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


@login_required
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Who puts a stuck problem right is reminded of it."""
    post = acting_post(request)
    groups = Group.objects.in_being().visible_to(post, on=today_here())
    group = get_object_or_404(groups, pk=pk)
    number = request.POST.get("problem", "")
    problems = Problem.objects.visible_to(post, on=today_here())
    if post is None or not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Http404
    problem = get_object_or_404(problems, pk=int(number))
    try:
        told = remind_of_problem(group=group, problem=problem, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    else:
        if told:
            messages.success(request, _("A notice of it waits at the post that puts it right."))
        else:
            messages.info(request, _("The post was reminded of it this week, or nobody holds it."))
    return redirect(reverse("office:guidance") + f"?group={group.pk}")
