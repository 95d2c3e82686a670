"""One-click log-ins of the demo; their addresses exist only when settings.DEMO is on."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qunce.domain.accounts.models import Holding, User
from qunce.kernel import clock
from qunce.web.shell.acting import SESSION_KEY

ROLES = {
    "office": _("Reads a directive, turns it into a campaign, sees where help is needed."),
    "leader": _("Sees their own duties and what people say about results."),
    "secretary": _("Sees what this village owes, next first, each with its sentence."),
    "guidance": _("Sees the units of one area and whom to visit next."),
    "county": _("Sees the campaign of each town; changes nothing."),
}
"""What each role of the demo can see, by the log-in name the seeder gives."""


@dataclass
class Staff:
    """A member of the demo's staff as the list shows them."""

    user: User
    sees: str | Promise
    posts: list[str] = field(default_factory=list)


def roles(request: HttpRequest) -> HttpResponse:
    """Every member of the demo's staff, the roles worth trying first."""
    if not settings.DEMO:
        raise Http404
    today = clock.day_of(clock.now(), settings.TIME_ZONE)
    held = Holding.objects.on(today).filter(user__is_active=True)
    staff: dict[int, Staff] = {}
    for holding in held.select_related("post__unit", "user").order_by("post__unit__path"):
        user = holding.user
        one = staff.setdefault(user.pk, Staff(user, ROLES.get(user.username, "")))
        one.posts.append(str(holding.post))
    order = list(ROLES)
    main = [one for one in staff.values() if one.user.username in ROLES]
    main.sort(key=lambda one: order.index(one.user.username))
    others = [one for one in staff.values() if one.user.username not in ROLES]
    return render(request, "shell/demo.html", {"main": main, "others": others})


def enter(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in at once as the demo's ``role``."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(User, username=role, is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.pop(SESSION_KEY, None)
    return redirect(settings.LOGIN_REDIRECT_URL)
