"""Materials: put up, put in plain words, printed large, shown to everybody."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.domain.study.actions import (
    add_material,
    change_material,
    publish_material,
    take_back_material,
    withdraw_material,
)
from qunce.domain.study.models import Material
from qunce.domain.study.rules.material import why_not_look_after, why_not_make
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.office.study.material_forms import NewMaterialForm, form_of
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals

PER_PAGE = 30


@login_required
def materials(request: HttpRequest) -> HttpResponse:
    """What one may use, newest first."""
    post = acting_post(request)
    if post is None:
        raise Http404
    found = Material.objects.visible_to(post).in_use().select_related("unit")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "makes": not why_not_make(post)}
    return render(request, "office/study/materials.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    post = acting_post(request)
    if post is None or why_not_make(post):
        raise Http404
    form = NewMaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_material(unit=post.unit, **form.asked(), actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The material is there; your unit can use it."))
            return redirect("office:material", made.pk)
    return render(request, "office/study/material_new.html", {"form": form})


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The words, the plain words beside them, and how to print or show them."""
    post = acting_post(request)
    material = _material(request, pk)
    looks_after = not why_not_look_after(post, material)
    context = {
        "material": material,
        "looks_after": looks_after,
    }
    return render(request, "office/study/material.html", context)


@login_required
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """In large print, to be handed over: the plain words where there are any."""
    material = _material(request, pk)
    whole = request.GET.get("words") == "all" or not material.plain_text
    context = {
        "material": material,
        "whole": whole,
        "paragraphs": material.paragraphs if whole else material.plain_paragraphs,
    }
    return render(request, "office/study/material_print.html", context)


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    post = acting_post(request)
    material = _material(request, pk)
    if post is None or why_not_look_after(post, material):
        raise Http404
    form = form_of(material, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_material(material=material, **form.cleaned_data, actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            messages.success(request, _("The material reads otherwise now."))
            return redirect("office:material", material.pk)
    context = {"form": form, "material": material}
    return render(request, "office/study/material_edit.html", context)


@login_required
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown to everybody, to the units alone again, or out of use."""
    post = acting_post(request)
    material = _material(request, pk)
    if post is None:
        raise Http404
    wanted = request.POST.get("act", "")
    try:
        if wanted == "publish":
            publish_material(material=material, actor=post, now=clock.now())
            messages.success(request, _("Everybody can read it now."))
        elif wanted == "take_back":
            take_back_material(material=material, actor=post, now=clock.now())
            messages.success(request, _("Only units can read it now."))
        elif wanted == "withdraw":
            withdraw_material(material=material, actor=post, now=clock.now())
            messages.success(request, _("It is out of use; sessions that used it keep it."))
            return redirect("office:materials")
    except Refused as refused:
        tell(request, refused)
    return redirect("office:material", material.pk)


def _material(request: HttpRequest, pk: int) -> Material:
    seen = Material.objects.visible_to(acting_post(request))
    return get_object_or_404(seen.select_related("unit"), pk=pk)
