"""Check lists: which there are, setting one up, beginning a round."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.checks import queries
from qunce.domain.checks.actions import close_check_list, make_check_list, start_round
from qunce.domain.checks.models import CheckList, Series
from qunce.domain.checks.rules import why_not_set_up
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.budget.adding import of_list, of_round
from qunce.web.office.budget.weighing import only_weighed, waits
from qunce.web.office.checks.forms import CheckListForm, RoundForm
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals

SHOWN = 100


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Rounds one can go, lists, and the numbers one's unit counts."""
    post = acting_post(request)
    context = {
        "rounds": queries.rounds_seen(post),
        "lists": CheckList.objects.visible_to(post).filter(closed_at__isnull=True)[:SHOWN],
        "all_series": Series.objects.visible_to(post)
        .filter(closed_at__isnull=True)
        .select_related("unit")[:SHOWN],
        "runs": not why_not_run_campaign(post),
    }
    return render(request, "office/checks/home.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A new list for one's own town."""
    post = acting_post(request)
    if post is None or why_not_run_campaign(post):
        raise Http404
    form = CheckListForm(request.POST or None)
    adds, weighed = of_list(form, post), only_weighed(request)
    if request.method == "POST" and form.is_valid() and not weighed and not waits(request, adds):
        try:
            made = make_check_list(
                town=post.unit,
                name=form.cleaned_data["name"],
                items=form.lines(),
                category=form.cleaned_data["category"],
                actor=post,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The list stands. Begin a round when you are ready."))
            return redirect("office:check_list", made.pk)
    return render(request, "office/checks/new_list.html", {"form": form, "adds": adds})


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What the list asks; its rounds; beginning one."""
    post = acting_post(request)
    lists = CheckList.objects.visible_to(post).select_related("town")
    check_list = get_object_or_404(lists, pk=pk)
    reasons = why_not_set_up(post, check_list.town)
    form = RoundForm(check_list.town, request.POST or None)
    if request.method == "POST":
        if post is None or reasons:
            raise Http404
        if form.is_valid() and not only_weighed(request):
            try:
                begun = start_round(
                    check_list=check_list,
                    places=list(form.cleaned_data["places"]),
                    starts_on=form.cleaned_data["starts_on"],
                    due_on=form.cleaned_data["due_on"],
                    beyond=form.cleaned_data["beyond"],
                    actor=post,
                    now=clock.now(),
                )
            except Refused as refused:
                add_refusals(form, refused)
            else:
                messages.success(request, _("The round has begun."))
                return redirect("office:round", begun.pk)
    runs = post is not None and not reasons and check_list.closed_at is None
    context = {
        "list": check_list,
        "items": check_list.items.select_related("category"),
        "rounds": check_list.rounds.all()[:SHOWN],
        "form": form,
        "runs": runs,
        "adds": of_round(form, check_list, post) if runs and post is not None else None,
        "today": clock.day_of(clock.now(), settings.TIME_ZONE),
    }
    return render(request, "office/checks/list.html", context)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    post = acting_post(request)
    check_list = get_object_or_404(CheckList.objects.visible_to(post).select_related("town"), pk=pk)
    if post is None or why_not_set_up(post, check_list.town):
        raise Http404
    try:
        close_check_list(check_list=check_list, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("The list is closed; what was found stays."))
    return redirect("office:checks")
