"""A new unit, and a new post in a unit."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qunce.domain.accounts.actions import add_post
from qunce.domain.accounts.models import Post
from qunce.domain.organisations.actions import add_unit
from qunce.domain.organisations.models import Unit
from qunce.domain.reorganisations.actions import cover_unit
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.units.access import office, own_unit
from qunce.web.office.units.forms import PostForm, UnitForm
from qunce.web.shell.words import add_refusals


@login_required
def unit_new(request: HttpRequest) -> HttpResponse:
    """A unit below the office's own; without a branch it is covered in the same step."""
    post = office(request)
    form = UnitForm(
        post.unit,
        request.POST if request.method == "POST" else None,
        initial={"parent": request.GET.get("parent") or post.unit_id},
    )
    if request.method == "POST" and form.is_valid():
        try:
            unit = _add(post, form.cleaned_data)
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("%(unit)s stands in the tree.") % {"unit": unit.name})
            return redirect("office:unit", unit.pk)
    return render(request, "office/units/unit_new.html", {"form": form})


@transaction.atomic
def _add(post: Post, said: dict[str, object]) -> Unit:
    given = dict(said)
    by = given.pop("covered_by")
    given["code"] = given["code"] or f"u-{secrets.token_hex(4)}"
    unit = add_unit(**given, actor=post.ref, now=clock.now())  # type: ignore[arg-type]
    if isinstance(by, Unit):
        cover_unit(unit=unit, by=by, actor=post, now=clock.now())
    return unit


@login_required
def post_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A post nobody holds yet; handing it over is the next page."""
    post = office(request)
    unit = own_unit(post, pk)
    form = PostForm(post.unit, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = add_post(
                unit=unit,
                code=f"{unit.code[:30]}-{said['role'][:16]}-{secrets.token_hex(4)}",
                title=said["title"],
                role=said["role"],
                area=said["area"],
                actor=post.ref,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusals(form, refused)
        else:
            return redirect("office:post_handover", made.pk)
    return render(request, "office/units/post_new.html", {"form": form, "unit": unit})
