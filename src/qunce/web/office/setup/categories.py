"""What messages can be about."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qunce.domain.matters.actions import add_category, close_category
from qunce.domain.matters.catalogue import add_catalogue
from qunce.domain.matters.models import Category
from qunce.domain.matters.rules import why_not_close_categories
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.setup.forms import CategoryForm
from qunce.web.office.setup.start import office_post
from qunce.web.shell.words import add_refusals


@login_required
def categories(request: HttpRequest) -> HttpResponse:
    """Those that can be chosen; closed ones below, as messages still name them."""
    post = office_post(request)
    found = list(Category.objects.all())
    context = {
        "open": [one for one in found if one.closed_at is None],
        "closed": [one for one in found if one.closed_at is not None],
        "why_not_close": why_not_close_categories(post.unit),
    }
    return render(request, "office/setup/categories.html", context)


@login_required
@require_POST
def usual(request: HttpRequest) -> HttpResponse:
    """The usual categories exist, each once; those there stay as they are."""
    post = office_post(request)
    try:
        added = len(add_catalogue(actor=post.ref, now=clock.now()))
    except Refused as refused:  # more questions than residents may be asked
        tell(request, refused)
        return redirect("office:categories")
    told = ngettext("%(count)d category was added.", "%(count)d categories were added.", added)
    messages.success(request, told % {"count": added})
    return redirect("office:categories")


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """One more category, last in the list."""
    post = office_post(request)
    form = CategoryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["code"] = said["code"] or f"c-{secrets.token_hex(4)}"
        last = Category.objects.order_by("-place").values_list("place", flat=True).first() or 0
        try:
            add_category(**said, place=last + 1, actor=post.ref, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The category can be chosen now."))
            return redirect("office:categories")
    return render(request, "office/setup/category_new.html", {"form": form})


@login_required
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Nobody can choose it any more; what has it keeps it."""
    post = office_post(request)
    category = get_object_or_404(Category, code=code)
    try:
        close_category(category=category, unit=post.unit, actor=post.ref, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    return redirect("office:categories")
