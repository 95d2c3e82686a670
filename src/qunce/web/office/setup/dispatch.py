"""The dispatch list: which unit answers for which category."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from qunce.domain.matters.actions import set_dispatch
from qunce.domain.matters.models import Category, Dispatch
from qunce.domain.organisations.models import Unit
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.setup.forms import DispatchForm
from qunce.web.office.setup.start import office_post
from qunce.web.shell.words import add_refusals


@login_required
def dispatch(request: HttpRequest) -> HttpResponse:
    """One list with one button; only what is different is written."""
    post = office_post(request)
    town = post.unit
    lines = Dispatch.objects.filter(town=town).values_list("category_id", "unit_id")
    form = DispatchForm(
        town,
        Category.objects.open(),
        dict(lines),
        request.POST if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        changed = form.changed()
        units = Unit.objects.in_bulk({unit for _category, unit in changed})
        try:
            for category, unit in changed:
                set_dispatch(
                    town=town,
                    category=category,
                    unit=units[unit],
                    actor=post.ref,
                    now=clock.now(),
                )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            told = ngettext(
                "%(count)d line is changed.", "%(count)d lines are changed.", len(changed)
            )
            messages.success(request, told % {"count": len(changed)})
            return redirect("office:dispatch")
    return render(request, "office/setup/dispatch.html", {"form": form, "town": town})
