"""Keys of other programs: which there are, a new one, and one that opens nothing any more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from qunce.domain.accounts.models import Post
from qunce.domain.partners.actions import make_key, withdraw_key
from qunce.domain.partners.models import PartnerKey
from qunce.domain.partners.rules import why_not_keep_keys
from qunce.kernel import clock
from qunce.kernel.refusals import Refused
from qunce.web.office.access import tell
from qunce.web.shell.acting import acting_post
from qunce.web.shell.words import add_refusals


class KeyForm(forms.Form):
    """Who will use it; whether that is a name is the rules' word."""

    name = forms.CharField(
        label=gettext_lazy("Which program or office will use the key?"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Everybody can read this name in the public record."),
    )


def _office(request: HttpRequest) -> Post:
    """The campaign office of a county; for everybody else there is nothing here."""
    post = acting_post(request)
    if post is None or why_not_keep_keys(post):
        raise Http404
    return post


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The county's keys.  A new one is answered with its text, which nobody can read again.

    It stands in no session and no address, so the page that made it does not lead on to another.
    """
    post = _office(request)
    form = KeyForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            made, text = make_key(county=post.unit, name=name, actor=post, now=clock.now())
        except Refused as refused:
            add_refusals(form, refused)
        else:
            context = {"form": KeyForm(), "made": made, "text": text}
    context["keys"] = PartnerKey.objects.visible_to(post).select_related("made_by__unit")
    response = render(request, "office/keys.html", context)
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The key opens nothing from now on."""
    post = _office(request)
    key = get_object_or_404(PartnerKey.objects.visible_to(post), pk=pk)
    try:
        withdraw_key(key=key, actor=post, now=clock.now())
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("The key opens nothing any more: %(name)s") % {"name": key})
    return redirect("office:keys")
