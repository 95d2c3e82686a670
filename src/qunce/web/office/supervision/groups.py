"""Setting guidance groups up: for each area one leading official, and others."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.accounts.states import PostRole
from qunce.domain.organisations.models import Area, Unit
from qunce.domain.supervision.actions import end_group, set_up_group
from qunce.domain.supervision.models import Group
from qunce.domain.supervision.rules import LEADING
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.supervision.area import today_here
from qunce.web.office.supervision.forms import GroupForm
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals


def _office(request: HttpRequest) -> Post:
    """The campaign office's post that sets groups up; everybody else finds nothing here."""
    post = acting_post(request)
    if post is None or why_not_run_campaign(post):
        raise Http404
    return post


def _areas(post: Post) -> list[Area]:
    units = Unit.objects.within(post.unit).exclude(area=None).order_by().values("area_id")
    return list(Area.objects.filter(pk__in=units).order_by("name"))


@login_required
def groups(request: HttpRequest) -> HttpResponse:
    """The town's areas, each with its group."""
    post = _office(request)
    found = Group.objects.in_being().filter(town=post.unit_id)
    known = {
        group.area_id: group
        for group in found.select_related("leader__unit").prefetch_related("members__unit")
    }
    rows = [{"area": area, "group": known.get(area.pk)} for area in _areas(post)]
    return render(request, "office/supervision/groups.html", {"rows": rows})


@login_required
def group(request: HttpRequest, code: str) -> HttpResponse:
    """Who leads the group of one area and who is in it."""
    post = _office(request)
    area = next((one for one in _areas(post) if one.code == code), None)
    if area is None:
        raise Http404
    there = (
        Group.objects.in_being().filter(area=area, town=post.unit_id).select_related("town").first()
    )
    codes = [one for one in post.unit.path.split("/") if one]
    leaders = Post.objects.filter(unit__code__in=codes, role__in=LEADING).select_related("unit")
    below = Unit.objects.within(post.unit).in_being(today_here()).order_by().values("pk")
    others = (
        Post.objects.filter(unit__in=below)
        .exclude(Q(role=PostRole.VIEWER) | Q(role=PostRole.GUIDANCE, area=area))
        .select_related("unit")
    )
    initial = (
        {"leader": there.leader_id, "members": there.members.all()} if there is not None else {}
    )
    form = GroupForm(
        leaders, others, request.POST if request.method == "POST" else None, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_up_group(
                town=post.unit,
                area=area,
                leader=form.cleaned_data["leader"],
                members=list(form.cleaned_data["members"]),
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The guidance group of %(area)s stands.") % {"area": area})
            return redirect("office:guidance_groups")
    return render(
        request, "office/supervision/group.html", {"form": form, "area": area, "group": there}
    )


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The area has no group any more."""
    post = _office(request)
    there = get_object_or_404(Group.objects.in_being().filter(town=post.unit_id), pk=pk)
    try:
        end_group(group=there, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("The group has ended; what it did can still be read."))
    return redirect("office:guidance_groups")
