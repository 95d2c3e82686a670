"""The queue of points to be read through for names, and what everybody reads of each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.consultations.actions import check_point
from qunce.domain.consultations.models import Consultation, Point
from qunce.domain.consultations.queries import points_to_check
from qunce.domain.consultations.rules import looks_after
from qunce.domain.consultations.states import PointState
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.consultations.access import looked_after, read
from qunce.web.shell.words import say

PER_PAGE = 50
MOST = 50
"""Points shown or put together in one go."""


def chosen(request: HttpRequest, consultation: Consultation, post: Post) -> list[Point]:
    """The points whose boxes were ticked, at most fifty; what cannot be read is left out."""
    pks = {
        int(pk) for pk in request.POST.getlist("point")[:MOST] if pk.isdecimal() and len(pk) < 18
    }
    points = Point.objects.visible_to(post).filter(consultation=consultation, pk__in=pks)
    return list(
        points.select_related(
            "consultation__unit", "paragraph", "sheet__village", "meeting__unit", "answer"
        ).order_by("pk")
    )


@login_required
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """The points that wait: each is shown, masked or withheld; several can be shown at once."""
    consultation, post = read(request, pk)
    page = Paginator(points_to_check(consultation, post), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context: dict[str, Any] = {
        "consultation": consultation,
        "page": page,
        "runs": looks_after(consultation, post),
    }
    return render(request, "office/consultations/names.html", context)


@login_required
@require_POST
def show_these(request: HttpRequest, pk: int) -> HttpResponse:
    """First all words once more, side by side; sent again, everybody reads them."""
    consultation, post = looked_after(request, pk)
    found = [one for one in chosen(request, consultation, post) if one.state == PointState.WAITING]
    if not found:
        messages.error(request, _("Choose at least one point first."))
        return redirect("office:consultation_names", pk)
    if "sure" not in request.POST:
        context = {"consultation": consultation, "points": found}
        return render(request, "office/consultations/show_these.html", context)
    done = 0
    for point in found:
        try:
            check_point(point=point, decision=PointState.SHOWN, actor=post, now=clock.now())
        except Refused as refused:
            messages.error(request, f"{point.pk}: {say(refused.refusals[0])}")
        else:
            done += 1
    if done:
        told = ngettext(
            "Everybody can read %(count)d point now.",
            "Everybody can read %(count)d points now.",
            done,
        )
        messages.success(request, told % {"count": done})
    return redirect("office:consultation_names", pk)
