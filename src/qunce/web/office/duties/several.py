"""What a post owes, what one unit owes, and where duties are stuck."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.states import LEADING, PostRole
from qunce.domain.campaigns.models import Duty
from qunce.domain.duties.queries import duties_of, duties_seen, duties_within
from qunce.domain.duties.standings import Row
from qunce.domain.duties.states import Standing
from qunce.domain.organisations.models import Unit
from qunce.kernel import clock
from qunce.web.office.duties.shown import ShownDuty, shown
from qunce.web.shell.acting import acting_post

LOOKS_DOWN = (*LEADING, PostRole.CAMPAIGN_OFFICE, PostRole.VIEWER, PostRole.GUIDANCE)
"""Roles that see where duties are stuck in other units."""


def today() -> date:
    return clock.day_of(clock.now(), settings.TIME_ZONE)


@dataclass
class Parts:
    """Duties by what they are: leads, required, optional; what is done, what is over."""

    leads: list[ShownDuty] = field(default_factory=list)
    leads_in_branch: list[ShownDuty] = field(default_factory=list)
    required: list[ShownDuty] = field(default_factory=list)
    """Late, or due in these two weeks."""
    later: list[ShownDuty] = field(default_factory=list)
    optional: list[ShownDuty] = field(default_factory=list)
    done: list[ShownDuty] = field(default_factory=list)
    ended: list[ShownDuty] = field(default_factory=list)

    @classmethod
    def of(cls, found: Iterable[ShownDuty]) -> Parts:
        parts = cls()
        for one in found:
            parts._place(one).append(one)
        parts.done.sort(key=lambda one: one.row.done.on if one.row.done else date.min, reverse=True)
        return parts

    def _place(self, one: ShownDuty) -> list[ShownDuty]:
        duty = one.row.duty
        if one.row.done is not None:
            return self.done
        if one.row.end is not None:
            return self.ended
        if duty.of_post:
            in_group = duty.unit_id == duty.action.campaign.unit_id
            return self.leads if in_group else self.leads_in_branch
        if one.is_optional:
            return self.optional
        return self.later if one.row.standing == Standing.OPEN else self.required

    @property
    def nothing_now(self) -> bool:
        return not (self.leads or self.leads_in_branch or self.required)


@login_required
def duties(request: HttpRequest) -> HttpResponse:
    """What this post carries: what is due, why, and how it comes to be done by itself."""
    post = acting_post(request)
    if post is None:
        return render(request, "office/duties/no_post.html")
    day = today()
    parts = Parts.of(shown(duties_of(post, day), post, on=day))
    context = {"parts": parts, "post": post, "looks_down": post.role in LOOKS_DOWN}
    return render(request, "office/duties/duties.html", context)


@login_required
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """What one unit owes; for the post that carries it, and for those who look after the unit."""
    post = acting_post(request)
    seen = Duty.objects.visible_to(post, on=today()).filter(unit__code=code)
    if post is None or not seen.exists():
        raise Http404
    found = get_object_or_404(Unit.objects.select_related("successor", "covered_by"), code=code)
    day = today()
    parts = Parts.of(shown(duties_of(found, day), post, on=day))
    context = {"parts": parts, "unit": found, "looks_down": post.role in LOOKS_DOWN}
    return render(request, "office/duties/unit.html", context)


@dataclass
class Stuck:
    """A unit and what of its duties has passed its day."""

    unit: Unit
    late: list[Row] = field(default_factory=list)
    vacant: bool = False
    """Nobody holds a post that answers for some of it."""


@login_required
def units(request: HttpRequest) -> HttpResponse:
    """Where duties are stuck: unit by unit in the office's order, with what has passed its day."""
    post = acting_post(request)
    if post is None or post.role not in LOOKS_DOWN:
        raise Http404
    found = _stuck(_looked_after(post))
    context = {
        "stuck": [one for one in found if one.late or one.vacant],
        "others": [one.unit for one in found if not one.late and not one.vacant],
    }
    return render(request, "office/duties/units.html", context)


def _looked_after(post: Post) -> list[Row]:
    if post.role == PostRole.GUIDANCE:
        return duties_seen(post, today())
    return duties_within(post.unit, today())


def _stuck(rows: Iterable[Row]) -> list[Stuck]:
    """In the order in which the office lists its units: nobody is first because of a number."""
    by_unit: dict[int, Stuck] = {}
    for row in rows:
        duty = row.duty
        if duty.of_post or row.end is not None:
            continue
        there = by_unit.setdefault(duty.unit_id, Stuck(duty.unit))
        if row.is_late:
            there.late.append(row)
        if row.is_open and duty.post is None:
            there.vacant = True
    return sorted(by_unit.values(), key=lambda one: (one.unit.path.count("/"), one.unit.path))
