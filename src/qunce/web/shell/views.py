"""The shell's own small acts: large print, and which post one acts for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from qunce.web.shell.acting import SESSION_KEY, acting_posts
from qunce.web.shell.context import LARGE_PRINT_COOKIE

A_YEAR = 60 * 60 * 24 * 365


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page one came from, never to another site."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    return HttpResponseRedirect(target)


@require_POST
def large_print(request: HttpRequest) -> HttpResponse:
    """Large print on (``1``) or off; remembered for a year in this browser."""
    response = _back(request)
    if request.POST.get("large_print") == "1":
        response.set_cookie(LARGE_PRINT_COOKIE, "1", max_age=A_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(LARGE_PRINT_COOKIE, samesite="Lax")
    return response


@require_POST
@login_required
def act(request: HttpRequest) -> HttpResponse:
    """Act for another of one's own posts; a post that is not held is not there."""
    wanted = request.POST.get("post", "")
    for post in acting_posts(request):
        if str(post.pk) == wanted:
            request.session[SESSION_KEY] = post.pk
            return _back(request)
    raise Http404
